"""Control points as a college has adopted them, every version of each, and overrides for single subjects."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai_engine.model.period import PeriodKind


class ControlRule(models.Model):
    """A control point for all subjects of a level. `content` is the written form; the columns beside it are
    copied from it, so that it can be found."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="control_rules")
    code = models.CharField("代码", max_length=80)
    name = models.CharField("名称", max_length=120)
    indicator = models.CharField("指标", max_length=80)
    level = models.CharField("层面", max_length=30)
    period_kind = models.CharField(
        "周期类型", max_length=15, choices=[(kind.value, kind.chinese) for kind in PeriodKind]
    )
    source = models.CharField("依据", max_length=300)  # the document that sets the limits
    valid_from = models.DateField("起", null=True, blank=True)
    valid_until = models.DateField("止", null=True, blank=True)
    content = models.JSONField("内容")
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField("版本", default=1)
    active = models.BooleanField("在用", default=True)  # false: no longer in the college's scheme

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["college", "code"], name="control_rule_once_a_college"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="control_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.code})第 {self.version} 版"


class ControlRuleVersion(models.Model):
    """What a control point said, kept for the alerts that were judged by it."""

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    adopted_at = models.DateTimeField("启用时间")
    adopted_by = models.CharField("启用人", max_length=150)

    class Meta:
        ordering = ["rule", "version"]
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="control_rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule.code} 第 {self.version} 版"


class ControlPoint(models.Model):
    """质控点 of one subject: its own limits over those of the rule, with the reason for them."""

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="control_points")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="control_points")
    limits = models.JSONField(
        "界限"
    )  # any of target, standard, warnings, alternatives as a control point writes them
    reason = models.CharField("理由", max_length=300)
    decided_at = models.DateTimeField("确定时间")
    decided_by = models.CharField("确定人", max_length=150)

    class Meta:
        ordering = ["rule", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject"], name="control_point_once_a_subject"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="control_point_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule.name}：{self.subject.name}"
