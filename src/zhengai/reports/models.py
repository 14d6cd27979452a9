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
