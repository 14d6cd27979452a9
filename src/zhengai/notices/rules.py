"""What is told to a person."""

from dataclasses import dataclass
from datetime import date

_TITLE = 160


@dataclass(frozen=True)
class Message:
    """One message to one person; `key` makes sending it twice harmless. `kind` is a NoticeKind, `about` names the
    thing it speaks of as "kind:key"."""

    person_number: str
    kind: str
    key: str
    about: str
    title: str
    text: str = ""
    due: date | None = None


def titled(text: str) -> str:
    """A title that fits; what is cut off is marked."""
    return text if len(text) <= _TITLE else text[: _TITLE - 1] + "…"
