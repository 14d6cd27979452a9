"""Which limits apply to whom."""

from collections.abc import Iterator

from zhengai.college.models import College, Subject
from zhengai.cycles.rules.proof import NewProof
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion, StandardVersion
from zhengai.standards.proofs import proof_of_point, proof_of_standard, proof_of_version
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.limits import read_limits
from zhengai.standards.rules.reading import read_item
from zhengai.standards.rules.specification import Specification
from zhengai_engine.scoring import ControlValues


def rules_for(
    college: College,
    *,
    level: str | None = None,
    indicator: str | None = None,
    period_kind: str | None = None,
) -> list[ControlRule]:
    """The control points in use that have limits for the college's category, in order of code."""
    wanted = {"level": level, "indicator": indicator, "period_kind": period_kind}
    found = ControlRule.objects.filter(
        college=college, active=True, **{key: value for key, value in wanted.items() if value is not None}
    ).select_related("college")
    return [rule for rule in found if specification(rule).values_for(college.category) is not None]


def specification(rule: ControlRule) -> Specification:
    """What the rule says, read."""
    return read_item(rule.content)


def general_values(rule: ControlRule) -> ControlValues:
    """The limits for every subject without its own; empty where there are none for the college's category."""
    return specification(rule).values_for(rule.college.category) or ControlValues()


def control_values_for(rule: ControlRule, subject: Subject) -> ControlValues:
    """The limits for one subject, its own over the rule's."""
    return limits_with(rule, ControlPoint.objects.filter(rule=rule, subject=subject).first())


def limits_with(rule: ControlRule, own: ControlPoint | None) -> ControlValues:
    """The rule's limits under a subject's own, where it has any."""
    values = general_values(rule)
    return read_limits(own.limits).over(values) if own else values


def own_values(rule: ControlRule) -> dict[str, ControlValues]:
    """Subject code → limits, of the subjects that have their own: for judging many at once."""
    return {
        point.subject.code: limits_with(rule, point)
        for point in ControlPoint.objects.filter(rule=rule).select_related("subject")
    }


def proofs_of(college: College) -> Iterator[NewProof]:
    """All that this room's decisions prove, as it was recorded when they were made."""
    versions = ControlRuleVersion.objects.filter(rule__college=college).select_related("rule")
    for version in versions.order_by("id"):
        yield proof_of_version(version)
    points = ControlPoint.objects.filter(rule__college=college).select_related("rule", "subject")
    for point in points.order_by("id"):
        yield proof_of_point(point)
    approved = StandardVersion.objects.filter(
        standard__college=college, state__in=(VersionState.APPROVED, VersionState.ENDED)
    )
    for standard in approved.select_related("standard").order_by("id"):
        yield proof_of_standard(standard)
