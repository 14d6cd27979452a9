"""One plan: its goals through the years, its drafting both ways, and the decision on it."""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal, PlanRound, Swot
from zhengai.goals.queries import achievements
from zhengai.goals.queries.plan import NOTHING, Achievement, grades_of, missing_of, weighted
from zhengai.goals.rules.plan import TABLE, WRITABLE, Direction, PlanMove, PlanState
from zhengai.goals.rules.smart import is_lower
from zhengai.indicators import queries as indicators
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.typed import take_typed
from zhengai.web.components.values import value_address
from zhengai.web.desks.plans.breakdown import form_items
from zhengai.web.desks.plans.seen import may_decide, may_write, plan_or_404, reaches_tasks
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

TYPED = ("text", "decision", "limit", "answer")
STANDINGS = {
    "met": ("target_met", "已达到"),
    "short": ("below_standard", "未达到"),
    "blind": ("no_data", "尚无数据"),
}
SWOT_FIELDS = (
    ("strengths", "优势"),
    ("weaknesses", "劣势"),
    ("opportunities", "机遇"),
    ("threats", "挑战"),
    ("strategies", "对策"),
    ("evidence", "依据"),
)


@dataclass(frozen=True)
class Year:
    """What a year asked and how it came out; null target: none was set. `tasks` counts what is done for it."""

    year: int
    target: AnnualTarget | None = None
    achievement: Achievement = NOTHING
    lower_than: str = ""
    tasks: int = 0
    shown: Figure | None = None

    @property
    def badge(self) -> tuple[str, str]:
        return STANDINGS[self.achievement.standing]


@dataclass
class Line:
    goal: PlanGoal
    missing: list[str]
    years: list[Year] = field(default_factory=list)


@needs(Permission.GOAL_VIEW)
def plan(request: Request, number: int) -> HttpResponse:
    found = plan_or_404(request, number)
    lines = _lines(request, found)
    rounds = list(found.rounds.prefetch_related("comments").order_by("-number"))
    versions = list(found.versions.all())
    typed, error = take_typed(request, f"plan-{found.pk}", TYPED)
    writes = may_write(request, found)
    state = PlanState(found.state)
    swot = Swot.objects.filter(plan=found).first()
    degrees = [(line.goal.weight, _latest(line)) for line in lines]
    context = {
        "plan": found,
        "level_name": level_names(request).get(found.subject.level, ""),
        "lines": lines,
        "year_list": [each.year for each in lines[0].years] if lines else [],
        "reached": weighted(degrees),
        "met": sum(degree is not None and degree >= 1 for _, degree in degrees),
        "measured": sum(degree is not None for _, degree in degrees),
        "rounds": rounds,
        "names": _names(found, rounds),
        "open_round": next((each for each in rounds if each.closed_at is None), None),
        "versions": versions,
        "swot": [(name, getattr(swot, key)) for key, name in SWOT_FIELDS] if swot else [],
        "parts": list(found.parts.select_related("subject").order_by("category", "title")[:50]),
        "directions": [(d.value, d.chinese) for d in Direction],
        "moves": _moves(state) if writes else [],
        "may_write": writes and state in WRITABLE,
        "may_target": writes and state is not PlanState.ENDED,
        "may_assign": state is not PlanState.ENDED and request.person.may(Permission.TASK_ASSIGN),
        "may_decide": state is PlanState.SUBMITTED and may_decide(request, found),
        "has_grades": bool(grades_of(request.college, found.kind, found.subject.level)),
        "has_breakdown": bool(form_items(request.college, found.subject.level))
        and (writes or reaches_tasks(request, found)),
        "own_waiting": state is PlanState.SUBMITTED and found.submitted_by == request.user.username,
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/plans/plan.html", context)


_PRIMARY = {PlanState.DRAFTING: PlanMove.SUBMIT, PlanState.CONSULTING: PlanMove.COLLECT}
_BY_WRITER = (PlanMove.CONSULT, PlanMove.COLLECT, PlanMove.SUBMIT, PlanMove.REVISE, PlanMove.END)


def _moves(state: PlanState) -> list[tuple[str, str, bool]]:
    """Code, words and whether it is the one next step."""
    able = [move for move in _BY_WRITER if isinstance(TABLE[state][move], PlanState)]
    return [(move.value, move.chinese, move is _PRIMARY.get(state)) for move in able]


def _lines(request: Request, plan: Plan) -> list[Line]:
    goals = list(PlanGoal.objects.filter(plan=plan).select_related("parent__plan__subject", "department"))
    for each in goals:
        each.plan = plan
    targets = list(
        AnnualTarget.objects.filter(plan_goal__plan=plan).select_related("goal").prefetch_related("tasks")
    )
    by_goal = {each.pk: each for each in goals}
    for target in targets:
        target.plan_goal = by_goal[target.plan_goal_id]
    reached = _disclosed(request, achievements(request.college, targets))
    codes = {each.indicator for each in goals}
    bodies = {d.code: d.body for d in indicators.definitions(request.college).filter(code__in=codes)}
    measures = {goal.pk: Measure.of(bodies.get(goal.indicator, {})) for goal in goals}
    known = {(each.plan_goal_id, each.year): each for each in targets}
    years = sorted({each.year for each in targets})
    return [
        Line(goal, missing_of(goal), [_year(goal, year, known, reached, measures[goal.pk]) for year in years])
        for goal in goals
    ]


def _disclosed(request: Request, reached: dict[int, Achievement]) -> dict[int, Achievement]:
    """A value that this person may not know says nothing of the target either."""
    found = {}
    for key, each in reached.items():
        if each.value is None:
            found[key] = each
            continue
        (value,) = disclosed(request.person, [each.value])
        found[key] = each if value.value is not None else Achievement(value, None)
    return found


def _year(
    goal: PlanGoal,
    year: int,
    known: dict[tuple[int, int], AnnualTarget],
    reached: dict[int, Achievement],
    measure: Measure,
) -> Year:
    target, before = known.get((goal.pk, year)), known.get((goal.pk, year - 1))
    if target is None:
        return Year(year)
    lower = before.limit if before and is_lower(target.limit, before.limit) else ""
    value = reached[target.pk].value
    shown = (
        figure(value.value, measure, reason=value.reason, href=value_address(value))
        if value is not None
        else None
    )
    return Year(year, target, reached[target.pk], lower, len(target.tasks.all()), shown)


def _latest(line: Line) -> float | None:
    """Of the newest year that could be measured."""
    known = [each.achievement.degree for each in line.years if each.achievement.degree is not None]
    return known[-1] if known else None


def _names(plan: Plan, rounds: list[PlanRound]) -> dict[str, str]:
    said = {each.by for round_ in rounds for each in round_.comments.all()}
    return names_of(
        {plan.written_by, plan.submitted_by, plan.decided_by, *said, *(r.opened_by for r in rounds)}
    )
