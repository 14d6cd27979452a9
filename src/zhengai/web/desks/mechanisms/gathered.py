"""What belongs to a mechanism, gathered from where it is kept: nothing is entered for it anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.framework.models import Inspection
from zhengai.framework.queries import section
from zhengai.framework.rules.sections import InspectionTopic, Mechanism
from zhengai.goals.models import Task
from zhengai.goals.rules.task import TaskState
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.queries import definitions
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationState
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Shown:
    """One figure of the whole college with the period it is of."""

    code: str
    name: str
    figure: Figure
    period: str


@dataclass(frozen=True)
class Gathered:
    mechanism: Mechanism
    regulations: list[Regulation]
    tasks: list[Task]
    inspections: list[Inspection]
    results: list[Shown]

    @property
    def in_force(self) -> int:
        return sum(each.state == RegulationState.IN_FORCE for each in self.regulations)

    @property
    def done(self) -> int:
        return sum(each.state == TaskState.DONE for each in self.tasks)

    @property
    def open_inspections(self) -> int:
        return sum(each.state != "closed" for each in self.inspections)


def mechanisms(request: Request) -> list[Mechanism]:
    return [Mechanism.model_validate(each) for each in section(request.college, "mechanisms")]


def gather(request: Request, wanted: Sequence[Mechanism], year: int) -> list[Gathered]:
    """Of the tasks those of this year in the departments in reach; whatever is shared is read once for all of them."""
    regulations = list(_regulations(request, wanted))
    tasks = list(_tasks(request, wanted, year))
    inspections = list(Inspection.objects.filter(college=request.college).select_related("department"))
    topics = _topic_names(request)
    shown = _results(request, [code for each in wanted for code in each.indicators])
    return [
        Gathered(
            mechanism=each,
            regulations=[one for one in regulations if _names(each, one.name)],
            tasks=[one for one in tasks if _names(each, one.title)],
            inspections=[
                one for one in inspections if one.topic in {topics.get(c) for c in each.inspections}
            ],
            results=[shown[code] for code in each.indicators if code in shown],
        )
        for each in wanted
    ]


def _names(mechanism: Mechanism, name: str) -> bool:
    return any(word in name for word in mechanism.words) and not any(
        word in name for word in mechanism.without
    )


def _any_word(field: str, wanted: Iterable[Mechanism]) -> Q:
    found = Q(pk__in=[])
    for word in {word for each in wanted for word in each.words}:
        found |= Q(**{f"{field}__contains": word})
    return found


def _regulations(request: Request, wanted: Iterable[Mechanism]) -> QuerySet[Regulation]:
    found = Regulation.objects.filter(_any_word("name", wanted), college=request.college, active=True)
    return found.exclude(state=RegulationState.REPEALED).order_by("state", "code")


def _tasks(request: Request, wanted: Iterable[Mechanism], year: int) -> QuerySet[Task]:
    found = Task.objects.filter(_any_word("title", wanted), college=request.college, year=year)
    if not request.person.sees_everything(Permission.GOAL_VIEW):
        reached = request.person.subjects(Permission.GOAL_VIEW).filter(level="department").order_by()
        found = found.filter(department__in=reached.values("pk"))
    return found.select_related("department").order_by("department__code", "pk")


def _topic_names(request: Request) -> dict[str, str]:
    found = [InspectionTopic.model_validate(each) for each in section(request.college, "inspection_topics")]
    return {each.code: each.name for each in found}


def _results(request: Request, codes: Sequence[str]) -> dict[str, Shown]:
    """The newest value that there is of each."""
    college = Subject.objects.filter(college=request.college, level="college").first()
    if college is None:
        return {}
    calendar = calendar_of(request.college)
    known: dict[str, list[CurrentValue]] = {}
    for value in CurrentValue.objects.filter(
        college=request.college, level="college", subject=college.code, indicator__in=codes
    ):
        known.setdefault(value.indicator, []).append(value)
    found = {}
    for each in definitions(request.college).filter(code__in=codes):
        order = {
            p.code: n
            for n, p in enumerate(newest_first(calendar, [v.period for v in known.get(each.code, [])]))
        }
        rows = [v for v in known.get(each.code, []) if v.period in order]
        newest: Any = min(rows, key=lambda v: (v.value is None, order[v.period]), default=None)
        if newest is None:
            found[each.code] = Shown(each.code, each.name, figure(None, Measure.of(each.body)), "")
            continue
        href = f"{reverse('indicator-value', args=[each.code])}?subject=college:{college.code}&period={newest.period}"
        shown = figure(newest.value, Measure.of(each.body), reason=newest.reason, href=href)
        found[each.code] = Shown(each.code, each.name, shown, short_name(calendar, newest.period))
    return found
