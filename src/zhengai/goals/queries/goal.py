"""Reading goals: which there are, how they stand, what they prove."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.cycles.rules.proof import NewProof
from zhengai.goals.models import Goal
from zhengai.goals.proofs import proofs_of_goal
from zhengai.goals.rules.limits import is_looser, is_measurable
from zhengai.goals.rules.machine import LIVE, GoalState
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import read_limit


def goals(
    college: College,
    *,
    level: str | None = None,
    subject: str | None = None,
    period: str | None = None,
    live: bool | None = True,
) -> QuerySet[Goal]:
    """Newest period first. `live`: proposed or approved ones, the others, or null for all."""
    wanted = {"subject__level": level, "subject__code": subject, "period": period}
    found = Goal.objects.filter(
        college=college, **{name: value for name, value in wanted.items() if value is not None}
    )
    if live is not None:
        found = found.filter(state__in=LIVE) if live else found.exclude(state__in=LIVE)
    return found.select_related("subject", "subject__department").order_by(
        "-period", "subject__level", "subject__code", "indicator", "id"
    )


def standing(goal_limit: str, value: float | None, indicator_body: Mapping[str, Any]) -> str:
    """met, short, or blind where there is no value to compare. Exact, as control points are judged."""
    if value is None or not is_measurable(indicator_body):
        return "blind"
    return "met" if read_limit(goal_limit).holds(value) else "short"


def baseline_of(college: College, subject: Subject, indicator: str, period: Period) -> CurrentValue | None:
    """The newest value of the same kind of period that ended before this one began."""
    run = indicators.series(college, indicator, subject.level, subject.code, period.kind.value)
    calendar = calendar_of(college)
    for each in reversed([row for row in run if row.value is not None]):
        found = calendar.find(each.period)
        if found is not None and found.end < period.start:
            return each
    return None


def standing_goal(subject: Subject, indicator: str, period: str) -> Goal | None:
    """The approved goal for exactly this."""
    return Goal.objects.filter(
        subject=subject, indicator=indicator, period=period, state=GoalState.APPROVED
    ).first()


def waiting_goal(subject: Subject, indicator: str, period: str) -> Goal | None:
    """The proposal for exactly this that nobody has decided yet."""
    return Goal.objects.filter(
        subject=subject, indicator=indicator, period=period, state=GoalState.PROPOSED
    ).first()


def goal_before(subject: Subject, indicator: str, period: Period) -> Goal | None:
    """The approved goal of the latest earlier period of the same kind (codes of one kind sort by time)."""
    earlier = Goal.objects.filter(
        subject=subject, indicator=indicator, state=GoalState.APPROVED, period__lt=period.code
    ).order_by("-period", "-id")
    calendar = calendar_of(subject.college)
    for each in earlier:
        found = calendar.find(each.period)
        if found is not None and found.kind is period.kind:
            return each
    return None


def looser_than(goal: Goal) -> Goal | None:
    """The goal before, when this one asks for less than it did."""
    before = goal.before
    if before is None or not is_looser(read_limit(goal.limit), read_limit(before.limit)):
        return None
    return before


def chain_of(goal: Goal) -> list[Goal]:
    """The goals this one followed, itself, and those that followed it: oldest first."""
    found = [goal]
    seen = {goal.pk}
    known = {
        each.pk: each
        for each in Goal.objects.filter(subject=goal.subject_id, indicator=goal.indicator).select_related(
            "subject"
        )
    }
    while (before := known.get(found[0].before_id or 0)) and before.pk not in seen:
        seen.add(before.pk)
        found.insert(0, before)
    while later := _followed_by(found[-1], known, seen):
        seen.add(later.pk)
        found.append(later)
    return found


def _followed_by(goal: Goal, known: Mapping[int, Goal], seen: set[int]) -> Goal | None:
    """Of several that followed, the one that counts most: approved, then waiting, then the newest."""
    rank = {GoalState.APPROVED.value: 2, GoalState.PROPOSED.value: 1}
    after = [each for each in known.values() if each.before_id == goal.pk and each.pk not in seen]
    return max(after, key=lambda each: (rank.get(each.state, 0), each.pk), default=None)


def deciders_of(subject: Subject, proposed_by: str) -> list[str]:
    """Numbers of the people nearest to the subject who may decide: of its department, else of the college. The
    proposer is not among them."""
    college, own = subject.college, number_of(proposed_by)
    day = today(college)
    department = subject.department.code if subject.department else ""
    near = holders(Permission.GOAL_DECIDE, college.code, day, department) if department else []
    near = [number for number in near if number != own]
    return near or [n for n in holders(Permission.GOAL_DECIDE, college.code, day) if n != own]


def proofs_of(college: College) -> Iterator[NewProof]:
    """All that this room's decisions prove, as it was recorded when they were made."""
    calendar = calendar_of(college)
    approved = Goal.objects.filter(
        college=college, decided_at__isnull=False, state__in=(GoalState.APPROVED, GoalState.ENDED)
    )
    for goal in approved.select_related("subject").order_by("id"):
        yield from proofs_of_goal(goal, calendar)
