"""An improvement: what is done about a problem, by whom, until when, and whether the same indicator moved."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.improvement.rules.dependence import LIVE as LIVE_DEPENDENCE
from zhengai.improvement.rules.dependence import DependenceMove, DependenceState
from zhengai.improvement.rules.machine import LIVE, ImprovementState, Move
from zhengai.indicators.models import Run

_LIVE = [state.value for state in LIVE]
_STATES = [(state.value, state.chinese) for state in ImprovementState]


class Improvement(models.Model):
    """改进. `source` is where it came from as "kind:key" ("finding:12", "alert:5"). The effect is the value of
    `indicator` in a period of the same kind after `baseline_period`, judged against baseline and `limit`."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="improvements")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="improvements")
    source = models.CharField("来源", max_length=160, blank=True)
    cycle_period = models.CharField("所属周期", max_length=20)  # the period whose cycle this closes
    problem = models.TextField("问题")
    cause = models.TextField("原因", blank=True)
    measure = models.TextField("措施")
    indicator = models.CharField("指标", max_length=80)
    indicator_name = models.CharField("指标名称", max_length=120)
    period_kind = models.CharField("周期类型", max_length=15)
    baseline_period = models.CharField("基线周期", max_length=20)
    baseline_value = models.FloatField("基线值", null=True)
    limit = models.CharField("目标值", max_length=60)  # "≤ 5%", as control points write it
    owner_number = models.CharField("责任人工号", max_length=40)
    owner_name = models.CharField("责任人", max_length=60)
    due = models.DateField("期限")
    state = models.CharField("状态", max_length=12, choices=_STATES)
    opened_at = models.DateTimeField("提出时间")
    opened_by = models.CharField("提出人", max_length=150)
    started_at = models.DateTimeField("开始时间", null=True)
    carried_out_at = models.DateTimeField("完成时间", null=True)
    effect_period = models.CharField("成效周期", max_length=20, blank=True)
    effect_value = models.FloatField("成效值", null=True)
    effect_run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField("核实时间", null=True)
    lesson = models.TextField("经验", blank=True)  # what was learned, kept for others
    revision = models.PositiveIntegerField("修订号", default=0)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "source", "indicator"],
                condition=models.Q(state__in=_LIVE),
                name="improvement_live_once_a_source",
            )
        ]
        indexes = [
            models.Index(fields=["college", "state", "due"], name="improvement_of_college"),
        ]

    def __str__(self) -> str:
        return f"{self.subject.name}：{self.problem}"


class ImprovementEvent(models.Model):
    """One move in the life of an improvement; never changed."""

    improvement = models.ForeignKey(Improvement, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    move = models.CharField("动作", max_length=15, choices=[(m.value, m.chinese) for m in Move])
    from_state = models.CharField("原状态", max_length=12, blank=True)
    to_state = models.CharField("新状态", max_length=12)
    period = models.CharField("周期", max_length=20, blank=True)
    value = models.FloatField("值", null=True)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.move}"


class Dependence(models.Model):
    """质量依存: what `subject` needs from `target`, named by a finding ("finding:12") or an improvement ("improvement:5").
    `level` and `system` are the cell of the matrix in which it is shown; `system` may be empty."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="dependences")
    source = models.CharField("来源", max_length=160)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="dependences")
    target = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="depended_on")
    level = models.CharField("层面", max_length=30)
    system = models.CharField("系统", max_length=30, blank=True)
    problem = models.TextField("问题")
    need = models.TextField("需要对方做什么")
    due = models.DateField("希望答复的日期")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in DependenceState],
        default=DependenceState.SENT,
    )
    answer = models.TextField("答复", blank=True)  # the newest: an answer, or why it was declined
    sent_at = models.DateTimeField("提出时间")
    sent_by = models.CharField("提出人", max_length=150)
    revision = models.PositiveIntegerField("修订号", default=0)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                condition=models.Q(state__in=[each.value for each in LIVE_DEPENDENCE]),
                name="dependence_live_once_a_target",
            )
        ]
        indexes = [models.Index(fields=["college", "level", "system"], name="dependences_of_cell")]

    def __str__(self) -> str:
        return f"{self.subject.name} → {self.target.name}"


class DependenceEvent(models.Model):
    """One move in the life of a dependence; never changed. The first, sending it, has no move."""

    dependence = models.ForeignKey(Dependence, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    move = models.CharField(
        "动作", max_length=10, blank=True, choices=[(m.value, m.chinese) for m in DependenceMove]
    )
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.dependence} {self.get_move_display()}"
