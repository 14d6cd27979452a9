"""Files that prove records. The records lie in higher rooms: they are named by kind and key, never by a foreign key."""

from django.db import models
from django.db.models import Q

from zhengai.evidence.rules import size_words
from zhengai.evidence.rules.kinds import FileKind, kind_of


class EvidenceFile(models.Model):
    """One content, stored once however many records it proves, in however many names. `removed_at` is set once nothing
    needs it any more and its bytes are gone; the row stays for what once was attached."""

    digest = models.CharField("内容指纹", max_length=64, unique=True)  # SHA-256
    size = models.PositiveBigIntegerField("字节数")
    stored_at = models.DateTimeField("存入时间")
    removed_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty")]

    def __str__(self) -> str:
        return self.digest[:12]


class Attachment(models.Model):
    """A file that proves a record: who attached it, when, under which name. Removing it leaves the row with its
    reason."""

    college = models.CharField("学校代码", max_length=40)
    kind = models.CharField("记录种类", max_length=40)  # as notices say it: "task" of "task:12"
    key = models.CharField("记录", max_length=60)
    title = models.CharField("记录名称", max_length=200, blank=True)
    unit = models.CharField("部门代码", max_length=80, blank=True)
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=140)
    description = models.CharField("说明", max_length=300, blank=True)
    by = models.CharField("上传人", max_length=150)
    at = models.DateTimeField("上传时间")
    detached_by = models.CharField("移除人", max_length=150, blank=True)
    detached_at = models.DateTimeField("移除时间", null=True, blank=True)
    reason = models.CharField("移除原因", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "kind", "key", "file"],
                condition=Q(detached_at__isnull=True),
                name="evidence_once_a_record",
            ),
            models.CheckConstraint(
                condition=Q(detached_at__isnull=True, detached_by="")
                | Q(detached_at__isnull=False, detached_by__gt=""),
                name="evidence_detached_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["college", "kind", "key"], name="evidence_of_record"),
            models.Index(fields=["college", "detached_at", "at"], name="evidence_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def file_kind(self) -> FileKind:
        return kind_of(self.name)

    @property
    def size_words(self) -> str:
        return size_words(self.file.size)


class EvidenceHold(models.Model):
    """A frozen record, such as a report, that needs a file for good: its bytes stay whatever is removed."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="holds")
    holder = models.CharField("由谁保留", max_length=120)  # "report:R12"
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["file", "holder"], name="evidence_held_once")]

    def __str__(self) -> str:
        return f"{self.file} {self.holder}"
