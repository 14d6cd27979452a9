"""The only writers of the standards room."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.cycles.actions import ask_exemption, drop_proofs, record_proofs
from zhengai.cycles.actions import decide_exemption as decide_record
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.queries import check_may_change, current_cycle
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.framework import queries as framework
from zhengai.indicators import queries as indicators
from zhengai.standards.library import open_version
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion
from zhengai.standards.proofs import key_of_point, proof_of_point, proof_of_version
from zhengai.standards.queries import general_values
from zhengai.standards.rules.checking import problems_of
from zhengai.standards.rules.limits import Unreadable, read_limits
from zhengai.standards.rules.reading import LIMIT_KEYS, read_items
from zhengai.standards.rules.specification import InvalidControlPoints, Specification
from zhengai_engine.scoring import contradictions


class InvalidOverride(ValueError):
    """Limits for one subject that cannot be; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Adoption:
    """Codes of the control points that are new, say something else than before, or are no longer in use."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]


@transaction.atomic
def adopt(*, college: College, by: str, items: Sequence[Mapping[str, Any]] | None = None) -> Adoption:
    """Makes the college's control points equal to `items`, by default those of its installed packs.

    All or nothing: raises InvalidControlPoints with every problem. A changed item is a new version of the same
    rule; one that is gone stays, unused, because alerts speak of it.
    """
    items = framework.section(college, "control_points") if items is None else items
    specifications = read_items(items)
    known = indicators.indicators(college)
    problems = [p for each in specifications.values() for p in problems_of(each, known)]
    if problems:
        raise InvalidControlPoints(problems)
    contents = {str(item["code"]): _plain(item) for item in items}
    existing = {rule.code: rule for rule in ControlRule.objects.filter(college=college)}
    outcome = Adoption(
        added=tuple(sorted(set(contents) - set(existing))),
        changed=tuple(sorted(c for c in contents if c in existing and _differs(existing[c], contents[c]))),
        ended=tuple(sorted(c for c, rule in existing.items() if rule.active and c not in contents)),
    )
    new = []
    for code in (*outcome.added, *outcome.changed):
        rule = existing.get(code) or ControlRule(college=college, code=code, version=0)
        new += _store(rule, specifications[code], contents[code], by)
    ControlRule.objects.filter(college=college, code__in=outcome.ended).update(active=False)
    record_proofs(college=college, proofs=[proof_of_version(version) for version in new], by=by)
    if outcome != Adoption((), (), ()):
        record(
            action="standards.adopt",
            by=by,
            subject=college.code,
            details={"added": outcome.added, "changed": outcome.changed, "ended": outcome.ended},
        )
    return outcome


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can hold it: YAML reads dates as dates."""
    plain: dict[str, Any] = json.loads(json.dumps(item, ensure_ascii=False, default=str))
    return plain


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _differs(rule: ControlRule, content: Mapping[str, Any]) -> bool:
    return not rule.active or rule.digest != _digest(content)


def _store(
    rule: ControlRule, specification: Specification, content: dict[str, Any], by: str
) -> list[ControlRuleVersion]:
    """The new version, none where the rule is only taken up again."""
    rule.name, rule.source = specification.name, specification.source
    rule.indicator, rule.level = specification.indicator, specification.level
    rule.period_kind = specification.period.value
    rule.valid_from, rule.valid_until = specification.valid_from, specification.valid_until
    rule.active = True
    is_new_version = rule.digest != _digest(content)
    rule.content, rule.digest = content, _digest(content)
    rule.version += is_new_version
    rule.save()
    if not is_new_version:
        return []
    moment = now(rule.college)
    version = ControlRuleVersion(
        rule=rule, version=rule.version, content=content, adopted_at=moment, adopted_by=by
    )
    version.save()
    return [version]


@transaction.atomic
def set_control_point(
    *,
    rule: ControlRule,
    subject: Subject,
    limits: Mapping[str, Any],
    reason: str,
    by: str,
    ground: str = "",
) -> ControlPoint:
    """Gives one subject its own limits; judged from the next run on. Raises InvalidOverride, or LoopRefused while
    the level's cycle runs and `ground` does not allow it."""
    _check_override(rule, subject, limits, reason)
    _check_guard(rule, subject, ground)
    point, _ = ControlPoint.objects.update_or_create(
        rule=rule,
        subject=subject,
        defaults={
            "limits": _plain(limits),
            "reason": reason.strip(),
            "decided_at": now(rule.college),
            "decided_by": by,
        },
    )
    drop_proofs(college=rule.college, prefix=key_of_point(rule, subject), by=by)
    record_proofs(college=rule.college, proofs=[proof_of_point(point)], by=by)
    record(
        action="standards.set_control_point",
        by=by,
        subject=f"{rule.code}/{subject.level}:{subject.code}",
        details={"limits": point.limits, "reason": point.reason, "ground": ground},
    )
    return point


def _check_guard(rule: ControlRule, subject: Subject, ground: str) -> None:
    cycle = current_cycle(rule.college, rule.level)
    check_may_change(rule.college, rule.level, subject.code, cycle, ground=ground)


@transaction.atomic
def ask_control_point(
    *, rule: ControlRule, subject: Subject, limits: Mapping[str, Any], reason: str, by: str
) -> Exemption:
    """Asks another person for what the guard forbids while a cycle runs. Raises InvalidOverride or
    ExemptionRefused."""
    _check_override(rule, subject, limits, reason)
    return ask_exemption(
        college=rule.college,
        kind=ExemptionKind.STANDARD,
        about=f"control_rule:{rule.code}",
        level=rule.level,
        subject=subject.code,
        title=f"为{subject.name}另定“{rule.name}”的界限",
        content={"rule": rule.code, "limits": _plain(limits)},
        reason=reason,
        by=by,
    )


@transaction.atomic
def decide_exemption(*, exemption: Exemption, approve: bool, decision: str, by: str) -> Exemption:
    """Decides and, when it is approved, does what was asked for. Raises ExemptionRefused, InvalidOverride or
    StandardRefused."""
    exemption = decide_record(exemption=exemption, approve=approve, decision=decision, by=by)
    if exemption.state == ExemptionState.APPROVED:
        if "standard_version" in exemption.content:
            open_version(exemption=exemption, by=by)
        else:
            carry_out_exemption(exemption=exemption, by=by)
    return exemption


@transaction.atomic
def carry_out_exemption(*, exemption: Exemption, by: str) -> ControlPoint:
    """Sets the limits that an approved exemption asks for, for the reason it gives."""
    rule = ControlRule.objects.select_related("college").get(
        college=exemption.college, code=exemption.content["rule"]
    )
    subject = Subject.objects.get(college=exemption.college, level=exemption.level, code=exemption.subject)
    return set_control_point(
        rule=rule,
        subject=subject,
        limits=exemption.content["limits"],
        reason=exemption.reason,
        by=by,
        ground=f"exemption:{exemption.pk}",
    )


def _check_override(rule: ControlRule, subject: Subject, limits: Mapping[str, Any], reason: str) -> None:
    if not reason.strip():
        raise InvalidOverride(f"请写明 {subject.name} 不用统一界限的理由")
    if (subject.college_id, subject.level) != (rule.college_id, rule.level):
        raise InvalidOverride(f"质控点 {rule.name} 不适用于 {subject.name}：学校或层面不同")
    unknown = sorted(set(limits) - set(LIMIT_KEYS))
    if unknown or not limits:
        raise InvalidOverride(f"界限写 {'、'.join(LIMIT_KEYS)} 中的一项或几项")
    try:
        values = read_limits(limits).over(general_values(rule))
    except Unreadable as problem:
        raise InvalidOverride(str(problem)) from None
    for sentence in contradictions(values):
        raise InvalidOverride(f"{subject.name}的{sentence}")


@transaction.atomic
def remove_control_point(*, rule: ControlRule, subject: Subject, by: str, ground: str = "") -> None:
    """The rule's general limits apply to the subject again: a change of standards like any other (LoopRefused)."""
    _check_guard(rule, subject, ground)
    if ControlPoint.objects.filter(rule=rule, subject=subject).delete()[0]:
        drop_proofs(college=rule.college, prefix=key_of_point(rule, subject), by=by)
        record(
            action="standards.remove_control_point",
            by=by,
            subject=f"{rule.code}/{subject.level}:{subject.code}",
        )
