"""Proofs (证据): what happened, and so proves that a stage was passed."""

from dataclasses import dataclass
from datetime import datetime

from zhengai.cycles.rules.stages import Stage

LEVEL_WIDE = ""  # the subject of a proof that counts for every subject of its level
CLOSING = ":close"  # how the key of the proof ends that closes a dynamic loop


@dataclass(frozen=True)
class NewProof:
    """A proof as a room tells it. `key` makes the same thing told twice one proof; `at` and `by` are given when it
    happened at another time or by another person than it is told."""

    level: str
    subject: str
    period: str
    stage: Stage
    key: str
    about: str
    sentence: str
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class ProofSeen:
    """A proof as it is shown."""

    stage: Stage
    key: str
    about: str
    sentence: str
    at: datetime
    by: str
    period: str
    level_wide: bool = False

    @property
    def closes(self) -> bool:
        """Whether it closes the dynamic loop of what it is about."""
        return self.stage is Stage.ADJUST and self.key.endswith(CLOSING)
