"""Pure decisions of the indicators room: what counts as the same definition, and the life of a run."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        return {"running": "进行中", "done": "完成", "failed": "失败"}[self.value]


def digest(item: Mapping[str, Any]) -> str:
    """Two definitions are the same when their written form is, whatever the order of its keys."""
    text = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
