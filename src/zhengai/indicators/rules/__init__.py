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


class Reach(StrEnum):
    """What a run answers for."""

    WHOLE = "whole"  # every indicator at every level, for its periods, those of interest today among them
    PERIODS = "periods"  # every indicator at every level, but only for other periods
    PART = "part"  # only some indicators or levels
    CHANGES = "changes"  # what new rows changed since an earlier run

    @property
    def chinese(self) -> str:
        return {"whole": "全部", "periods": "一些周期", "part": "一部分", "changes": "变化"}[self.value]

    @property
    def brings_up_to_date(self) -> bool:
        """Whether no value is older than the run's data afterwards."""
        return self in (Reach.WHOLE, Reach.CHANGES)


def digest(item: Mapping[str, Any]) -> str:
    """Two definitions are the same when their written form is, whatever the order of its keys."""
    text = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
