"""Definitions under version, runs with all they rest on, and the newest value of every subject and period."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.indicators.rules import Reach, RunState
from zhengai.indicators.rules.entry import EntryState
from zhengai.indicators.rules.proposal import ProposalState


class Definition(models.Model):
    """One version of an indicator's definition as it was written; never changed, only followed by another."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="definitions")
    code = models.CharField("代码", max_length=80)
    version = models.PositiveIntegerField("版本")
    name = models.CharField("名称", max_length=120)
    body = models.JSONField("定义")  # the pack's item, verbatim
    digest = models.CharField(max_length=64)
    current = models.BooleanField("现行", default=True)
    adopted_at = models.DateTimeField("启用时间")
    adopted_by = models.CharField("启用人", max_length=150)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["college", "code", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["college", "code"], condition=models.Q(current=True), name="definition_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.code})第 {self.version} 版"


class Run(models.Model):
    """One evaluation: data versions + definition versions → values. Its values are one immutable file."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, s.chinese) for s in RunState], default=RunState.RUNNING
    )
    reach = models.CharField(
        "范围", max_length=10, choices=[(r.value, r.chinese) for r in Reach], default=Reach.PART
    )
    by = models.CharField("发起人", max_length=150)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", null=True)
    periods = models.JSONField("周期")  # codes, in chronological order
    data_versions = models.JSONField("数据版本")  # dataset code → Delta version
    definition_versions = models.JSONField("定义版本")  # indicator code → version
    counts = models.JSONField("计数", default=dict)  # level → number of values
    message = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"第 {self.pk} 次计算"


class CurrentValue(models.Model):
    """The newest value for a subject and period, so that pages can sort, filter and page over it.

    Rebuilt from the runs' files by `actions.republish`; `reason` is set exactly when `value` is null. Tens of thousands
    change with a batch, and each would have the database look for its college and its run, and turn an index over: the
    only writer knows both, and nobody looks for the values of a run here.
    """

    college = models.ForeignKey(
        College, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    indicator = models.CharField("指标", max_length=80)
    level = models.CharField("层面", max_length=30)
    subject = models.CharField("对象", max_length=80)
    period = models.CharField("周期", max_length=20)
    period_kind = models.CharField("周期类型", max_length=15)
    value = models.FloatField("值", null=True)
    numerator = models.FloatField("分子", null=True)
    denominator = models.FloatField("分母", null=True)
    reason = models.CharField("无值原因", max_length=20, blank=True)
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["college", "indicator", "level", "period", "subject"], name="value_newest_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True, reason__gt="")
                | models.Q(value__isnull=False, reason=""),
                name="value_null_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["college", "level", "subject", "indicator"], name="value_of_subject")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.level}:{self.subject} {self.period} = {self.value}"


class Entry(models.Model):
    """What a person filled in for a measure that no indicator computes: the answer with its evidence, for one subject
    and academic year. It counts when a second person has accepted it (IND-12)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField("诊断指标", max_length=80)  # its code in the chain
    name = models.CharField("名称", max_length=300)  # as it was called for that year
    period = models.CharField("学年", max_length=20)
    state = models.CharField("状态", max_length=12, choices=[(s.value, s.chinese) for s in EntryState])
    answer = models.TextField("答案", blank=True)
    evidence = models.TextField("佐证", blank=True)
    collected_by = models.CharField("填报人", max_length=150)
    collected_at = models.DateTimeField("填报时间")
    reviewed_by = models.CharField("审核人", max_length=150, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    note = models.TextField("审核意见", blank=True)

    class Meta:
        ordering = ["-collected_at"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "measure", "period"], name="entry_once"),
        ]
        indexes = [models.Index(fields=["college", "period", "measure", "state"], name="entry_of_measure")]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id} {self.period}：{self.get_state_display()}"


class Proposal(models.Model):
    """指标提议: a key figure that a department named in 附件2 and what the quality office made of it (IND-13). A
    drafted one stands in the dictionary without a formula; `indicator` is the code of what computes a defined one.
    `ground` leads to the row it was named in ("system_task:3"), `context` says that row in words."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("关键数据名称", max_length=120)
    meaning = models.TextField("含义", blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    ground = models.CharField("出处", max_length=160)
    context = models.CharField("用在哪项任务", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in ProposalState])
    reason = models.TextField("审核意见", blank=True)
    indicator = models.CharField("指标", max_length=80, blank=True)
    proposed_by = models.CharField("提出人", max_length=150)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.CharField("审核人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="proposal_once_a_department"),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.DEFINED, indicator__gt="")
                | (~models.Q(state=ProposalState.DEFINED) & models.Q(indicator="")),
                name="proposal_defined_has_indicator",
            ),
        ]
        indexes = [models.Index(fields=["college", "state"], name="proposals_in_state")]

    def __str__(self) -> str:
        return self.name
