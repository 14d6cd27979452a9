"""A goal of one subject: an indicator, a period, a limit to reach."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.goals.rules.machine import GoalState

_LIVE = [GoalState.PROPOSED.value, GoalState.APPROVED.value]


class Goal(models.Model):
    """目标. `limit` is written as control points write it ("≥ 92%"). `ground` says where it came from as "kind:key":
    "diagnosis:12" (the static loop), "plan" (set before the period began), "exemption:3"."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="goals")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="goals")
    indicator = models.CharField("指标", max_length=80)
    indicator_name = models.CharField("指标名称", max_length=120)
    period = models.CharField("周期", max_length=20)
    limit = models.CharField("目标值", max_length=60)
    baseline_value = models.FloatField("基线值", null=True)
    baseline_period = models.CharField("基线周期", max_length=20, blank=True)
    owner_number = models.CharField("责任人工号", max_length=40, blank=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    reason = models.TextField("理由", blank=True)
    ground = models.CharField("依据", max_length=160, blank=True)
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in GoalState])
    proposed_by = models.CharField("提出人", max_length=150)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.CharField("审定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True)
    decision = models.TextField("审定意见", blank=True)
    # the goal this one follows: of the period before, or of the same period before it was changed
    before = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="followed_by")

    class Meta:
        ordering = ["-period", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "indicator", "period", "state"],
                condition=models.Q(state__in=_LIVE),
                name="goal_live_once",
            )
        ]
        indexes = [models.Index(fields=["college", "period", "state"], name="goal_of_period")]

    def __str__(self) -> str:
        return f"{self.subject.name}{self.indicator_name}{self.limit}({self.period})"
