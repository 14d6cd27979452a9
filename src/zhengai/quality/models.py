"""What the quality rules found, by dataset and version, and the rows that are under suspicion."""

from django.db import models

from zhengai.college.models import College
from zhengai.quality.rules import SuspectState
from zhengai_engine.tables.quality import Aspect

_ASPECTS = [(each.value, each.chinese) for each in Aspect]


class Result(models.Model):
    """What one rule judged in one version of its dataset. Judging the version again replaces it: freshness depends on
    the day."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField("数据集", max_length=60)
    version = models.PositiveIntegerField("数据版本")
    rule = models.CharField("规则", max_length=120)
    kind = models.CharField("种类", max_length=20)
    aspect = models.CharField("质量", max_length=10, choices=_ASPECTS)
    blocking = models.BooleanField("必须通过", default=False)
    judged = models.PositiveBigIntegerField("判定行数")
    failing = models.PositiveBigIntegerField("不合行数")
    measured = models.FloatField("度量", null=True, blank=True)  # see zhengai_engine Verdict
    period = models.CharField("周期", max_length=20, blank=True)
    at = models.DateTimeField("判定时间")
    current = models.BooleanField("最新", default=True)  # of its rule

    class Meta:
        ordering = ["-failing", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["college", "rule", "version"], name="result_once_a_version")
        ]
        indexes = [models.Index(fields=["college", "current", "dataset"], name="result_current")]

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}：{self.failing}/{self.judged}"


class Score(models.Model):
    """The four qualities of one dataset on one day: the trend of the board."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    dataset = models.CharField("数据集", max_length=60)
    owner = models.CharField("责任部门", max_length=60, blank=True)
    day = models.DateField("日期")
    version = models.PositiveIntegerField("数据版本")
    timely = models.FloatField("及时", null=True)
    true = models.FloatField("真实", null=True)
    accurate = models.FloatField("准确", null=True)
    complete = models.FloatField("完整", null=True)
    rules = models.PositiveIntegerField("规则数")
    failing_rules = models.PositiveIntegerField("不合的规则数")
    failing_rows = models.PositiveBigIntegerField("不合的行数")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["college", "dataset", "day"], name="score_once_a_day")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.day}"

    @property
    def aspects(self) -> dict[str, float | None]:
        return {each.value: getattr(self, each.value) for each in Aspect}


class Suspect(models.Model):
    """可疑数据: a row (or cell, or period) that fails a rule. It is corrected by new data only, or excepted by another
    person. `row` holds what the rule's owner needs to find it: no field of the class 敏感个人信息 is ever kept."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField("规则", max_length=120)
    dataset = models.CharField("数据集", max_length=60)
    owner = models.CharField("责任部门", max_length=60, blank=True)
    key = models.JSONField("主键")  # list of [field, text]
    key_text = models.CharField("主键文字", max_length=500)
    row = models.JSONField("行", default=dict)  # field code → text
    fingerprint = models.CharField("行指纹", max_length=64)  # of all its values, also those not kept
    batch = models.CharField("批次", max_length=40, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(s.value, s.chinese) for s in SuspectState],
        default=SuspectState.OPEN,
    )
    first_version = models.PositiveIntegerField("发现于版本")
    last_version = models.PositiveIntegerField("最近判定版本")
    found_at = models.DateTimeField("发现时间")
    closed_at = models.DateTimeField("了结时间", null=True, blank=True)
    reason = models.TextField("申请理由", blank=True)
    asked_by = models.CharField("申请人", max_length=150, blank=True)
    asked_at = models.DateTimeField("申请时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    note = models.TextField("决定意见", blank=True)

    class Meta:
        ordering = ["-found_at", "key_text"]
        constraints = [
            models.UniqueConstraint(fields=["college", "rule", "key_text"], name="suspect_once_a_rule")
        ]
        indexes = [
            models.Index(fields=["college", "state", "owner"], name="suspect_of_owner"),
            models.Index(fields=["college", "dataset", "state"], name="suspect_of_dataset"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.key_text}：{self.get_state_display()}"
