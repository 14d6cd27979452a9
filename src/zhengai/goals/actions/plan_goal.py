"""Writing the goals of a plan: links up and sideways, yearly targets, and putting a target forward as a goal of its
subject, where it is judged."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.core.actions import record
from zhengai.goals.actions.goal import propose_goal
from zhengai.goals.drafting import LONGEST_LIMIT
from zhengai.goals.models import AnnualTarget, Goal, Plan, PlanGoal
from zhengai.goals.queries.goal import baseline_of, standing_goal, waiting_goal
from zhengai.goals.rules.limits import read_goal_limit
from zhengai.goals.rules.plan import PlanRefused, PlanState, check_writable
from zhengai.indicators import queries as indicators
from zhengai_engine.model.period import Period, PeriodKind, UnknownPeriod
from zhengai_engine.scoring import InvalidLimit

_YEARS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR)
HEAVIEST = 100


@dataclass(frozen=True)
class GoalDraft:
    """What is written in a goal of a plan. `indicator` is a code or empty; `limit` what the last year asks."""

    title: str
    content: str = ""
    field: str = ""
    parent: PlanGoal | None = None
    indicator: str = ""
    evidence: str = ""
    means: str = ""
    relevance: str = ""
    undivided: str = ""
    limit: str = ""
    due: date | None = None
    weight: int = 1
    owner_number: str = ""
    owner_name: str = ""
    department: Subject | None = None
    standards: tuple[str, ...] = ()


@transaction.atomic
def write_plan_goal(*, plan: Plan, draft: GoalDraft, goal: PlanGoal | None = None, by: str) -> PlanGoal:
    """A new goal at the end of the plan, or `goal` written anew. Raises PlanRefused, for a circle of goals too."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("college", "subject").get(pk=plan.pk)
    check_writable(PlanState(plan.state))
    _check(plan, draft, goal)
    made = goal or PlanGoal(plan=plan, number=1 + max((g.number for g in plan.goals.all()), default=0))
    _fill(made, draft)
    _measure(plan, made, draft)
    made.save()
    record(action="goals.plan_write_goal", by=by, subject=f"plan_goal:{made.pk}", details={"plan": plan.pk})
    return made


@transaction.atomic
def remove_plan_goal(*, goal: PlanGoal, by: str) -> None:
    """Only while nothing rests on it."""
    check_writable(PlanState(goal.plan.state))
    if goal.parts.exists():
        raise PlanRefused(f"下一层的目标还承接着“{goal.title}”，请先改它们的上级")
    if goal.targets.filter(tasks__isnull=False).exists() or goal.targets.filter(goal__isnull=False).exists():
        raise PlanRefused(f"“{goal.title}”已有任务或已提出目标，不能删去")
    record(
        action="goals.plan_remove_goal", by=by, subject=f"plan_goal:{goal.pk}", details={"plan": goal.plan_id}
    )
    goal.delete()


@transaction.atomic
def link_beside(*, goal: PlanGoal, other: PlanGoal, linked: bool, by: str) -> None:
    """左右呼应: two goals that know of each other."""
    if goal.pk == other.pk or goal.plan.college_id != other.plan.college_id:
        raise PlanRefused("请选择本校另一个目标")
    (goal.beside.add if linked else goal.beside.remove)(other)
    record(
        action="goals.plan_link_beside",
        by=by,
        subject=f"plan_goal:{goal.pk}",
        details={"other": other.pk, "linked": linked},
    )


@transaction.atomic
def set_target(*, goal: PlanGoal, period: str, limit: str, by: str) -> AnnualTarget:
    """What a year asks; also of an approved plan, because each year's target is set when the year comes. Empty
    `limit`: the target that the subject has for that year already is taken over."""
    plan = goal.plan
    if plan.state == PlanState.ENDED:
        raise PlanRefused("规划已经终止，不再定年度目标")
    asked = _year(plan, period)
    standing = _standing(goal, asked.code)
    text = limit.strip() or (standing.limit if standing else "")
    _check_limit(goal, text)
    year = int(asked.code[:4])
    found, _ = AnnualTarget.objects.update_or_create(
        plan_goal=goal,
        year=year,
        defaults={
            "period": asked.code,
            "limit": text,
            "goal": standing if standing and standing.limit == text else None,
        },
    )
    record(
        action="goals.plan_set_target",
        by=by,
        subject=f"plan_goal:{goal.pk}",
        details={"period": asked.code, "limit": text},
    )
    return found


@transaction.atomic
def put_forward(*, target: AnnualTarget, by: str) -> Goal:
    """Proposes the year's target as a goal of the plan's subject, or joins it to the one that stands already: nothing
    is entered twice. Raises GoalRefused, or LoopRefused while the cycle runs."""
    goal = target.plan_goal
    if not goal.indicator:
        raise PlanRefused("这个目标用材料佐证，没有指标，不作为指标目标提出")
    standing = _standing(goal, target.period)
    if standing is None or standing.limit != target.limit:
        standing = propose_goal(
            subject=goal.plan.subject,
            indicator=goal.indicator,
            period=target.period,
            limit=target.limit,
            reason=f"{goal.plan.title}：{goal.title}",
            owner_number=goal.owner_number,
            owner_name=goal.owner_name,
            by=by,
        )
    target.goal = standing
    target.save(update_fields=["goal"])
    record(
        action="goals.plan_put_forward",
        by=by,
        subject=f"plan_goal:{goal.pk}",
        details={"period": target.period, "goal": standing.pk},
    )
    return standing


def _standing(goal: PlanGoal, period: str) -> Goal | None:
    if not goal.indicator:
        return None
    subject = goal.plan.subject
    return standing_goal(subject, goal.indicator, period) or waiting_goal(subject, goal.indicator, period)


def _check(plan: Plan, draft: GoalDraft, goal: PlanGoal | None) -> None:
    if not draft.title.strip():
        raise PlanRefused("请写任务目标")
    if not 1 <= draft.weight <= HEAVIEST:
        raise PlanRefused(f"权重请写 1 到 {HEAVIEST} 的整数")
    _check_parent(plan, draft, goal)
    if draft.due is not None and not plan.first_year <= draft.due.year <= plan.last_year + 1:
        raise PlanRefused(f"完成时限 {draft.due.isoformat()} 不在规划期 {plan.span} 之内")


def _check_parent(plan: Plan, draft: GoalDraft, goal: PlanGoal | None) -> None:
    """Raises PlanRefused where the goals would go in a circle."""
    above, path = draft.parent, [draft.title.strip()]
    if above is not None and above.plan.college_id != plan.college_id:
        raise PlanRefused("上级目标不在本校")
    seen: set[int] = set()
    while above is not None and above.pk not in seen:
        path.append(above.title)
        if goal is not None and above.pk == goal.pk:
            raise PlanRefused(f"上级目标首尾相接：{' → '.join(path)}，请另选上级")
        seen.add(above.pk)
        above = above.parent


def _fill(made: PlanGoal, draft: GoalDraft) -> None:
    made.title, made.content, made.field = draft.title.strip(), draft.content.strip(), draft.field
    made.parent, made.means, made.relevance = draft.parent, draft.means.strip(), draft.relevance.strip()
    made.evidence, made.undivided = draft.evidence.strip(), draft.undivided.strip()
    made.due, made.weight, made.department = draft.due, draft.weight, draft.department
    made.owner_number, made.owner_name = draft.owner_number.strip(), draft.owner_name.strip()
    made.standards = list(dict.fromkeys(code for code in draft.standards if code))


def _measure(plan: Plan, made: PlanGoal, draft: GoalDraft) -> None:
    """The indicator and where it starts from: the newest value before the plan begins."""
    made.indicator, made.indicator_name = "", ""
    made.baseline_value, made.baseline_period = None, ""
    made.limit = draft.limit.strip()
    if not draft.indicator:
        _check_limit(made, made.limit, needed=False)
        return
    try:
        definition = indicators.definition(plan.college, draft.indicator)
    except indicators.UnknownIndicator as problem:
        raise PlanRefused(str(problem)) from None
    known = indicators.indicators(plan.college)[definition.code]
    if plan.subject.level not in known.levels:
        raise PlanRefused(f"{definition.name}不在{plan.subject.name}所在的层面计算，请换一个指标")
    made.indicator, made.indicator_name = definition.code, definition.name
    _check_limit(made, made.limit, needed=False, college_plan=plan)
    first = calendar_of(plan.college).find(f"{plan.first_year}-{plan.first_year + 1}")
    if first is not None:
        baseline = baseline_of(plan.college, plan.subject, definition.code, first)
        if baseline is not None:
            made.baseline_value, made.baseline_period = baseline.value, baseline.period


def _check_limit(goal: PlanGoal, text: str, *, needed: bool = True, college_plan: Plan | None = None) -> None:
    if not text:
        if needed:
            raise PlanRefused("请写年度目标值，例如“≥ 92%”，用材料佐证的写要完成什么")
        return
    if len(text) > LONGEST_LIMIT:
        raise PlanRefused(f"目标值最多写 {LONGEST_LIMIT} 个字符")
    if not goal.indicator:
        return
    plan = college_plan or goal.plan
    try:
        read_goal_limit(text, indicators.definition(plan.college, goal.indicator).body)
    except (InvalidLimit, indicators.UnknownIndicator) as problem:
        raise PlanRefused(str(problem)) from None


def _year(plan: Plan, code: str) -> Period:
    try:
        period = calendar_of(plan.college).period(code)
    except UnknownPeriod as problem:
        raise PlanRefused(str(problem)) from None
    if period.kind not in _YEARS:
        raise PlanRefused(f"年度目标按学年或自然年定，“{period.name}”不是")
    if not plan.first_year <= int(code[:4]) <= plan.last_year:
        raise PlanRefused(f"{period.name}不在规划期 {plan.span} 之内")
    return period
