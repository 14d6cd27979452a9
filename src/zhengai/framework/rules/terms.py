"""Seats held by an office, terms, and what the duties of a body rest on."""

from dataclasses import dataclass
from datetime import date, timedelta

ENDS_SOON = timedelta(days=60)  # a term that ends within these is shown as 即将届满


class OrganisationRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Office:
    """Who holds a seat by an office (按职务): all who hold a role, or who answer for a subject."""

    kind: str  # role | responsible
    level: str  # the code of the role, or the level of the subject
    subject: str = ""

    @property
    def text(self) -> str:
        return ":".join(part for part in (self.kind, self.level, self.subject) if part)


def read_office(text: str) -> Office | None:
    """ "role:leader" or "responsible:department:D11"; null for any other text."""
    kind, _, rest = text.strip().partition(":")
    level, _, subject = rest.partition(":")
    if kind == "role" and level and not subject:
        return Office(kind, level)
    if kind == "responsible" and level and subject:
        return Office(kind, level, subject)
    return None


def term_state(term_from: date, term_until: date | None, day: date) -> str:
    """coming, running, soon (ends within 60 days) or over."""
    if term_from > day:
        return "coming"
    if term_until is None:
        return "running"
    if term_until < day:
        return "over"
    return "soon" if term_until - day <= ENDS_SOON else "running"
