"""定岗定责 of the whole college, and what it ended in. ORG-12."""

from typing import Any

from django.db import models

from zhengai.college.models import College, Subject


class PostCampaign(models.Model):
    """定岗定责, led by one department for all that are in it. How far each is, is read off its duties and posts; when
    it ends, `published` keeps the post descriptions and work lists as they then are (department → posts → works)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="post_campaigns")
    title = models.CharField("名称", max_length=120)
    lead = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="牵头部门")
    departments = models.ManyToManyField(Subject, related_name="post_campaigns", verbose_name="参与部门")
    due = models.DateField("期限")
    opened_by = models.CharField("发起人", max_length=150)
    opened_at = models.DateTimeField("发起时间")
    closed_by = models.CharField("结束人", max_length=150, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    reason = models.TextField("有缺项时结束的理由", blank=True)
    published: Any = models.JSONField("公布的内容", default=list)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college"], condition=models.Q(closed_at__isnull=True), name="post_campaign_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.title
