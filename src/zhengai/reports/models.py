"""A report is a frozen snapshot: words, and figures that each carry their reference."""

from typing import Any

from django.db import models

from zhengai.college.models import College, Subject


class Report(models.Model):
    """诊改报告. `content` holds the chapters with their words; `figures` every number in them with what it rests on:
    definition version and digest, run, data versions. Never changed; a later report is another row."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="reports")
    code = models.CharField("编号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=40)  # "self-diagnosis"; kinds are named in packs
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField("周期", max_length=20)
    title = models.CharField("标题", max_length=200)
    content = models.JSONField("内容")
    figures = models.JSONField("数字")
    digest = models.CharField("内容指纹", max_length=64)
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("生成人", max_length=150)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["college", "digest"], name="report_same_content_once")]
        indexes = [models.Index(fields=["college", "kind", "period"], name="report_of_kind")]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("报告是冻结的快照，不能删除")


class PublicationPlan(models.Model):
    """统计发布计划: which figures of which level are published how often, and to whom: the roles of the circle. `wait`
    days after a period is over, when late data are in."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="publication_plans")
    title = models.CharField("名称", max_length=80)
    indicators = models.JSONField("指标")  # codes, in the order of the page
    level = models.CharField("层面", max_length=30)
    period_kind = models.CharField("周期", max_length=15)
    wait = models.PositiveSmallIntegerField("结束后几天", default=7)
    roles = models.JSONField("范围")  # codes of roles
    active = models.BooleanField("在用", default=True)
    made_by = models.CharField("制定人", max_length=150)
    made_on = models.DateField("制定日期")

    class Meta:
        ordering = ["-active", "title", "id"]

    def __str__(self) -> str:
        return self.title


class Publication(models.Model):
    """统计发布: the figures of one period, frozen. `figures` holds for each indicator its name, definition version and
    the values by subject, each with numerator, denominator and run; `runs` the data versions of those runs. `title`,
    `level` and `roles` are what the plan said then. Never changed."""

    plan = models.ForeignKey(PublicationPlan, on_delete=models.PROTECT, related_name="publications")
    title = models.CharField("名称", max_length=80)
    level = models.CharField("层面", max_length=30)
    period = models.CharField("统计的周期", max_length=20)
    roles = models.JSONField("范围")
    figures = models.JSONField("数字")
    runs = models.JSONField("计算")
    at = models.DateTimeField("发布时间")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "period"], name="publication_once_a_period")]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("发布的统计是冻结的，不能删除")
