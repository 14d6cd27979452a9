"""Packs as a college has installed them: the content is kept, so a changed folder changes nothing by itself."""

from django.db import models

from zhengai.college.models import College
from zhengai.framework.models.following import (
    Activity,
    FollowUp,
    Inspection,
    InspectionEvent,
    Meeting,
    QualityStaff,
    StaffAssessment,
)
from zhengai.framework.models.organisation import BodyMember, Fulfilment
from zhengai.framework.models.posting import PostCampaign
from zhengai.framework.models.schedule import Construction, ScheduleEvent, ScheduleItem
from zhengai.framework.models.suggestion import Suggestion
from zhengai.framework.models.work import DepartmentDuty, Placement, Post, PostHolder, Work

__all__ = [
    "Activity",
    "BodyMember",
    "Construction",
    "DepartmentDuty",
    "FollowUp",
    "Fulfilment",
    "Inspection",
    "InspectionEvent",
    "InstalledPack",
    "Meeting",
    "Placement",
    "Post",
    "PostCampaign",
    "PostHolder",
    "QualityStaff",
    "ScheduleEvent",
    "ScheduleItem",
    "StaffAssessment",
    "Suggestion",
    "Work",
]


class InstalledPack(models.Model):
    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="packs")
    code = models.CharField("方案包", max_length=40)
    version = models.CharField("版本", max_length=40)
    digest = models.CharField("内容指纹", max_length=64)
    content = models.JSONField("内容")  # {"manifest": …, "sections": {name: [item, …]}}
    installed_at = models.DateTimeField("安装时间")
    installed_by = models.CharField("安装人", max_length=150)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["college", "code"], name="pack_once_a_college")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
