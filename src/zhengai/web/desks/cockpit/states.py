"""The control points behind a number of the cockpit: whose, of which indicator, in which state."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import ControlState
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators.queries import definitions
from zhengai.web.components.columns import SEEN
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.periods import short_name
from zhengai.web.components.scoped import within
from zhengai.web.components.standings import STATES, Standing
from zhengai.web.components.values import value_address_of
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import State

SORTS = {
    "subject": ("subject_name", "rule__name"),
    "rule": ("rule__name", "subject_name"),
    "state": ("state", "subject_name"),
    "since": ("-since", "subject_name"),
}


@dataclass(frozen=True)
class Line:
    state: ControlState
    level: str
    indicator: str
    since: str
    address: str


@needs(Permission.COCKPIT_VIEW)
def states(request: Request) -> HttpResponse:
    rows = _narrowed(request, _seen(request))
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, rows, SORTS, "subject")[0])
    shown = listing(request, rows, SORTS, "subject")
    context = {
        "listing": shown,
        "lines": _lines(request, list(shown)),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "standing": request.GET.get("standing", ""),
        "standings": [(each.value, each.chinese) for each in Standing],
        "levels": list(level_names(request).items()),
        "outside": request.person.is_outside,
    }
    return answer(request, "desks/cockpit/states.html", "desks/cockpit/_states.html", context)


def _seen(request: Request) -> QuerySet[ControlState]:
    rows = ControlState.objects.filter(rule__college=request.college, rule__active=True)
    if request.person.is_outside:
        rows = rows.exclude(rule__level__in=PERSONAL)
    name = Subject.objects.filter(
        college=request.college, level=OuterRef("rule__level"), code=OuterRef("subject")
    ).values("name")
    seen = within(request.person, SEEN, rows, level="rule__level")
    return seen.select_related("rule").annotate(subject_name=Subquery(name[:1]))


def _narrowed(request: Request, rows: QuerySet[ControlState]) -> QuerySet[ControlState]:
    wanted = request.GET
    if wanted.get("level"):
        rows = rows.filter(rule__level=wanted["level"])
    if wanted.get("indicator"):
        rows = rows.filter(rule__indicator=wanted["indicator"])
    if wanted.get("standing") in set(Standing):
        rows = rows.filter(state__in=STATES[Standing(wanted["standing"])])
    if text := wanted.get("q", "").strip():
        rows = rows.filter(
            Q(subject__icontains=text) | Q(subject_name__icontains=text) | Q(rule__name__icontains=text)
        )
    return rows


def _lines(request: Request, rows: list[ControlState]) -> list[Line]:
    names = dict(
        definitions(request.college)
        .filter(code__in={each.rule.indicator for each in rows})
        .values_list("code", "name")
    )
    levels, calendar = level_names(request), calendar_of(request.college)
    return [
        Line(
            each,
            levels.get(each.rule.level, each.rule.level),
            names.get(each.rule.indicator, each.rule.indicator),
            short_name(calendar, each.since),
            value_address_of(each.rule.indicator, each.rule.level, each.subject, each.period),
        )
        for each in rows
    ]


def _export(request: Request, rows: QuerySet[ControlState]) -> HttpResponse:
    headers = ["层面", "代码", "对象", "指标", "质控点", "状态", "自何时起", "最近变化"]
    written = [
        [
            each.level, each.state.subject, getattr(each.state, "subject_name", "") or "", each.indicator,
            each.state.rule.name, State(each.state.state).chinese, each.since, each.state.period,
        ]
        for each in _lines(request, list(rows[:MOST_ROWS]))
    ]  # fmt: skip
    return workbook("质控点状态", headers, written)
