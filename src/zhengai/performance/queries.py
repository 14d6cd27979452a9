"""The results of a year, read off the rooms in which they came about, and what was made of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import ClosedReason
from zhengai.college.models import College, Subject
from zhengai.college.queries import today
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.machine import Conclusion, RecordState
from zhengai.goals.models import TaskBeat
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import VERIFIED_STATES
from zhengai.performance.models import ResultUse
from zhengai.performance.rules import Flow, Result, ResultKind
from zhengai_engine.model.period import Period

_LONGEST = 300
Departments = dict[int, str]  # key → name


def results(college: College, year: Period, departments: Departments, *, whole: bool) -> list[Result]:
    """What came about on the days of this academic year in these departments, the newest first; with `whole` also what
    belongs to no department. Students' diagnoses are theirs alone: no performance follows from them."""
    found = [
        *_assessed(college, year),
        *_diagnosed(college, year),
        *_improved(college, year),
        *_late(college, year, {name: key for key, name in departments.items()}),
    ]
    reached = [_named(each, departments) for each in found if _within(each, departments, whole)]
    return sorted(reached, key=lambda each: (each.day, each.key), reverse=True)


def _within(result: Result, departments: Departments, whole: bool) -> bool:
    return whole if result.department is None else result.department in departments


def _named(result: Result, departments: Departments) -> Result:
    name = departments.get(result.department or 0, "")
    return Result(**{**vars(result), "department_name": name, "title": result.title[:_LONGEST]})


def _assessed(college: College, year: Period) -> Iterator[Result]:
    """年度考核 of tasks (GOAL-16): a beat with a grade."""
    found = TaskBeat.objects.filter(task__college=college, at__range=_span(year)).exclude(grade="")
    rows = found.order_by().values_list(
        "pk", "task__title", "task__year", "grade", "at", "task__department", "task__owner_number",
        "task__owner_name",
    )  # fmt: skip
    for pk, title, of_year, grade, at, department, person, name in rows:
        yield Result(
            f"assessment:{pk}", ResultKind.ASSESSMENT, f"{title}({of_year} 年)", f"考核 {grade}", _day(at),
            department, "", person, name,
        )  # fmt: skip


def _diagnosed(college: College, year: Period) -> Iterator[Result]:
    found = Record.objects.filter(
        round__college=college, state=RecordState.CONFIRMED, confirmed_at__range=_span(year)
    ).exclude(subject__level="student")
    problems = Count("findings", filter=Q(findings__conclusion=Conclusion.PROBLEM))
    rows = (
        found.annotate(problems=problems)
        .order_by()
        .values_list(
            "pk", "round__title", "subject__name", "subject__level", "subject", "subject__department",
            "subject__code", "confirmed_at", "problems",
        )
    )  # fmt: skip
    for pk, title, name, level, subject, department, code, at, number in rows:
        yield Result(
            f"diagnosis:{pk}", ResultKind.DIAGNOSIS, f"{name}：{title}",
            f"{number} 处有问题" if number else "没有问题", _day(at),
            subject if level == "department" else department, "", *((code, name) if level == "teacher" else ("", "")),
        )  # fmt: skip


def _improved(college: College, year: Period) -> Iterator[Result]:
    found = Improvement.objects.filter(
        college=college, state__in=VERIFIED_STATES, verified_at__range=_span(year)
    ).exclude(subject__level="student")
    found = found.select_related("subject").defer("subject__college", "measure", "cause", "lesson").order_by()
    for each in found:
        own = each.subject.level == "department"
        yield Result(
            f"improvement:{each.pk}", ResultKind.IMPROVEMENT, f"{each.subject.name}：{each.problem}",
            each.get_state_display(), _day(each.verified_at), each.subject_id if own else each.subject.department_id,
            "", each.owner_number, each.owner_name,
        )  # fmt: skip


def _late(college: College, year: Period, named: dict[str, int]) -> Iterator[Result]:
    """Alerts that were not closed by their day (超期). They belong to the unit that answers for them, else to the
    department of the subject; what was withdrawn was nobody's fault."""
    end = min(year.end, today(college))
    late = Q(closed_at__isnull=True, due__lt=end) | Q(closed_at__date__gt=F("due"))
    found = Alert.objects.filter(late, college=college, due__range=(year.start, year.end)).exclude(
        closed_reason=ClosedReason.WITHDRAWN
    )
    rows = list(
        found.order_by().values_list(
            "pk", "subject_name", "indicator_name", "level", "subject", "unit", "due", "closed_at"
        )
    )
    places = _departments_of({(level, code) for _, _, _, level, code, *_ in rows}, college)
    for pk, name, indicator, level, code, unit, due, closed in rows:
        days = ((_day(closed) if closed else today(college)) - due).days
        yield Result(
            f"alert:{pk}", ResultKind.ALERT, f"{name}：{indicator}",
            f"超期 {days} 天，{'已关闭' if closed else '还没有关闭'}", due,
            named.get(unit) or places.get((level, code)),
        )  # fmt: skip


def _departments_of(wanted: Collection[tuple[str, str]], college: College) -> dict[tuple[str, str], int]:
    levels, codes = {level for level, _ in wanted}, {code for _, code in wanted}
    found: dict[tuple[str, str], int] = {}
    rows = Subject.objects.filter(college=college, level__in=levels, code__in=codes).order_by()
    for pk, level, code, department in rows.values_list("pk", "level", "code", "department"):
        place = pk if level == "department" else department
        if place is not None:
            found[level, code] = place
    return found


def uses(college: College, year: Period) -> QuerySet[ResultUse]:
    return ResultUse.objects.filter(college=college, year=year.code, withdrawn_at__isnull=True)


def uses_by_result(college: College, year: Period) -> dict[str, list[ResultUse]]:
    found: dict[str, list[ResultUse]] = defaultdict(list)
    for each in uses(college, year).defer("withdrawn_why"):
        found[each.result].append(each)
    return dict(found)


def flows(found: Iterable[Result], used: dict[str, list[ResultUse]]) -> list[Flow]:
    """Per kind of results what they led to, all four kinds."""
    counted = {kind: Flow(kind) for kind in ResultKind}
    for each in found:
        counted[each.kind].add(use.kind for use in used.get(each.key, ()))
    return list(counted.values())


def _span(year: Period) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(year.start, time.min))
    return start, timezone.make_aware(datetime.combine(year.end, time.max))


def _day(at: datetime | None) -> date:
    assert at is not None  # asked for by it
    return timezone.localtime(at).date()
