"""A round asks every subject of a level to diagnose itself; a record is one subject's answer, point by point."""

import json
from hashlib import blake2b
from typing import Any

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.diagnosis.rules.machine import Conclusion, RecordState, RoundKind
from zhengai.indicators.models import Run


def mark_of(form: Any) -> str:
    """Equal for forms of equal content."""
    return blake2b(json.dumps(form, sort_keys=True).encode(), digest_size=16).hexdigest()


class Round(models.Model):
    """诊断轮次. `form` is the level's tree of items, elements and points as it was when the round was opened. It may
    be long: `form_mark` tells whether it is known already, so that pages need not read it again."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="rounds")
    kind = models.CharField("种类", max_length=12, choices=[(k.value, k.chinese) for k in RoundKind])
    level = models.CharField("层面", max_length=30)
    period = models.CharField("诊断周期", max_length=20)  # the period that is diagnosed
    title = models.CharField("名称", max_length=120)
    form = models.JSONField("诊断表")
    form_mark = models.CharField(max_length=32, editable=False)
    opened_at = models.DateTimeField("开启时间")
    opened_by = models.CharField("开启人", max_length=150)
    due = models.DateField("期限")
    closed_at = models.DateTimeField("关闭时间", null=True)
    closed_by = models.CharField("关闭人", max_length=150, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["college", "kind", "level", "period"], name="round_once")
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        if "form" in (named or vars(self)):
            self.form_mark = mark_of(self.form)
            kwargs["update_fields"] = named and {*named, "form_mark"}
        super().save(*args, **kwargs)


class Record(models.Model):
    """诊断记录 of one subject. `facts` is what is known per point (values, trend, limits, alerts), taken when the
    record is opened, renewed while it is a draft, frozen when it is submitted."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="records")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="records")
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in RecordState])
    facts = models.JSONField("已知数据", default=dict)
    facts_run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    facts_at = models.DateTimeField("取数时间", null=True)
    summary = models.TextField("总体意见", blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)  # two people on one record: the later is told
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.CharField("提交人", max_length=150, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.CharField("确认人", max_length=150, blank=True)

    class Meta:
        ordering = ["round", "subject"]
        constraints = [models.UniqueConstraint(fields=["round", "subject"], name="record_once_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject.name} {self.round.title}"


class Finding(models.Model):
    """诊断结论 of one point: opinion; and where there is a problem, its cause and the measure intended."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="findings")
    point = models.CharField("诊断点", max_length=80)
    conclusion = models.CharField(
        "结论", max_length=15, choices=[(c.value, c.chinese) for c in Conclusion], blank=True
    )
    opinion = models.TextField("自我诊断意见", blank=True)
    cause = models.TextField("原因", blank=True)
    measure = models.TextField("改进措施", blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)  # of the record when this was saved
    edited_at = models.DateTimeField("编辑时间")
    edited_by = models.CharField("编辑人", max_length=150)

    class Meta:
        ordering = ["record", "point"]
        constraints = [models.UniqueConstraint(fields=["record", "point"], name="finding_once_a_point")]

    def __str__(self) -> str:
        return f"{self.record} {self.point}"


class RecordEvent(models.Model):
    """One move in the life of a record; never changed."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    move = models.CharField("动作", max_length=15)
    to_state = models.CharField("新状态", max_length=10)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.move}"
