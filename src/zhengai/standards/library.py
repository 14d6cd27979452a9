"""The writers of the library of standards: a version is proposed by one person and decided by another in the name of a
body; lists come from packs and from workbooks."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.cycles.actions import ask_exemption, record_proofs
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.queries import check_may_change, current_cycle
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.proof import LEVEL_WIDE
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.framework import queries as framework
from zhengai.indicators import queries as indicators
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.notifying import is_told, tell_decided, tell_due, tell_proposed
from zhengai.standards.proofs import proof_of_standard
from zhengai.standards.rules.elements import checked_elements, read_elements
from zhengai.standards.rules.library import (
    StandardRefused,
    VersionMove,
    VersionState,
    check_decider,
    next_state,
    revision_due,
)
from zhengai.standards.rules.sections import StandardItem
from zhengai.standards.shelf import due_versions

OF_PACK = "pack"


@dataclass(frozen=True)
class Listed:
    """A row of 表7: what is to be on the list."""

    name: str
    level: str
    type: str = ""
    department: str = ""


@transaction.atomic
def adopt_library(
    *, college: College, by: str, items: Sequence[Mapping[str, Any]] | None = None
) -> list[str]:
    """Puts the standards of the installed packs on the list; returns the codes that are new or differ.

    An item with elements is the first version where the college has none yet; what it decided since stays. One that
    left the packs stays too, out of use, where it has a version, and goes where it has none.
    """
    given = framework.section(college, "standards") if items is None else items
    wanted = {item.code: item for item in (StandardItem.model_validate(each) for each in given)}
    held = {each.code: each for each in Standard.objects.filter(college=college)}
    touched = [code for code, item in wanted.items() if _take(college, held.get(code), item, by)]
    touched += _retire(college, set(wanted))
    if touched:
        record(action="standards.adopt_library", by=by, subject=college.code, details={"standards": touched})
    return touched


def _take(college: College, standard: Standard | None, item: StandardItem, by: str) -> bool:
    says = {
        "name": item.name,
        "level": item.level,
        "type": item.type,
        "department": item.department,
        "revise_years": item.revise_years,
        "per": item.per,
        "source": item.source[:300],
        "note": item.note,
        "of_pack": True,
        "active": True,
    }
    found = standard or Standard(college=college, code=item.code)
    differs = standard is None or any(getattr(found, name) != value for name, value in says.items())
    if differs:
        for name, value in says.items():
            setattr(found, name, value)
        found.save()
    if item.elements and not found.versions.exists():
        elements = [each.model_dump(exclude_defaults=True) for each in item.elements]
        _first_version(found, elements, list(item.grades), by)
        return True
    return differs


def _first_version(standard: Standard, elements: list[dict[str, Any]], grades: list[str], by: str) -> None:
    """Whoever adopts the scheme decides on it as a whole, as for control points."""
    moment, day = now(standard.college), today(standard.college)
    version = StandardVersion(
        standard=standard,
        number=1,
        ground=OF_PACK,
        proposed_by=by,
        proposed_at=moment,
        state=VersionState.APPROVED,
    )
    _write(version, elements, grades)
    version.decided_by, version.decided_at, version.valid_from = by, moment, day
    version.due = revision_due(day, standard.revise_years)
    version.save()
    record_proofs(college=standard.college, proofs=[proof_of_standard(version)], by=by)


def _retire(college: College, wanted: set[str]) -> list[str]:
    gone = Standard.objects.filter(college=college, of_pack=True).exclude(code__in=wanted)
    unused = list(gone.filter(versions__isnull=True).values_list("code", flat=True))
    Standard.objects.filter(college=college, code__in=unused).delete()
    kept = list(gone.filter(active=True).values_list("code", flat=True))
    gone.update(active=False)
    return [*unused, *kept]


@transaction.atomic
def list_standards(*, college: College, rows: Sequence[Listed], source: str = "", by: str) -> list[Standard]:
    """Puts rows of 表7 on the list; one of the same level and name is the same standard, whose type and department are
    set. Returns what is new. Raises StandardRefused, then nothing is changed."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)  # two people at once take turns
    held = {(each.level, each.name): each for each in Standard.objects.filter(college=college)}
    number = Standard.objects.filter(college=college).count()
    new, changed = [], []
    for row in rows:
        _check_row(row)
        found = held.get((row.level, row.name.strip()))
        if found is None:
            number += 1
            found = Standard(
                college=college,
                code=_free_code(held.values(), number),
                level=row.level,
                name=row.name.strip(),
            )
            found.source = source[:300]
            held[row.level, found.name] = found
            new.append(found)
        elif (found.type, found.department, found.active) == (row.type, row.department, True):
            continue
        else:
            changed.append(found.code)
        found.type, found.department, found.active = row.type.strip(), row.department.strip(), True
        found.save()
    if new or changed:
        details = {"new": [each.code for each in new], "changed": changed}
        record(action="standards.list", by=by, subject=college.code, details=details)
    return new


def _check_row(row: Listed) -> None:
    if not row.name.strip():
        raise StandardRefused("每个标准都要有名称")
    if not row.level:
        raise StandardRefused(f"请写明标准“{row.name}”属于哪个层面")
    for value, longest, what in (
        (row.name, 300, "名称"),
        (row.type, 60, "类型"),
        (row.department, 120, "责任部门"),
    ):
        if len(value.strip()) > longest:
            raise StandardRefused(f"标准“{row.name[:20]}…”的{what}最长 {longest} 个字")


def _free_code(held: Any, number: int) -> str:
    taken = {each.code for each in held}
    while f"B{number:03d}" in taken:
        number += 1
    return f"B{number:03d}"


@transaction.atomic
def propose_version(
    *,
    standard: Standard,
    elements: Sequence[Mapping[str, Any]],
    grades: Sequence[str] = (),
    text: str = "",
    document: str = "",
    reason: str,
    ground: str = "",
    revise_years: int | None = None,
    by: str,
) -> StandardVersion:
    """Waits for a decision by another person; until then the approved version stands. `revise_years` sets how often
    the standard is to be revised, null leaves it. Raises StandardRefused."""
    standard = _locked(standard)
    if standard.versions.filter(state=VersionState.PROPOSED).exists():
        raise StandardRefused(f"“{standard.name}”已有一版等待审定，请等它审定")
    if not reason.strip():
        raise StandardRefused("请写明为什么提出这一版，审定人据此判断")
    if not text.strip() and not elements and not document.strip():
        raise StandardRefused("正文、要素、文件至少写一项")
    named = [grade.strip() for grade in grades if grade.strip()]
    stored = checked_elements(elements, named)
    _check_indicators(standard, stored)
    last = standard.versions.order_by("-number").first()
    version = StandardVersion(
        standard=standard,
        number=last.number + 1 if last else 1,
        text=text.strip(),
        document=document.strip()[:300],
        reason=reason.strip(),
        ground=ground.strip(),
        state=next_state(None, VersionMove.PROPOSE),
        proposed_by=by,
        proposed_at=now(standard.college),
    )
    _write(version, stored, named)
    version.save()
    if revise_years is not None and revise_years != standard.revise_years:
        standard.revise_years = revise_years
        standard.save(update_fields=["revise_years"])
    tell_proposed(version)
    _recorded("propose", version, by, {"ground": version.ground})
    return version


def _check_indicators(standard: Standard, elements: Sequence[Mapping[str, Any]]) -> None:
    known = indicators.indicators(standard.college)
    for each in elements:
        code = each.get("indicator")
        if not code:
            continue
        if code not in known:
            raise StandardRefused(f"要素“{each['name']}”的指标 {code} 不存在，请从列表里选")
        if standard.level not in known[code].levels:
            raise StandardRefused(
                f"要素“{each['name']}”的指标“{known[code].name}”不在这个标准的层面计算，请换一个"
            )


def _write(version: StandardVersion, elements: list[dict[str, Any]], grades: list[str]) -> None:
    version.elements, version.grades = elements, grades
    version.element_count = len(elements)
    version.measurable = sum(each.measurable for each in read_elements(elements, grades))


@transaction.atomic
def decide_version(
    *,
    version: StandardVersion,
    approve: bool,
    body: str,
    decision: str = "",
    valid_from: date | None = None,
    by: str,
) -> StandardVersion:
    """Approved, it takes the place of the version before. `body` is the one that decides (STD-16); `valid_from` is
    today unless it is given. Raises StandardRefused, or LoopRefused while the level's cycle runs and the ground of the
    version does not allow it."""
    standard = _locked(version.standard)
    version = standard.versions.get(pk=version.pk)
    version.standard = standard
    move = VersionMove.APPROVE if approve else VersionMove.REFUSE
    state = next_state(VersionState(version.state), move)
    check_decider(approve=approve, decision=decision, body=body, proposed_by=version.proposed_by, by=by)
    if approve:
        _check_guard(standard, version)
        _replace(standard)
        version.valid_from = valid_from or today(standard.college)
        version.due = revision_due(version.valid_from, standard.revise_years)
    version.state, version.body = state, body.strip()[:120]
    version.decided_by, version.decided_at, version.decision = by, now(standard.college), decision.strip()
    version.save()
    if approve:
        record_proofs(college=standard.college, proofs=[proof_of_standard(version)], by=by)
    tell_decided(version)
    _recorded("decide", version, by, {"approve": approve})
    return version


def _check_guard(standard: Standard, version: StandardVersion) -> None:
    """A version that takes the place of another moves the yardstick of its whole level. The first one moves nothing, and
    outside the calendar no cycle runs. Raises LoopRefused."""
    if not standard.versions.filter(state=VersionState.APPROVED).exists():
        return
    college = standard.college
    with suppress(OutsideCalendar):
        cycle = current_cycle(college, standard.level)
        check_may_change(college, standard.level, LEVEL_WIDE, cycle, ground=version.ground)


def guarded(standard: Standard, version: StandardVersion) -> str:
    """Why the version cannot be approved now, in a sentence; empty where it can."""
    try:
        _check_guard(standard, version)
    except LoopRefused as refusal:
        return f"{refusal}。"
    return ""


@transaction.atomic
def ask_version(*, version: StandardVersion, reason: str, by: str) -> Exemption:
    """Asks another person to let the waiting version be decided on while a cycle runs. Raises StandardRefused or
    ExemptionRefused."""
    standard = _locked(version.standard)
    if standard.versions.get(pk=version.pk).state != VersionState.PROPOSED:
        raise StandardRefused("这一版已经审定过，不用再申请例外")
    return ask_exemption(
        college=standard.college,
        kind=ExemptionKind.STANDARD,
        about=f"standard:{standard.pk}",
        level=standard.level,
        subject=LEVEL_WIDE,
        title=f"在实施中审定“{standard.name}”第 {version.number} 版"[:200],
        content={"standard_version": version.pk},
        reason=reason,
        by=by,
    )


@transaction.atomic
def open_version(*, exemption: Exemption, by: str) -> StandardVersion:
    """The version may now be decided on, on the ground of the approved exemption; the decision itself stays to be
    made. Raises StandardRefused where it was decided meanwhile."""
    found = StandardVersion.objects.select_for_update().get(
        standard__college=exemption.college, pk=exemption.content["standard_version"]
    )
    if found.state != VersionState.PROPOSED:
        raise StandardRefused("这一版已经审定过，例外没有用处了")
    found.ground = f"exemption:{exemption.pk}"
    found.save(update_fields=["ground"])
    _recorded("open", found, by, {"ground": found.ground})
    return found


def _replace(standard: Standard) -> None:
    """Two versions never stand at once."""
    for each in standard.versions.filter(state=VersionState.APPROVED):
        each.state = next_state(VersionState(each.state), VersionMove.REPLACE)
        each.save(update_fields=["state"])


def _locked(standard: Standard) -> Standard:
    return Standard.objects.select_for_update(of=("self",)).select_related("college").get(pk=standard.pk)


def _recorded(move: str, version: StandardVersion, by: str, details: dict[str, Any]) -> None:
    about = f"standard:{version.standard_id}"
    record(
        action=f"standards.{move}_version",
        by=by,
        subject=about,
        details={"version": version.number, **details},
    )


@transaction.atomic
def remind_revisions(*, college: College, by: str) -> int:
    """Tells those who may decide of the standards whose day has come, once for each version; returns of how many they
    were told now."""
    found = [each for each in due_versions(college, today(college)) if not is_told(each)]
    for version in found:
        tell_due(version)
    if found:
        record(action="standards.remind", by=by, subject=college.code, details={"number": len(found)})
    return len(found)
