"""What was seen in the field about a subject: rows of the register of research, beside its data (INF-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.datacentre import registers
from zhengai.datacentre.queries import catalogue, data_versions
from zhengai.datacentre.registers import Wanted
from zhengai.web.shell.request import Request

DATASET = "research_records"
_SHOWN = 6


@dataclass(frozen=True)
class Research:
    """`href` opens the row with its files, for those who read registers; `point` is one of the diagnosis form."""

    day: date | None
    kind: str
    topic: str
    point: str
    found: str
    conclusion: str
    href: str


def research_of(request: Request, subject: Subject) -> list[Research]:
    """Newest first; nothing where the college keeps no such register, or it has no field for this level."""
    known = catalogue(request.college).datasets.get(DATASET)
    level = subject.level
    fits = known is not None and any(each.code == level for each in known.fields)
    if known is None or not fits or not request.person.may(Permission.ORGANISATION_VIEW):
        return []
    if DATASET not in data_versions(request.college):
        return []
    wanted = Wanted(equal={level: subject.code}, sort="date", falling=True, limit=_SHOWN)
    opens = request.person.may(Permission.DATA_VIEW)
    return [_research(each, opens) for each in registers.rows(request.college, known, wanted).rows]


def _research(row: Mapping[str, Any], opens: bool) -> Research:
    address = f"{reverse('register-row', args=[DATASET])}?{urlencode({'key': row['research_id']})}"
    return Research(
        row["date"],
        str(row["kind"] or ""),
        str(row["topic"] or ""),
        str(row["point"] or ""),
        str(row["found"] or ""),
        str(row["conclusion"] or ""),
        address if opens else "",
    )
