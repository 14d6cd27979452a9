"""What is known of every rule × subject, the alerts raised from it, their people and their history."""

from django.db import models

from zhengai.alerts.rules.machine import LIVE, AlertState, ClosedReason, Move
from zhengai.college.models import College
from zhengai.indicators.models import Run
from zhengai.standards.models import ControlRule
from zhengai_engine.scoring import Grade, State

_LIVE = [state.value for state in LIVE]
_GRADES = [(grade.value, grade.chinese) for grade in Grade]


class RuleProgress(models.Model):
    """How far a rule has been judged, and by which limits: other limits judge everything anew."""

    rule = models.OneToOneField(ControlRule, on_delete=models.CASCADE, related_name="progress")
    period = models.CharField("最后判断的周期", max_length=20)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    limits = models.CharField(max_length=64)  # fingerprint of the limits, the subjects' own ones included

    def __str__(self) -> str:
        return f"{self.rule.code} 判断到 {self.period}"


class JudgedRun(models.Model):
    """The newest run whose values were judged: what runs after it changed still waits, if a process died."""

    college = models.OneToOneField(College, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"判断到第 {self.run_id} 次计算"


class ControlState(models.Model):
    """The state of a rule × subject. A row changes only when the state does; `RuleProgress` says up to which
    period it holds."""

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="states")
    subject = models.CharField("对象", max_length=80)
    state = models.CharField("状态", max_length=15, choices=[(s.value, s.chinese) for s in State])
    grade = models.CharField("等级", max_length=10, choices=_GRADES, blank=True)  # raised and not yet ended
    streaks = models.CharField("连续触发次数", max_length=30)  # per grade in rising order, as "2 1 0"
    since = models.CharField("起始周期", max_length=20)
    period = models.CharField("变化周期", max_length=20)  # changed anything last
    before = models.JSONField("此前", null=True)  # what was known before `period`, to judge it again
    # the alert of the limits being crossed now; an excepted one stays here until they no longer are
    alert = models.ForeignKey("Alert", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject"], name="control_state_once_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.rule.code} {self.subject}:{State(self.state).chinese}"


class AlertKind(models.TextChoices):
    LIMIT = "limit", "越界"
    NO_DATA = "no_data", "数据缺失"


class Alert(models.Model):
    """预警: a control point's state change and what became of it. A no-data alert has no subject: it speaks of
    all subjects of the level whose data did not come."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="alerts")
    rule = models.ForeignKey(ControlRule, on_delete=models.PROTECT, related_name="alerts")
    rule_version = models.PositiveIntegerField("质控点版本")
    kind = models.CharField("种类", max_length=10, choices=AlertKind)
    indicator = models.CharField("指标", max_length=80)
    indicator_name = models.CharField("指标名称", max_length=120)
    level = models.CharField("层面", max_length=30)
    subject = models.CharField("对象", max_length=80, blank=True)
    subject_name = models.CharField("对象名称", max_length=120)
    period = models.CharField("发出周期", max_length=20)
    period_kind = models.CharField("周期类型", max_length=15)
    grade = models.CharField("等级", max_length=10, choices=_GRADES)
    sentence = models.TextField("内容")
    value = models.FloatField("值", null=True)
    limit = models.CharField("界限", max_length=60, blank=True)
    trend = models.CharField("趋势", max_length=30, blank=True)
    details = models.JSONField("细节", default=dict)  # of a no-data alert: expected and missing subjects
    unit = models.CharField("责任部门", max_length=120, blank=True)
    run = models.ForeignKey(Run, verbose_name="计算", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("发出时间")
    due = models.DateField("期限")
    state = models.CharField("状态", max_length=15, choices=[(s.value, s.chinese) for s in AlertState])
    closed_at = models.DateTimeField("关闭时间", null=True)
    closed_period = models.CharField("关闭周期", max_length=20, blank=True)
    closed_value = models.FloatField("关闭时的值", null=True)
    closed_reason = models.CharField(
        "关闭原因", max_length=10, choices=[(r.value, r.chinese) for r in ClosedReason], blank=True
    )

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "kind"],
                condition=models.Q(state__in=_LIVE),
                name="alert_live_once_a_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_LIVE, closed_at__isnull=True, closed_reason="")
                | (
                    ~models.Q(state__in=_LIVE)
                    & models.Q(closed_at__isnull=False)
                    & ~models.Q(closed_reason="")
                ),
                name="alert_closing_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="no_data", subject="", value__isnull=True)
                | (models.Q(kind="limit", value__isnull=False) & ~models.Q(subject="")),
                name="alert_speaks_of_a_value_or_its_absence",
            ),
        ]
        indexes = [
            models.Index(fields=["college", "state", "grade"], name="alert_of_college"),
            models.Index(fields=["college", "level", "subject"], name="alert_of_subject"),
        ]

    def __str__(self) -> str:
        return self.sentence


class AlertPerson(models.Model):
    """Who an alert is for."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="persons")
    person_number = models.CharField("工号", max_length=40, db_index=True)
    person_name = models.CharField("姓名", max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["alert", "person_number"], name="alert_person_once")]

    def __str__(self) -> str:
        return self.person_name or self.person_number


class AlertEvent(models.Model):
    """One move in the life of an alert; never changed."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    move = models.CharField("动作", max_length=15, choices=[(m.value, m.chinese) for m in Move])
    from_state = models.CharField("原状态", max_length=15, blank=True)
    to_state = models.CharField("新状态", max_length=15)
    from_grade = models.CharField("原等级", max_length=10, blank=True)
    to_grade = models.CharField("新等级", max_length=10)
    period = models.CharField("周期", max_length=20, blank=True)
    value = models.FloatField("值", null=True)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {Move(self.move).chinese}"
