"""The only writers of the standards room."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.framework import queries as framework
from zhengai.indicators import queries as indicators
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion
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
    for code in (*outcome.added, *outcome.changed):
        rule = existing.get(code) or ControlRule(college=college, code=code, version=0)
        _store(rule, specifications[code], contents[code], by)
    ControlRule.objects.filter(college=college, code__in=outcome.ended).update(active=False)
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


def _store(rule: ControlRule, specification: Specification, content: dict[str, Any], by: str) -> None:
    rule.name, rule.source = specification.name, specification.source
    rule.indicator, rule.level = specification.indicator, specification.level
    rule.period_kind = specification.period.value
    rule.valid_from, rule.valid_until = specification.valid_from, specification.valid_until
    rule.active = True
    # taken up again unchanged, it is the same version
    is_new_version = rule.digest != _digest(content)
    rule.content, rule.digest = content, _digest(content)
    rule.version += is_new_version
    rule.save()
    if is_new_version:
        ControlRuleVersion.objects.create(
            rule=rule, version=rule.version, content=content, adopted_at=clock.now(), adopted_by=by
        )


@transaction.atomic
def set_control_point(
    *, rule: ControlRule, subject: Subject, limits: Mapping[str, Any], reason: str, by: str
) -> ControlPoint:
    """Gives one subject its own limits; judged from the next run on. Raises InvalidOverride."""
    _check_override(rule, subject, limits, reason)
    point, _ = ControlPoint.objects.update_or_create(
        rule=rule,
        subject=subject,
        defaults={
            "limits": _plain(limits),
            "reason": reason.strip(),
            "decided_at": clock.now(),
            "decided_by": by,
        },
    )
    record(
        action="standards.set_control_point",
        by=by,
        subject=f"{rule.code}/{subject.level}:{subject.code}",
        details={"limits": point.limits, "reason": point.reason},
    )
    return point


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
def remove_control_point(*, rule: ControlRule, subject: Subject, by: str) -> None:
    """The rule's general limits apply to the subject again."""
    if ControlPoint.objects.filter(rule=rule, subject=subject).delete()[0]:
        record(
            action="standards.remove_control_point",
            by=by,
            subject=f"{rule.code}/{subject.level}:{subject.code}",
        )
