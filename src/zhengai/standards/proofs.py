"""What standards prove: a version that was adopted speaks for its whole level, limits of its own for one subject."""

from datetime import datetime

from django.utils import timezone

from zhengai.college.models import Subject
from zhengai.cycles.rules.proof import LEVEL_WIDE, NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion, StandardVersion


def key_of_point(rule: ControlRule, subject: Subject) -> str:
    """How the keys of one subject's own limits begin; there is never more than one such proof."""
    return f"control_point:{rule.code}:{subject.code}"


def proof_of_version(version: ControlRuleVersion) -> NewProof:
    rule = version.rule
    return NewProof(
        level=str(version.content["level"]),
        subject=LEVEL_WIDE,
        period=_day(version.adopted_at),
        stage=Stage.STANDARD,
        key=f"rule:{rule.code}:{version.version}",
        about=f"control_rule:{rule.code}",
        sentence=f"质控点“{version.content['name']}”第 {version.version} 版启用。",
        at=version.adopted_at,
        by=version.adopted_by,
    )


def proof_of_point(point: ControlPoint) -> NewProof:
    rule, subject = point.rule, point.subject
    return NewProof(
        level=subject.level,
        subject=subject.code,
        period=_day(point.decided_at),
        stage=Stage.STANDARD,
        key=f"{key_of_point(rule, subject)}:set",
        about=f"control_rule:{rule.code}",
        sentence=f"{subject.name}按“{rule.name}”另定了界限：{point.reason}",
        at=point.decided_at,
        by=point.decided_by,
    )


def proof_of_standard(version: StandardVersion) -> NewProof:
    """A version of a standard of the library that was approved."""
    standard = version.standard
    assert version.decided_at is not None
    return NewProof(
        level=standard.level,
        subject=LEVEL_WIDE,
        period=_day(version.decided_at),
        stage=Stage.STANDARD,
        key=f"standard:{standard.code}:{version.number}",
        about=f"standard:{standard.pk}",
        sentence=f"标准“{standard.name}”第 {version.number} 版已审定。",
        at=version.decided_at,
        by=version.decided_by,
    )


def _day(moment: datetime) -> str:
    """The cycle that ran on that day holds it, also where the calendar is not known yet."""
    return timezone.localdate(moment).isoformat()
