"""Drafts: what was read of a scheme, kept row by row until a college installs it."""

from django.db import models

from zhengai.college.models import College


class Draft(models.Model):
    """One file as it was recognised and corrected so far."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("文件", max_length=200)
    digest = models.CharField("文件指纹", max_length=64)
    title = models.CharField("方案名称", max_length=200, blank=True)
    notes = models.JSONField("说明", default=list)
    by = models.CharField("导入人", max_length=150)
    created_at = models.DateTimeField("导入时间")
    pack = models.CharField("方案包", max_length=40, blank=True)
    pack_name = models.CharField("方案包名称", max_length=200, blank=True)
    installed_at = models.DateTimeField("安装时间", null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title or self.name


class DraftRow(models.Model):
    """A row of a part; `part` is empty for what was not recognised, and `reason` then says why. `confidence` follows
    `repairs` and `doubts` by the rule of `rules.found.Confidence`."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="rows")
    number = models.IntegerField("顺序")
    part = models.CharField("部分", max_length=20, blank=True)
    values = models.JSONField("内容", default=dict)
    place = models.CharField("出处", max_length=80, blank=True)
    table = models.IntegerField("表格", null=True)
    source = models.TextField("原文", blank=True)
    repairs = models.JSONField("修补", default=list)
    doubts = models.JSONField("疑问", default=list)
    reason = models.CharField("没有认出的原因", max_length=200, blank=True)
    confidence = models.CharField("把握", max_length=10, blank=True)
    dropped = models.BooleanField("不导入", default=False)
    written = models.CharField("文字", max_length=1000, blank=True)  # of the values, for searching

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["draft", "part"])]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"
