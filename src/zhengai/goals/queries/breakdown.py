"""诊断项目和建设工作任务分解表 of a subject in a semester: read off its plans and tasks, nothing is entered for it (GOAL-21)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from zhengai.college.models import Subject
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal, Task, TaskBeat
from zhengai.goals.rules.plan import PlanState
from zhengai.goals.rules.task import TaskState
from zhengai_engine.model.period import Calendar, Period

OTHER = "其他"


@dataclass(frozen=True)
class BreakdownLine:
    """A task of a goal, under the diagnosis item it serves. Null: the item has no goal, the goal nothing for this
    semester, the target no task, or the task no record of the semester yet."""

    item: str
    goal: PlanGoal | None = None
    target: AnnualTarget | None = None
    task: Task | None = None
    record: TaskBeat | None = None

    @property
    def effect(self) -> str:
        """预期效果: what the year asks, in figures or documents."""
        if self.goal is None:
            return ""
        measure = self.goal.indicator_name or self.goal.evidence
        limit = self.target.limit if self.target else self.goal.limit
        return (
            f"{measure} {limit}".strip() if self.goal.indicator else "，".join(filter(None, (measure, limit)))
        )

    @property
    def means(self) -> str:
        measures = self.task.measures if self.task else ""
        return measures or (self.goal.means if self.goal else "")

    @property
    def owner(self) -> str:
        return (self.task.owner_name if self.task else "") or (self.goal.owner_name if self.goal else "")


def breakdown(
    *, subject: Subject, semester: Period, calendar: Calendar, items: Mapping[str, Collection[str]]
) -> list[BreakdownLine]:
    """`items`: the subject's diagnosis items in the form's order → the indicators they ask for. A goal belongs to the
    item it names, else to the first that asks for its indicator. Every item has a line, the others come last."""
    goals = list(
        PlanGoal.objects.filter(
            plan__in=[each.pk for each in _plans(subject) if runs_in(each, semester)]
        ).order_by("plan__first_year", "plan_id", "number")
    )
    work = _work(goals, semester, calendar)
    by_item: dict[str, list[BreakdownLine]] = {item: [] for item in (*items, OTHER)}
    for goal in goals:
        item = _item_of(goal, items)
        by_item[item] += [
            BreakdownLine(item, goal, target, task, record) for target, task, record in work.get(goal.pk, [])
        ] or [BreakdownLine(item, goal)]
    return [
        line
        for item, lines in by_item.items()
        for line in (lines or ([BreakdownLine(item)] if item in items else []))
    ]


def runs_in(plan: Plan, semester: Period) -> bool:
    """The last year of a plan may be an academic year, whose spring is already another calendar year."""
    academic_year = int(semester.code[:4])
    return plan.first_year <= semester.start.year and academic_year <= plan.last_year


def _plans(subject: Subject) -> QuerySet[Plan]:
    return Plan.objects.filter(subject=subject).exclude(state=PlanState.ENDED)


def _item_of(goal: PlanGoal, items: Mapping[str, Collection[str]]) -> str:
    if goal.field in items:
        return goal.field
    asking = (item for item, indicators in items.items() if goal.indicator in indicators)
    return next(asking, OTHER) if goal.indicator else OTHER


_Work = tuple[AnnualTarget, Task | None, TaskBeat | None]


def _work(goals: Sequence[PlanGoal], semester: Period, calendar: Calendar) -> dict[int, list[_Work]]:
    """Goal → its targets for the year in which the middle of the semester lies (its first days may still belong to the
    year before), with the tasks of the semester's years."""
    middle = semester.start + (semester.end - semester.start) / 2
    years = (semester.start.year, semester.end.year)
    found: dict[int, list[_Work]] = {}
    targets = AnnualTarget.objects.filter(plan_goal__in=[each.pk for each in goals]).order_by("year", "pk")
    for target in targets.prefetch_related("tasks__beats"):
        period = calendar.find(target.period)
        if period is None or not period.start <= middle <= period.end:
            continue
        tasks = [each for each in target.tasks.all() if each.year in years and each.state != TaskState.ENDED]
        lines: list[_Work] = [(target, task, _record(task, semester)) for task in tasks]
        found.setdefault(target.plan_goal_id, []).extend(lines or [(target, None, None)])
    return found


def _record(task: Task, semester: Period) -> TaskBeat | None:
    return next((each for each in task.beats.all() if each.period == semester.code), None)
