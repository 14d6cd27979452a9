"""The audit trail: who did what, when, append-only and hash-chained, without foreign keys so that it never
interferes with live data and outlives what it speaks of."""

from typing import Any

from django.db import models


class AuditEvent(models.Model):
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # the user's name as text; "system" for scheduled work
    action = models.CharField(max_length=80)  # room.verb, for example datacentre.import
    subject = models.CharField(max_length=200, blank=True)  # what it was done to, as a readable key
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # two events can never claim the same predecessor: a fork of the chain is refused by the database
            models.UniqueConstraint(fields=["previous"], name="audit_chain_is_linear")
        ]
        # what was done to one thing: the sign-ins of an account
        indexes = [models.Index(fields=["subject"], name="audit_of_what")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.action} {self.subject}"

    def content(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "action": self.action,
            "subject": self.subject,
            "details": self.details,
        }

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("审计记录只能追加，不能删除")


class JobState(models.TextChoices):
    QUEUED = "queued", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"


class Job(models.Model):
    """Long work somebody started, with progress a page can show. `result` is what the room that ran it reports;
    pages show its `links`, a list of [words, about], for example ["护理诊断报告", "report:R12"]."""

    college = models.CharField("学校代码", max_length=40)
    kind = models.CharField("种类", max_length=40)  # room.verb, for example reports.make_all
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)  # 0 = not known yet
    message = models.TextField("说明", blank=True)
    result = models.JSONField("结果", default=dict)
    by = models.CharField("发起人", max_length=150)
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    written_at: float = float("-inf")  # when this process last wrote its progress, in seconds that only grow

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def share(self) -> int | None:
        """Done of all, in percent; null while the total is not known."""
        if self.state == JobState.DONE:
            return 100
        return min(100 * self.done // self.total, 100) if self.total else None


class PageUse(models.Model):
    """How often somebody used a module of the platform on a day (INF-18). Written several times a day for one person;
    a day that is over is summed up into one row. It names no address: what was read there is nobody's business. No
    foreign keys, as in the audit trail: it outlives accounts."""

    college = models.CharField("学校代码", max_length=40)
    day = models.DateField("日期")
    by = models.CharField("账户", max_length=150)
    role = models.CharField("角色", max_length=30, blank=True)
    module = models.CharField("模块", max_length=80, blank=True)
    level = models.CharField("层面", max_length=30, blank=True)
    views = models.PositiveIntegerField("打开页面", default=0)
    acts = models.PositiveIntegerField("提交", default=0)

    class Meta:
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["college", "day"], name="use_of_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.by} {self.module}"
