"""Writing plans: opened from the college's list or freely, drafted in rounds, approved by another person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import now, subjects
from zhengai.core.actions import record
from zhengai.goals.models import Plan, PlanComment, PlanGoal, PlanRound, PlanVersion, Swot
from zhengai.goals.notifying import tell_plan_decided, tell_submitted
from zhengai.goals.queries.plan import grades_of
from zhengai.goals.rules.machine import check_decider
from zhengai.goals.rules.plan import (
    Direction,
    PlanMove,
    PlanRefused,
    PlanState,
    check_writable,
    next_plan_state,
)
from zhengai.goals.rules.sections import CATEGORIES, PlanItem

LONGEST = 20  # years
_SWOT = ("strengths", "weaknesses", "opportunities", "threats", "strategies", "evidence")


@dataclass(frozen=True)
class Draft:
    """What is written in a plan. Empty texts are not written yet."""

    title: str
    category: str
    first_year: int
    years: int
    parent: Plan | None = None
    department: Subject | None = None
    department_name: str = ""
    participants: str = ""
    text: str = ""
    attachments: tuple[str, ...] = ()
    feasibility: str = ""
    grade: str = ""


@transaction.atomic
def open_plan(*, subject: Subject, draft: Draft, kind: str = "", by: str) -> Plan:
    """Raises PlanRefused."""
    college = subject.college
    _check(college, draft, None)
    _check_grade(college, kind, subject, draft)
    if Plan.objects.filter(subject=subject, title=draft.title.strip(), first_year=draft.first_year).exists():
        raise PlanRefused(f"{subject.name}已有从{draft.first_year}年起的“{draft.title.strip()}”")
    plan = Plan(
        college=college, subject=subject, kind=kind, state=PlanState.DRAFTING, written_by=by,
        written_at=now(college),
    )  # fmt: skip
    _fill(plan, draft)
    plan.save(force_insert=True)
    record(
        action="goals.plan_open",
        by=by,
        subject=f"plan:{plan.pk}",
        details={"subject": f"{subject.level}:{subject.code}", "kind": kind, "first_year": plan.first_year},
    )
    return plan


@transaction.atomic
def write_plan(*, plan: Plan, draft: Draft, by: str) -> Plan:
    plan = _locked(plan)
    check_writable(PlanState(plan.state))
    _check(plan.college, draft, plan)
    _check_grade(plan.college, plan.kind, plan.subject, draft)
    _fill(plan, draft)
    plan.save()
    record(action="goals.plan_write", by=by, subject=f"plan:{plan.pk}")
    return plan


@transaction.atomic
def open_plans(*, college: College, item: PlanItem, first_year: int, by: str) -> int:
    """One plan for every subject that a row of the college's list speaks of; those that are there already stay.
    Returns how many were opened."""
    level = item.each or "college"
    there = set(
        Plan.objects.filter(college=college, kind=item.code, first_year=first_year).values_list(
            "subject", flat=True
        )
    )
    parents = {
        each.subject_id: each
        for each in Plan.objects.filter(college=college, kind=item.parent).order_by("first_year")
        if item.parent and each.first_year <= first_year <= each.last_year
    }
    above = next(iter(parents.values())) if len(parents) == 1 else None
    count = 0
    for subject in subjects(college, level).select_related("department", "college"):
        if subject.pk in there:
            continue
        own = subject if level == "department" else subject.department
        draft = Draft(
            title=item.name if not item.each else f"{subject.name}{item.name.removeprefix('各')}",
            category=item.category,
            first_year=first_year,
            years=1 if item.yearly else item.years,
            parent=parents.get(own.pk if own else 0) or above,
            department=own,
            department_name=own.name if own else item.department,
        )
        open_plan(subject=subject, draft=draft, kind=item.code, by=by)
        count += 1
    return count


@transaction.atomic
def move_plan(*, plan: Plan, move: PlanMove, by: str) -> Plan:
    """Every move but a decision: CONSULT opens a round, COLLECT closes it, REVISE begins the next version."""
    if move in (PlanMove.APPROVE, PlanMove.RETURN):
        raise PlanRefused("审定和退回请在审定处进行")
    plan = _locked(plan)
    plan.state = next_plan_state(PlanState(plan.state), move)
    moment = now(plan.college)
    if move is PlanMove.CONSULT:
        number = plan.rounds.count() + 1
        PlanRound.objects.create(plan=plan, number=number, text=plan.text, opened_by=by, opened_at=moment)
    elif move is PlanMove.COLLECT:
        plan.rounds.filter(closed_at=None).update(closed_at=moment)
    elif move is PlanMove.SUBMIT:
        _check_complete(plan)
        plan.submitted_by, plan.submitted_at = by, moment
    elif move is PlanMove.REVISE:
        plan.version += 1
    plan.save()
    if move is PlanMove.SUBMIT:
        tell_submitted(plan)
    record(
        action=f"goals.plan_{move.value}", by=by, subject=f"plan:{plan.pk}", details={"version": plan.version}
    )
    return plan


@transaction.atomic
def decide_plan(*, plan: Plan, approve: bool, decision: str, by: str) -> Plan:
    """Keeps the approved version word for word. Raises GoalRefused when the decider is the one who submitted."""
    plan = _locked(plan)
    plan.state = next_plan_state(PlanState(plan.state), PlanMove.APPROVE if approve else PlanMove.RETURN)
    check_decider(approve=approve, decision=decision, proposed_by=plan.submitted_by, by=by)
    plan.decided_by, plan.decided_at, plan.decision = by, now(plan.college), decision.strip()
    plan.save()
    if approve:
        PlanVersion.objects.create(
            plan=plan,
            number=plan.version,
            content=content_of(plan),
            decided_by=by,
            decided_at=plan.decided_at,
            decision=plan.decision,
        )
    tell_plan_decided(plan)
    record(
        action="goals.plan_decide",
        by=by,
        subject=f"plan:{plan.pk}",
        details={"approve": approve, "version": plan.version},
    )
    return plan


@transaction.atomic
def comment(*, plan: Plan, direction: Direction, text: str, by: str) -> PlanComment:
    """To the round that is open."""
    if not text.strip():
        raise PlanRefused("请写下意见")
    found = plan.rounds.filter(closed_at=None).order_by("-number").first()
    if found is None:
        raise PlanRefused("规划没有在征求意见，请等下一轮")
    made = PlanComment.objects.create(
        round=found, direction=direction, text=text.strip(), by=by, at=now(plan.college)
    )
    record(action="goals.plan_comment", by=by, subject=f"plan:{plan.pk}", details={"round": found.number})
    return made


@transaction.atomic
def answer_comment(*, comment: PlanComment, answer: str, by: str) -> PlanComment:
    if not answer.strip():
        raise PlanRefused("请写明是否采纳，不采纳时写明原因")
    comment.answer, comment.answered_by = answer.strip(), by
    comment.answered_at = now(comment.round.plan.college)
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    record(action="goals.plan_answer", by=by, subject=f"plan:{comment.round.plan_id}")
    return comment


@transaction.atomic
def write_swot(*, plan: Plan, texts: dict[str, str], by: str) -> Swot:
    check_writable(PlanState(_locked(plan).state))
    values: dict[str, Any] = {name: texts.get(name, "").strip() for name in _SWOT}
    if not any(values.values()):
        raise PlanRefused("请至少写一项")
    found, _ = Swot.objects.update_or_create(plan=plan, defaults=values | {"by": by, "at": now(plan.college)})
    record(action="goals.plan_swot", by=by, subject=f"plan:{plan.pk}")
    return found


def content_of(plan: Plan) -> dict[str, Any]:
    """The plan as it stands, as plain JSON."""
    goals = PlanGoal.objects.filter(plan=plan).prefetch_related("targets")
    return {
        "title": plan.title,
        "category": plan.category,
        "department": plan.department_name,
        "span": [plan.first_year, plan.last_year],
        "participants": plan.participants,
        "text": plan.text,
        "attachments": list(plan.attachments),
        "feasibility": plan.feasibility,
        "grade": plan.grade,
        "goals": [_goal_content(goal) for goal in goals],
    }


def _goal_content(goal: PlanGoal) -> dict[str, Any]:
    return {
        "number": goal.number,
        "title": goal.title,
        "content": goal.content,
        "indicator": goal.indicator_name,
        "evidence": goal.evidence,
        "limit": goal.limit,
        "due": goal.due.isoformat() if goal.due else "",
        "targets": {each.period: each.limit for each in goal.targets.all()},
    }


def _check(college: College, draft: Draft, plan: Plan | None) -> None:
    if not draft.title.strip():
        raise PlanRefused("请写规划名称")
    if draft.category not in CATEGORIES:
        raise PlanRefused(f"规划类别“{draft.category}”不在 {'、'.join(CATEGORIES)} 之中")
    if not 1 <= draft.years <= LONGEST or not 2000 <= draft.first_year <= 2100:
        raise PlanRefused(f"规划期请写 2000 到 2100 之间的起始年和 1 到 {LONGEST} 的年数")
    above = draft.parent
    if above is not None and above.college_id != college.pk:
        raise PlanRefused("上级规划不在本校")
    seen: set[int] = set()
    while above is not None and above.pk not in seen:
        if plan is not None and above.pk == plan.pk:
            raise PlanRefused(f"“{draft.title}”不能以它自己的下级为上级规划")
        seen.add(above.pk)
        above = above.parent


def _check_complete(plan: Plan) -> None:
    if not plan.text.strip() and not plan.attachments and not plan.goals.exists():
        raise PlanRefused("规划还是空的：写下正文、登记附件或分解目标以后再提交")
    grades = grades_of(plan.college, plan.kind, plan.subject.level) if plan.kind else ()
    if grades and not plan.grade:
        raise PlanRefused(f"请先在基本信息里定下质量目标等级（{'、'.join(grades)}）再提交")


def _check_grade(college: College, kind: str, subject: Subject, draft: Draft) -> None:
    grades = grades_of(college, kind, subject.level)
    if draft.grade and draft.grade not in grades:
        raise PlanRefused(
            f"质量目标等级“{draft.grade}”不在 {'、'.join(grades)} 之中"
            if grades
            else "这类规划不定质量目标等级"
        )


def _fill(plan: Plan, draft: Draft) -> None:
    plan.title, plan.category = draft.title.strip(), draft.category
    plan.first_year, plan.years, plan.parent = draft.first_year, draft.years, draft.parent
    plan.department = draft.department
    plan.department_name = draft.department_name.strip() or (
        draft.department.name if draft.department else ""
    )
    plan.participants, plan.text = draft.participants.strip(), draft.text.strip()
    plan.attachments, plan.feasibility = list(_clean(draft.attachments)), draft.feasibility.strip()
    plan.grade = draft.grade


def _clean(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name.strip() for name in names if name.strip())


def _locked(plan: Plan) -> Plan:
    locked = Plan.objects.select_for_update(of=("self",)).select_related("college", "subject", "department")
    return locked.get(pk=plan.pk)
