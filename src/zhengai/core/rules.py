"""Pure decisions of the audit trail."""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64


def link(previous: str, content: dict[str, Any]) -> str:
    """The hash that chains an event to the one before it: SHA-256 over the previous hash and the content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
