"""Pure decisions of the audit trail and of long work."""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64

# state of a job → the states that may follow
JOB_MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"running", "failed"}),
    "running": frozenset({"done", "failed"}),
    "done": frozenset(),
    "failed": frozenset(),
}


class JobRefused(ValueError):
    """The job is past this; the message is a Chinese sentence."""


def link(previous: str, content: dict[str, Any]) -> str:
    """The hash that chains an event to the one before it: SHA-256 over the previous hash and the content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
