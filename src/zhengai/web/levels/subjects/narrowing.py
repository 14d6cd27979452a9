"""Which subjects of a level are listed, and in which order: both said by the address, both done by the database."""

from collections.abc import Mapping, Sequence

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from zhengai.alerts.models import Alert, ControlState
from zhengai.alerts.rules.machine import LIVE as LIVE_ALERTS
from zhengai.college.models import Subject
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import LIVE as LIVE_IMPROVEMENTS
from zhengai.indicators.queries import current_values
from zhengai.web.components.disclosure import with_shown
from zhengai.web.components.judged import TELLING_FIRST
from zhengai.web.components.standings import STATES, Standing
from zhengai.web.levels.subjects.columns import Column
from zhengai.web.shell.request import Request

FILTERS = (("watch", "需要关注"), ("fine", "达到标准"), ("unjudged", "没有判断"))
_BAD, _GOOD = STATES[Standing.SHORT], STATES[Standing.MET]


def narrowed(request: Request, level: str, subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    wanted = request.GET
    if text := wanted.get("q", "").strip():
        subjects = subjects.filter(Q(name__icontains=text) | Q(code__icontains=text))
    if wanted.get("department"):
        subjects = subjects.filter(department__code=wanted["department"])
    if ":" in wanted.get("of", ""):
        subjects = subjects.filter(_inside(*wanted["of"].split(":", 1)))
    if wanted.get("alerts"):
        subjects = subjects.filter(Exists(_alerts(request, level)))
    return _in_state(request, level, subjects, wanted.get("state", ""))


def _inside(level: str, code: str) -> Q:
    """What belongs to another subject: a department's, a programme's, a class's."""
    if level == "department":
        return Q(department__code=code)
    whole = Subject.objects.filter(level=level, code=code)
    return Q() if level == "college" else Q(memberships__whole__in=whole)


def _in_state(request: Request, level: str, subjects: QuerySet[Subject], state: str) -> QuerySet[Subject]:
    bad, good = (Exists(_states(request, level).filter(state__in=some)) for some in (_BAD, _GOOD))
    if state == "watch":
        return subjects.filter(bad)
    if state == "fine":
        return subjects.filter(good).exclude(bad)
    return subjects.exclude(bad).exclude(good) if state == "unjudged" else subjects


def _states(request: Request, level: str) -> QuerySet[ControlState]:
    return ControlState.objects.filter(
        rule__college=request.college, rule__active=True, rule__level=level, subject=OuterRef("code")
    )


def _alerts(request: Request, level: str) -> QuerySet[Alert]:
    return Alert.objects.filter(
        college=request.college, level=level, subject=OuterRef("code"), state__in=LIVE_ALERTS
    )


def _improvements() -> QuerySet[Improvement]:
    return Improvement.objects.filter(subject=OuterRef("pk"), state__in=LIVE_IMPROVEMENTS)


def counts_of(request: Request, level: str, subjects: Sequence[Subject]) -> dict[int, tuple[int, int]]:
    """Subject → live alerts and improvements, in one question."""
    rows = Subject.objects.filter(pk__in=[each.pk for each in subjects]).order_by()
    numbers = rows.values_list("pk", _number(_alerts(request, level)), _number(_improvements()))
    return {pk: (alerts, improvements) for pk, alerts, improvements in numbers}


def sorts_of(columns: Sequence[Column]) -> dict[str, Sequence[str]]:
    """Column → fields; what is counted or looked up is added to the rows only when it is sorted by."""
    return {
        "name": ("name",),
        "code": ("code",),
        "department": ("department__name", "name"),
        "state": ("worst", "name"),
        "alerts": ("-alert_number", "name"),
        "improvements": ("-improvement_number", "name"),
        **{each.sort: (each.sort, "name") for each in columns},
    }


def with_order(
    request: Request, level: str, subjects: QuerySet[Subject], columns: Sequence[Column]
) -> QuerySet[Subject]:
    """With the field that the chosen column sorts by."""
    chosen = request.GET.get("sort", "").removeprefix("-")
    if chosen == "state":
        return subjects.annotate(worst=_worst(request, level))
    if chosen == "alerts":
        return subjects.annotate(alert_number=_number(_alerts(request, level)))
    if chosen == "improvements":
        return subjects.annotate(improvement_number=_number(_improvements()))
    by_sort: Mapping[str, Column] = {each.sort: each for each in columns}
    if chosen in by_sort:
        column = by_sort[chosen]
        rows = current_values(
            request.college, indicator=column.code, level=level, period=column.period
        ).filter(subject=OuterRef("code"))
        return subjects.annotate(
            **{chosen: Subquery(with_shown(request.person, rows).values(told=F("shown"))[:1])}
        )
    return subjects


def _worst(request: Request, level: str) -> Subquery:
    rank = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(TELLING_FIRST)),
        output_field=IntegerField(),
    )
    found = _states(request, level).annotate(rank=rank).order_by("rank")
    return Subquery(found.values("rank")[:1])


def _number(rows: QuerySet[Alert] | QuerySet[Improvement]) -> Coalesce:
    """How many there are for the subject of the outer query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), Value(0), output_field=IntegerField())
