"""Key figures that departments name, on their way into the dictionary: the writers, the messages, the lists (IND-13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.indicators.actions import revise
from zhengai.indicators.models import Definition, Proposal
from zhengai.indicators.rules.proposal import (
    DECIDING,
    ProposalMove,
    ProposalRefused,
    ProposalState,
    check_decider,
    names_in,
    state_after,
)
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind

_TOLD = {
    ProposalState.RETURNED: "请补充关键数据的说明",
    ProposalState.DRAFTED: "关键数据已采纳为指标草案",
    ProposalState.DEFINED: "关键数据已有对应的指标",
    ProposalState.DECLINED: "关键数据没有采纳",
}
_UNIT = 20


def proposals(college: College) -> QuerySet[Proposal]:
    return Proposal.objects.filter(college=college).select_related("department")


def drafts(college: College) -> QuerySet[Proposal]:
    """What stands in the dictionary and is not computed yet."""
    return proposals(college).filter(state=ProposalState.DRAFTED).order_by("name", "id")


@dataclass(frozen=True)
class KeyData:
    """The cell 关键数据名称 of one row of 附件2."""

    text: str
    ground: str  # "system_task:3"
    context: str  # the row in words


@transaction.atomic
def take_key_data(*, department: Subject, rows: Iterable[KeyData], by: str) -> list[Proposal]:
    """All that a department names in 附件2 becomes proposals, each figure once. What the dictionary has already needs
    none, and what no row names any more is withdrawn while nobody has decided on it. Returns the new ones."""
    Subject.objects.select_for_update().get(pk=department.pk)  # two who write at once take turns
    named = {name: row for row in reversed(list(rows)) for name in names_in(row.text)}
    college = department.college
    defined = set(
        Definition.objects.filter(college=college, current=True, name__in=named).values_list(
            "name", flat=True
        )
    )
    held = {each.name: each for each in Proposal.objects.filter(department=department)}
    new = [
        _proposed(held.get(name), department, name, row, by)
        for name, row in named.items()
        if name not in defined and (name not in held or held[name].state == ProposalState.WITHDRAWN)
    ]
    for name in held.keys() - named.keys():
        _withdraw(held[name], by)
    if new:
        record(
            action="indicators.propose",
            by=by,
            subject=department.code,
            details={"department": department.name, "names": [each.name for each in new]},
        )
        _tell_office(new[0], by)
    return new


def _proposed(held: Proposal | None, department: Subject, name: str, row: KeyData, by: str) -> Proposal:
    """New, or named again after it was withdrawn."""
    found = held or Proposal(college=department.college, department=department, name=name)
    found.state, found.ground, found.context = ProposalState.PROPOSED, row.ground, row.context[:300]
    found.proposed_by, found.proposed_at = by, now(department.college)
    found.save()
    return found


def _withdraw(found: Proposal, by: str) -> None:
    if found.state not in (ProposalState.PROPOSED, ProposalState.RETURNED):
        return
    found.state = state_after(ProposalState(found.state), ProposalMove.WITHDRAW)
    found.save(update_fields=["state"])
    _recorded(found, ProposalMove.WITHDRAW, by)


@transaction.atomic
def explain(*, proposal: Proposal, meaning: str, unit: str, by: str) -> Proposal:
    """The department says what the figure counts; one that was returned is proposed again. Raises ProposalRefused."""
    found = _locked(proposal)
    state = state_after(ProposalState(found.state), ProposalMove.RESUBMIT)
    if not meaning.strip():
        raise ProposalRefused("请写明这项数据数的是什么、从哪里来")
    if len(unit.strip()) > _UNIT:
        raise ProposalRefused(f"单位最长 {_UNIT} 个字")
    was_returned = found.state == ProposalState.RETURNED
    found.meaning, found.unit, found.state = meaning.strip(), unit.strip(), state
    if was_returned:
        found.proposed_by, found.proposed_at = by, now(found.college)
    found.save()
    _recorded(found, ProposalMove.RESUBMIT, by)
    if was_returned:
        _tell_office(found, by)
    return found


@transaction.atomic
def decide(
    *, proposal: Proposal, move: ProposalMove, reason: str = "", indicator: str = "", by: str
) -> Proposal:
    """The office accepts it as a draft, names the indicator (code or name) that says it already, returns or declines
    it with a reason. Raises ProposalRefused."""
    if move not in DECIDING:
        raise ProposalRefused("请选择采纳、对应到指标、退回或不采纳")
    found = _locked(proposal)
    state = state_after(ProposalState(found.state), move)
    check_decider(proposed_by=found.proposed_by, by=by)
    if move in (ProposalMove.RETURN, ProposalMove.DECLINE) and not reason.strip():
        raise ProposalRefused("请写明要补充什么" if move is ProposalMove.RETURN else "请写明为什么不采纳")
    if move is ProposalMove.DEFINE:
        found.indicator = _code_of(found.college, indicator)
    found.state, found.reason = state, reason.strip()
    found.decided_by, found.decided_at = by, now(found.college)
    found.save()
    _recorded(found, move, by)
    _tell_department(found, by)
    return found


def _code_of(college: College, said: str) -> str:
    current = Definition.objects.filter(college=college, current=True)
    found = current.filter(code=said.strip()).first() or current.filter(name=said.strip()).first()
    if found is None:
        raise ProposalRefused(f"指标字典里没有“{said.strip()}”，请写已有指标的名称或代码")
    return found.code


@transaction.atomic
def define(*, proposal: Proposal, item: Mapping[str, Any], reason: str, by: str) -> Definition:
    """A draft gets its formula and becomes an indicator: then all drafts of that name are settled. Raises
    ProposalRefused, RevisionRefused or SchemeError."""
    found = _locked(proposal)
    if found.state != ProposalState.DRAFTED:
        raise ProposalRefused("先采纳为指标草案，再写公式")
    made = revise(college=found.college, item=item, version=0, reason=reason, by=by)
    for each in drafts(found.college).filter(name=found.name):
        each.state, each.indicator = ProposalState.DEFINED, made.code
        each.save(update_fields=["state", "indicator"])
        _recorded(each, ProposalMove.DEFINE, by)
        _tell_department(each, by)
    return made


def _locked(proposal: Proposal) -> Proposal:
    """Two people at once take turns."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("college", "department")
    return locked.get(pk=proposal.pk)


def _recorded(found: Proposal, move: ProposalMove, by: str) -> None:
    record(
        action="indicators.move_proposal",
        by=by,
        subject=f"indicator_proposal:{found.pk}",
        details={"move": move.chinese, "name": found.name},
    )


def _tell_office(found: Proposal, by: str) -> None:
    """One message a department and day, however many figures a table brought."""
    college = found.college
    key = f"indicator_proposals:{found.department.code}:{found.proposed_at:%Y-%m-%d}"
    persons = holders(Permission.INDICATOR_EDIT, college.code, today(college))
    _tell(
        college,
        persons,
        key,
        f"indicator_proposal:{found.pk}",
        f"{found.department.name}提出了关键数据，请审核",
        "",
        by,
    )


def _tell_department(found: Proposal, by: str) -> None:
    key = f"indicator_proposal:{found.pk}:{found.state}:{found.decided_at:%Y-%m-%dT%H:%M}"
    title = f"{_TOLD[ProposalState(found.state)]}：{found.name}"
    about = f"indicator_proposal:{found.pk}"
    _tell(found.college, [number_of(found.proposed_by)], key, about, title, found.reason, by)


def _tell(
    college: College, persons: Iterable[str], key: str, about: str, title: str, text: str, by: str
) -> None:
    """Nobody is told of what they did themselves."""
    own = number_of(by)
    notify(
        college=college.code,
        persons=[each for each in persons if each and each != own],
        kind=NoticeKind.INDICATOR,
        key=key,
        about=about,
        title=title,
        text=text,
        at=now(college),
    )
