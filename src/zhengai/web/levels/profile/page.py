"""画像: one subject, how it stands, where its spiral is, its indicators; the other sections follow after the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.cycles.queries import turn as turn_of
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.cycles.rules.turn import Turn
from zhengai.indicators.profiles import MOST_KEYS, Profiles, profiles
from zhengai.indicators.queries import newest_run
from zhengai.web.components.periods import full_name
from zhengai.web.components.standings import STATES, Standing
from zhengai.web.components.values import answering, names_beside
from zhengai.web.levels.profile.rows import Row, rows_of, severity
from zhengai.web.levels.profile.sentence import sentence
from zhengai.web.levels.profile.subject import shown, subject_or_404
from zhengai.web.levels.profile.words import Words, words_for
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import State

OTHERS = "其他"
FILTERS = (
    ("judged", "有质控点"),
    ("watch", "需要关注"),
    ("met", "达到标准"),
    ("blind", "没有数据"),
    ("all", "全部"),
)
# so many rows are read at once; of more, those that are judged come first
MANY = 20
_STATES = {
    "judged": tuple(State),
    "watch": STATES[Standing.SHORT],
    "met": STATES[Standing.MET],
    "blind": STATES[Standing.BLIND],
}


@dataclass(frozen=True)
class Group:
    name: str
    rows: list[Row]


@needs(Permission.INDICATOR_VIEW)
def profile(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    found = shown(request, subject)
    run = newest_run(request.college)
    period = found.period
    rows = rows_of(request, subject, found.values, period, run) if period else []
    known = profiles(request.college)
    words = words_for(request, subject)
    context = {
        "subject": subject,
        "level": level,
        "level_name": level_names(request)[level],
        "words": words,
        "responsible": answering(subject, names_beside([subject])),
        "department_page": _department_page(request, subject),
        "sentence": sentence(rows, calendar_of(request.college)),
        "switch": found.switch,
        "period": period,
        "period_name": full_name(calendar_of(request.college), period.code) if period else "",
        "turn": _turn(request, subject, period),
        "keys": keys_of(rows, known.keys.get(level, ())),
        "parts": _parts(request, words),
        "run": run,
        "made": request.GET,
        **_table(request, rows, known),
    }
    return answer(request, "levels/profile/profile.html", "levels/profile/_indicators.html", context)


def _department_page(request: Request, subject: Subject) -> str:
    """Empty for those who do not reach it."""
    if subject.department is None or not request.person.sees_everything(Permission.INDICATOR_VIEW):
        return ""
    return reverse("profile", args=["department", subject.department.code])


def _turn(request: Request, subject: Subject, period: Period | None) -> Turn | None:
    if period is None:
        return None
    try:
        return turn_of(request.college, subject.level, subject.code, period)
    except OutsideCalendar:
        return None


def keys_of(rows: Sequence[Row], wanted: Sequence[str]) -> list[Row]:
    """Those the pack names; where it names too few, those judged worst, then those with a value."""
    by_code = {row.code: row for row in rows}
    chosen = [by_code[code] for code in wanted if code in by_code]
    rest = [row for row in rows if row not in chosen]
    rest.sort(key=lambda row: (not row.state, row.number is None, severity(row)))
    return [*chosen, *rest][:MOST_KEYS]


def _table(request: Request, rows: Sequence[Row], known: Profiles) -> dict[str, Any]:
    """The rows by group, narrowed by what the address says."""
    text = request.GET.get("q", "").strip().casefold()
    wanted = request.GET.get("state", "")
    if wanted not in dict(FILTERS):
        wanted = "all" if text or len(rows) <= MANY or not _number(rows, "judged") else "judged"
    chosen = [row for row in rows if text in f"{row.name} {row.code}".casefold() and _is(row, wanted)]
    return {
        "groups": _grouped(chosen, known),
        "count": len(rows),
        "found": len(chosen),
        "search": request.GET.get("q", ""),
        "state": wanted,
        "filters": [(code, name, _number(rows, code)) for code, name in FILTERS],
        "has_peers": any(row.peers for row in rows),
        "has_outside": any(row.outside for row in rows),
        "has_periods": any(row.period_name or row.earlier for row in rows),
        "has_limits": any(row.has_limits for row in rows),
    }


def _is(row: Row, wanted: str) -> bool:
    if wanted == "all" or (wanted == "blind" and row.number is None):
        return True
    return row.state in _STATES[wanted]


def _number(rows: Sequence[Row], code: str) -> int:
    return sum(_is(row, code) for row in rows)


def _grouped(rows: Sequence[Row], known: Profiles) -> list[Group]:
    by_code = {row.code: row for row in rows}
    found = [
        Group(group.name, [by_code.pop(code) for code in group.indicators if code in by_code])
        for group in known.groups
    ]
    found.append(Group(OTHERS, list(by_code.values())))
    return [group for group in found if group.rows]


def _parts(request: Request, words: Words) -> list[tuple[str, str]]:
    """The sections that follow by themselves: address part and what is said while they come."""
    return [("loop", words.story), ("holdings", words.reports)]
