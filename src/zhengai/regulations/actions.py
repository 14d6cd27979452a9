"""The writers of the register and of the changes of a regulation: drafted by one person, put in force by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework import queries as framework
from zhengai.regulations.models import ChangeProof, Reading, Regulation, RegulationChange
from zhengai.regulations.notifying import tell_drafted, tell_published
from zhengai.regulations.rules.machine import (
    ChangeKind,
    ChangeMove,
    ChangeState,
    ProofKind,
    RegulationRefused,
    RegulationState,
    change_after,
    check_publisher,
    state_after,
)
from zhengai.regulations.rules.sections import RegulationItem


@dataclass(frozen=True)
class Entry:
    """What the register says of a regulation."""

    name: str
    number: str = ""
    level: str = ""
    topic: str = ""
    system: str = ""
    department: str = ""


@transaction.atomic
def adopt_regulations(
    *, college: College, by: str, items: Sequence[Mapping[str, Any]] | None = None
) -> list[str]:
    """Puts the regulations of the installed packs on the register as planned; returns the codes that are new or
    differ. One that left the packs goes where nothing was ever drafted, and stays otherwise."""
    given = framework.section(college, "regulations") if items is None else items
    wanted = {item.code: item for item in (RegulationItem.model_validate(each) for each in given)}
    held = {each.code: each for each in Regulation.objects.filter(college=college)}
    topics = {
        str(each["code"]): str(each["name"]) for each in framework.section(college, "regulation_topics")
    }
    touched = [code for code, item in wanted.items() if _take(college, held.get(code), item, topics)]
    gone = Regulation.objects.filter(college=college, of_pack=True).exclude(code__in=wanted)
    unused = list(
        gone.filter(changes__isnull=True, state=RegulationState.PLANNED).values_list("code", flat=True)
    )
    gone.filter(code__in=unused).delete()
    touched += [*unused, *gone.filter(of_pack=True).values_list("code", flat=True)]
    gone.update(of_pack=False)  # from now on the college's own
    if touched:
        record(action="regulations.adopt", by=by, subject=college.code, details={"regulations": touched})
    return touched


def _take(
    college: College, regulation: Regulation | None, item: RegulationItem, topics: Mapping[str, str]
) -> bool:
    """A topic is written by its code or by its name, and kept by its name."""
    says = {
        "name": item.name,
        "level": item.level,
        "topic": topics.get(item.topic, item.topic)[:60],
        "system": item.system,
        "department": item.department[:120],
        "planned": item.original[:60],
        "source": item.source[:300],
        "note": item.note,
        "of_pack": True,
        "active": True,
    }
    found = regulation or Regulation(college=college, code=item.code)
    if regulation is not None and all(getattr(found, name) == value for name, value in says.items()):
        return False
    for name, value in says.items():
        setattr(found, name, value)
    found.save()
    return True


@transaction.atomic
def register(
    *,
    college: College,
    entries: Sequence[Entry],
    replaces: Regulation | None = None,
    source: str = "",
    by: str,
) -> list[Regulation]:
    """New entries of the register, planned until they are established; one of a name that is there already is left
    alone. Raises RegulationRefused, then nothing is changed."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)  # two people at once take turns
    held = {each.name: each for each in Regulation.objects.filter(college=college)}
    codes = {each.code for each in held.values()}
    new: list[Regulation] = []
    for entry in entries:
        name = entry.name.strip()
        _check_entry(entry)
        if name in held:
            continue
        found = Regulation(college=college, code=_free_code(codes), name=name, replaces=replaces)
        found.number, found.level, found.topic = entry.number.strip(), entry.level, entry.topic.strip()
        found.system, found.department, found.source = entry.system, entry.department.strip(), source[:300]
        found.save()
        held[name] = found
        codes.add(found.code)
        new.append(found)
    if new:
        details = {"new": [each.code for each in new]}
        record(action="regulations.register", by=by, subject=college.code, details=details)
    return new


def _check_entry(entry: Entry) -> None:
    if not entry.name.strip():
        raise RegulationRefused("每项制度都要有名称")
    for value, longest, what in (
        (entry.name, 300, "名称"),
        (entry.number, 80, "文号"),
        (entry.topic, 60, "类别"),
        (entry.department, 120, "责任部门"),
    ):
        if len(value.strip()) > longest:
            raise RegulationRefused(f"制度“{entry.name.strip()[:20]}”的{what}最长 {longest} 个字")


def _free_code(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"Z{number:03d}" in taken:
        number += 1
    return f"Z{number:03d}"


@transaction.atomic
def describe(*, regulation: Regulation, entry: Entry, is_charter: bool, by: str) -> Regulation:
    """Changes what the register says of it, never its text. Raises RegulationRefused."""
    found = _locked(regulation)
    _check_entry(entry)
    others = Regulation.objects.filter(college=found.college, active=True).exclude(pk=found.pk)
    if others.filter(name=entry.name.strip()).exists():
        raise RegulationRefused(f"已有名为“{entry.name.strip()}”的制度")
    if is_charter and others.filter(is_charter=True).exists():
        raise RegulationRefused("学校已经登记了章程；先取消那一项，再把这一项定为章程")
    found.name, found.number, found.level = entry.name.strip(), entry.number.strip(), entry.level
    found.topic, found.system, found.department = entry.topic.strip(), entry.system, entry.department.strip()
    found.is_charter = is_charter
    found.save()
    record(action="regulations.describe", by=by, subject=f"regulation:{found.pk}")
    return found


@transaction.atomic
def draft_change(
    *, regulation: Regulation, kind: ChangeKind, text: str, reason: str, ground: str = "", by: str
) -> RegulationChange:
    """Begins 立, 改 or 废; nothing is in force before another person publishes it. Raises RegulationRefused."""
    found = _locked(regulation)
    state_after(RegulationState(found.state), kind)
    if found.changes.filter(state=ChangeState.DRAFTED).exists():
        raise RegulationRefused("这项制度已有一份草案，请在它上面改，或先撤回它")
    if not reason.strip():
        raise RegulationRefused("请写明为什么要作这次变更")
    if kind is not ChangeKind.REPEAL and not text.strip():
        raise RegulationRefused("请写制度的正文；正文在别处时，写明存放处")
    change = RegulationChange(
        regulation=found,
        kind=kind,
        state=change_after(None, ChangeMove.DRAFT),
        text=text.strip(),
        reason=reason.strip(),
        ground=ground.strip(),
        drafted_by=by,
        drafted_at=now(found.college),
    )
    change.save()
    tell_drafted(change)
    _recorded("draft", change, by)
    return change


@transaction.atomic
def rewrite_draft(*, change: RegulationChange, text: str, reason: str, by: str) -> RegulationChange:
    change = _locked_change(change)
    _check_drafted(change)
    if not reason.strip() or (change.kind != ChangeKind.REPEAL and not text.strip()):
        raise RegulationRefused("理由和正文都要写")
    change.text, change.reason = text.strip(), reason.strip()
    change.save(update_fields=["text", "reason"])
    _recorded("rewrite", change, by)
    return change


@transaction.atomic
def withdraw_change(*, change: RegulationChange, by: str) -> RegulationChange:
    change = _locked_change(change)
    change.state = change_after(ChangeState(change.state), ChangeMove.WITHDRAW)
    change.save(update_fields=["state"])
    _recorded("withdraw", change, by)
    return change


@transaction.atomic
def publish_change(
    *, change: RegulationChange, number: str = "", effective_from: date | None = None, by: str
) -> RegulationChange:
    """Puts it in force from `effective_from` on (today unless given); the version before ends on the day before, and
    a repeal ends it on that day. Missing proofs do not stop it: they are told wherever it is shown."""
    change = _locked_change(change)
    regulation = change.regulation
    change.state = change_after(ChangeState(change.state), ChangeMove.PUBLISH)
    check_publisher(drafted_by=change.drafted_by, by=by)
    kind = ChangeKind(change.kind)
    regulation.state = state_after(RegulationState(regulation.state), kind)
    day = effective_from or today(regulation.college)
    held = regulation.changes.filter(version__isnull=False).order_by("-version")
    last = held.first()
    if last is not None and last.effective_from is not None and day < last.effective_from:
        raise RegulationRefused(f"生效日期不能早于现行版本的 {last.effective_from}")
    held.filter(ended_on__isnull=True).update(ended_on=day)
    change.version = last.version + 1 if last is not None and last.version else 1
    change.number = number.strip()[:80]
    change.effective_from = day
    change.ended_on = day if kind is ChangeKind.REPEAL else None
    change.published_by, change.published_at = by, now(regulation.college)
    change.save()
    if change.number:
        regulation.number = change.number
    regulation.save(update_fields=["state", "number"])
    if regulation.replaces is not None and kind is ChangeKind.ESTABLISH:
        _end_replaced(regulation.replaces, day)
    tell_published(change)
    _recorded("publish", change, by)
    return change


def _end_replaced(old: Regulation, day: date) -> None:
    """What a new regulation replaces ends with its first day."""
    if old.state == RegulationState.IN_FORCE:
        old.state = RegulationState.REPEALED
        old.save(update_fields=["state"])
        old.changes.filter(version__isnull=False, ended_on__isnull=True).update(ended_on=day)


@transaction.atomic
def keep_proof(
    *,
    change: RegulationChange,
    kind: ProofKind,
    title: str,
    place: str = "",
    day: date | None = None,
    applies: bool = True,
    by: str,
) -> ChangeProof:
    """One of the five kinds, kept once and replaced by a second telling; where a kind does not apply, `title` says
    why. Raises RegulationRefused."""
    change = _locked_change(change)
    if change.state == ChangeState.WITHDRAWN:
        raise RegulationRefused("这次变更已经撤回，不再登记证明")
    if not title.strip():
        raise RegulationRefused(f"请写{kind.chinese}的名称" if applies else f"请写明为什么没有{kind.chinese}")
    proof, _ = ChangeProof.objects.update_or_create(
        change=change,
        kind=kind,
        defaults={
            "title": title.strip()[:300],
            "place": place.strip()[:300],
            "day": day,
            "applies": applies,
            "added_by": by,
            "added_at": now(change.regulation.college),
        },
    )
    _recorded("keep_proof", change, by, {"proof": kind.value})
    return proof


@transaction.atomic
def confirm_reading(*, change: RegulationChange, person_number: str, by: str) -> Reading:
    """That the person has read this version; a second confirmation changes nothing. Raises RegulationRefused."""
    if change.version is None or change.ended_on is not None:
        raise RegulationRefused("只确认阅读现行的版本")
    if not person_number:
        raise RegulationRefused("您的账户没有工号或学号，无法确认阅读；请联系系统管理员")
    reading, is_new = Reading.objects.get_or_create(
        change=change, person_number=person_number, defaults={"at": now(change.regulation.college)}
    )
    if is_new:
        _recorded("read", change, by)
    return reading


def _check_drafted(change: RegulationChange) -> None:
    if change.state != ChangeState.DRAFTED:
        raise RegulationRefused(f"这次变更{ChangeState(change.state).chinese}，不能再改")


def _locked(regulation: Regulation) -> Regulation:
    locked = Regulation.objects.select_for_update(of=("self",)).select_related("college")
    return locked.get(pk=regulation.pk)


def _locked_change(change: RegulationChange) -> RegulationChange:
    """Two people at once take turns on the regulation's row."""
    regulation = _locked(change.regulation)
    found = regulation.changes.get(pk=change.pk)
    found.regulation = regulation
    return found


def _recorded(move: str, change: RegulationChange, by: str, details: Mapping[str, Any] | None = None) -> None:
    about = f"regulation:{change.regulation_id}"
    record(
        action=f"regulations.{move}", by=by, subject=about, details={"change": change.kind, **(details or {})}
    )
