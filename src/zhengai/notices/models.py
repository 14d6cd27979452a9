"""A message to a person inside the product. People and what it is about are written as codes: the rooms that send
lie above this one."""

from django.db import models


class NoticeKind(models.TextChoices):
    ALERT = "alert", "预警"
    EXEMPTION = "exemption", "例外"
    GOAL = "goal", "目标"
    DIAGNOSIS = "diagnosis", "诊断"
    IMPROVEMENT = "improvement", "改进"
    REPORT = "report", "报告"
    DATA = "data", "数据"
    STANDARD = "standard", "标准"
    REGULATION = "regulation", "制度"
    FOLLOW_UP = "follow_up", "督办"
    SUGGESTION = "suggestion", "建议"
    DEPENDENCE = "dependence", "依存"
    INDICATOR = "indicator", "指标"


class Notice(models.Model):
    """One message to one person. `about` names a thing as "kind:key" ("alert:12"); the web turns it into an
    address. `key` makes sending twice harmless."""

    college = models.CharField("学校代码", max_length=40)
    person_number = models.CharField("工号或学号", max_length=40)
    kind = models.CharField("种类", max_length=15, choices=NoticeKind)
    key = models.CharField("去重键", max_length=160)
    about = models.CharField("关于", max_length=160)
    title = models.CharField("标题", max_length=160)
    text = models.TextField("内容", blank=True)
    at = models.DateTimeField("时间")
    due = models.DateField("期限", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["college", "person_number", "key"], name="notice_once_a_person")
        ]
        indexes = [models.Index(fields=["college", "person_number", "read_at"], name="notice_of_person")]

    def __str__(self) -> str:
        return self.title
