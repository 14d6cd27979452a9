"""What happened, as proofs of the stages a subject's cycle has passed, and exemptions from the guard.

There is no table of cycles: a cycle is a subject and a period, and where it stands is read off its proofs.
"""

from django.db import models

from zhengai.college.models import College
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.cycles.rules.stages import Stage

__all__ = ["Exemption", "ExemptionKind", "ExemptionState", "Proof"]


class Proof(models.Model):
    """One thing that happened and proves a stage. Never changed; gone only when what it speaks of is undone."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="proofs")
    level = models.CharField("层面", max_length=30)
    subject = models.CharField("对象", max_length=80, blank=True)  # "" = every subject of the level
    period = models.CharField("周期", max_length=20)  # of what it speaks; any kind, a cycle's period holds it
    stage = models.CharField("环节", max_length=15, choices=[(s.value, s.chinese) for s in Stage])
    key = models.CharField(
        "去重键", max_length=160
    )  # "alert:12:raise"; the same thing told twice is one proof
    about = models.CharField("依据", max_length=160)  # "alert:12"; the web turns it into an address
    sentence = models.CharField("说明", max_length=400)
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["college", "key", "level", "subject"], name="proof_once")
        ]
        indexes = [models.Index(fields=["college", "level", "subject", "period"], name="proof_of_subject")]

    def __str__(self) -> str:
        return self.sentence


class ExemptionKind(models.TextChoices):
    ALERT = "alert", "不待数据恢复而关闭预警"
    STANDARD = "standard", "实施中调整质控点"
    GOAL = "goal", "实施中调整目标"


class Exemption(models.Model):
    """例外: what the rule forbids, asked for with a reason and decided by another person. `content` is what is to be
    done when it is approved, in the words of the room that asked."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="exemptions")
    kind = models.CharField("种类", max_length=15, choices=ExemptionKind)
    about = models.CharField("关于", max_length=160)  # "alert:12", "control_rule:7", "goal:3"
    level = models.CharField("层面", max_length=30)
    subject = models.CharField("对象", max_length=80, blank=True)
    title = models.CharField("事项", max_length=200)
    content = models.JSONField("内容", default=dict)
    reason = models.TextField("理由")
    asked_by = models.CharField("申请人", max_length=150)
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in ExemptionState],
        default=ExemptionState.ASKED.value,
    )
    decided_by = models.CharField("批准人", max_length=150, blank=True)
    decided_at = models.DateTimeField("批准时间", null=True)
    decision = models.TextField("批准意见", blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="exemption_has_reason"),
            models.UniqueConstraint(
                fields=["college", "kind", "about", "subject"],
                condition=models.Q(state="asked"),
                name="exemption_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by="") | ~models.Q(decided_by=models.F("asked_by")),
                name="exemption_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title
