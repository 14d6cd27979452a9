"""The only writers of the goals room. A goal is proposed by one person and decided by another; while a cycle runs,
goals stand still unless a diagnosis or an approved exemption is the ground (cycles.queries.check_may_change)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, now
from zhengai.core.actions import record
from zhengai.cycles.actions import ask_exemption, record_proofs
from zhengai.cycles.actions import decide_exemption as decide_record
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.queries import check_may_change
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.goals.drafting import checked, draft, spoken
from zhengai.goals.models import Goal
from zhengai.goals.notifying import tell_decided, tell_proposed
from zhengai.goals.proofs import proofs_of_goal
from zhengai.goals.queries import goal_before, standing_goal, waiting_goal
from zhengai.goals.rules.machine import GoalMove, GoalRefused, GoalState, check_decider, next_state
from zhengai_engine.model.period import Period

PLAN = "plan"  # the ground of a goal that is set before its cycle begins


@transaction.atomic
def propose_goal(
    *,
    subject: Subject,
    indicator: str,
    period: str,
    limit: str,
    reason: str,
    ground: str = "",
    owner_number: str = "",
    owner_name: str = "",
    by: str,
) -> Goal:
    """Waits for a decision by another person. Raises GoalRefused or LoopRefused."""
    subject = _in_turn(subject)
    definition, asked = checked(subject, indicator, period, limit)
    standing = standing_goal(subject, definition.code, asked.code)
    if standing is not None:
        raise GoalRefused(f"{spoken(standing)}已有审定的目标“{standing.limit}”，要改动请到目标页面“调整目标”")
    if waiting_goal(subject, definition.code, asked.code) is not None:
        raise GoalRefused(f"{subject.name}这个周期的{definition.name}已有一个目标等待审定，请等它审定")
    _check_guard(subject, asked, ground)
    goal = draft(subject, definition, asked, limit, by)
    goal.reason, goal.ground = reason.strip(), ground or PLAN
    goal.owner_number, goal.owner_name = owner_number.strip(), owner_name.strip()
    goal.before = goal_before(subject, definition.code, asked)
    return _proposed(goal, by)


@transaction.atomic
def change_goal(*, goal: Goal, limit: str, reason: str, ground: str = "", by: str) -> Goal:
    """Returns the goal that is to follow; it waits for a decision, and until then an approved one stands."""
    _in_turn(goal.subject)
    goal = _locked(goal)
    state = next_state(GoalState(goal.state), GoalMove.CHANGE)
    if not reason.strip():
        raise GoalRefused("调整目标要写明理由")
    if limit.strip() == goal.limit:
        raise GoalRefused(f"目标值仍是“{goal.limit}”，没有改动")
    definition, period = checked(goal.subject, goal.indicator, goal.period, limit)
    if state is GoalState.APPROVED and waiting_goal(goal.subject, goal.indicator, goal.period) is not None:
        raise GoalRefused(f"{spoken(goal)}已有一个调整等待审定，请等它审定")
    _check_guard(goal.subject, period, ground)
    goal.state = state
    goal.save(update_fields=["state"])
    follower = draft(goal.subject, definition, period, limit, by)
    follower.reason, follower.ground = reason.strip(), ground or goal.ground
    follower.owner_number, follower.owner_name = goal.owner_number, goal.owner_name
    follower.before = goal.before if state is GoalState.ENDED else goal
    return _proposed(follower, by)


@transaction.atomic
def decide_goal(*, goal: Goal, approve: bool, decision: str, by: str) -> Goal:
    """Raises GoalRefused, or LoopRefused when the cycle has begun to run since the goal was proposed."""
    _in_turn(goal.subject)
    goal = _locked(goal)
    goal.state = next_state(GoalState(goal.state), GoalMove.APPROVE if approve else GoalMove.REFUSE)
    check_decider(approve=approve, decision=decision, proposed_by=goal.proposed_by, by=by)
    if approve:
        period = calendar_of(goal.college).period(goal.period)
        _check_guard(goal.subject, period, goal.ground)
        _end_followed(goal)
    goal.decided_by, goal.decided_at, goal.decision = by, now(goal.college), decision.strip()
    goal.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    if approve:
        record_proofs(
            college=goal.college, proofs=list(proofs_of_goal(goal, calendar_of(goal.college))), by=by
        )
    tell_decided(goal)
    record(
        action="goals.decide",
        by=by,
        subject=f"goal:{goal.pk}",
        details={"approve": approve, "decision": goal.decision},
    )
    return goal


@transaction.atomic
def ask_goal(
    *,
    subject: Subject,
    indicator: str,
    period: str,
    limit: str,
    reason: str,
    owner_number: str = "",
    owner_name: str = "",
    goal: Goal | None = None,
    by: str,
) -> Exemption:
    """Asks for what the guard forbids: a goal that is set or changed while its cycle runs. `goal` is the one that is
    to be changed, or the proposal that came too late. Raises GoalRefused."""
    definition, asked = checked(subject, indicator, period, limit)
    return ask_exemption(
        college=subject.college,
        kind=ExemptionKind.GOAL,
        about=f"goal:{goal.pk}" if goal else f"indicator:{definition.code}",
        level=subject.level,
        subject=subject.code,
        title=f"{subject.name}{asked.name}{definition.name}的目标定为“{limit.strip()}”",
        content={
            "goal": goal.pk if goal else None,
            "indicator": definition.code,
            "period": asked.code,
            "limit": limit.strip(),
            "owner_number": owner_number.strip(),
            "owner_name": owner_name.strip(),
        },
        reason=reason,
        by=by,
    )


@transaction.atomic
def decide_exemption(*, exemption: Exemption, approve: bool, decision: str, by: str) -> Exemption:
    """Decides and, when it is approved, does what was asked for."""
    exemption = decide_record(exemption=exemption, approve=approve, decision=decision, by=by)
    if exemption.state == ExemptionState.APPROVED:
        carry_out_exemption(exemption=exemption, by=by)
    return exemption


@transaction.atomic
def carry_out_exemption(*, exemption: Exemption, by: str) -> Goal:
    """Sets what an approved exemption asks for: proposed by the one who asked, decided by the one who approved."""
    ground, content = f"exemption:{exemption.pk}", exemption.content
    goal = _asked_for(exemption, content, ground)
    return decide_goal(goal=goal, approve=True, decision=exemption.decision, by=by)


def _asked_for(exemption: Exemption, content: Mapping[str, Any], ground: str) -> Goal:
    goal = Goal.objects.filter(college=exemption.college, pk=content["goal"] or 0).first()
    if goal is None:
        subject = Subject.objects.get(
            college=exemption.college, level=exemption.level, code=exemption.subject
        )
        return propose_goal(
            subject=subject,
            indicator=content["indicator"],
            period=content["period"],
            limit=content["limit"],
            reason=exemption.reason,
            ground=ground,
            owner_number=content["owner_number"],
            owner_name=content["owner_name"],
            by=exemption.asked_by,
        )
    if goal.state == GoalState.PROPOSED and goal.limit == content["limit"]:
        # a proposal that came too late is decided as it is, on this ground
        goal.ground = ground
        goal.save(update_fields=["ground"])
        return goal
    return change_goal(
        goal=goal, limit=content["limit"], reason=exemption.reason, ground=ground, by=exemption.asked_by
    )


def _in_turn(subject: Subject) -> Subject:
    """Two people at once take turns on the subject's row."""
    locked = Subject.objects.select_for_update(of=("self",)).select_related("college", "department")
    return locked.get(pk=subject.pk)


def _locked(goal: Goal) -> Goal:
    locked = Goal.objects.select_for_update(of=("self",))
    return locked.select_related("college", "subject__college", "subject__department").get(pk=goal.pk)


def _check_guard(subject: Subject, period: Period, ground: str) -> None:
    """What was planned rests on nothing else: it is right only before the cycle runs."""
    rests_on = "" if ground == PLAN else ground
    check_may_change(subject.college, subject.level, subject.code, period, ground=rests_on)


def _proposed(goal: Goal, by: str) -> Goal:
    goal.save(force_insert=True)
    tell_proposed(goal)
    record(
        action="goals.propose",
        by=by,
        subject=f"goal:{goal.pk}",
        details={
            "subject": f"{goal.subject.level}:{goal.subject.code}",
            "indicator": goal.indicator,
            "period": goal.period,
            "limit": goal.limit,
            "ground": goal.ground,
            "before": goal.before_id,
        },
    )
    return goal


def _end_followed(goal: Goal) -> None:
    """Two goals for the same never stand at once."""
    followed = Goal.objects.filter(
        subject=goal.subject, indicator=goal.indicator, period=goal.period, state=GoalState.APPROVED
    )
    followed.update(state=GoalState.ENDED)
