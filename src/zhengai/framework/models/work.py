"""表1–3 of a department: its duties, the work they ask for, the posts that do it and by which standard; and where the
department stands in the five systems. ORG-07…11, ORG-13."""

from typing import Any

from django.db import models

from zhengai.accounts.models import Grant
from zhengai.college.models import College, Subject


class DepartmentDuty(models.Model):
    """部门职责, a row of 表1: inside the department's system, or outside of it."""

    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="duties")
    inside = models.BooleanField("在系统内", default=True)
    text = models.CharField("职责", max_length=400)
    smart: Any = models.JSONField("SMART", default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["department", "text"], name="duty_once_a_department")]

    def __str__(self) -> str:
        return self.text


class Post(models.Model):
    """岗位 of a section (科室; empty where the department has none). Whoever holds it has `role`, where one is given to
    it (ORG-18)."""

    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="posts")
    section = models.CharField("科室", max_length=80, blank=True)
    name = models.CharField("岗位", max_length=80)
    role = models.CharField("岗位的角色", max_length=30, blank=True)

    class Meta:
        ordering = ["section", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "section", "name"], name="post_once_a_section")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.name}".strip()


class PostHolder(models.Model):
    """任岗: who holds a post. First in charge of the post's work (ORG-06). `grant` is the role that came with it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="holders")
    person_number = models.CharField("工号", max_length=40, blank=True)
    person_name = models.CharField("姓名", max_length=60)
    grant = models.ForeignKey(Grant, null=True, on_delete=models.SET_NULL, related_name="post_holders")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person_number", "person_name"], name="holder_once_a_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.person_name}"


class Work(models.Model):
    """具体化的工作, a row of 表2, and of 表3 with its standard."""

    duty = models.ForeignKey(DepartmentDuty, on_delete=models.CASCADE, related_name="works")
    text = models.CharField("具体化的工作", max_length=400)
    smart: Any = models.JSONField("SMART", default=dict)
    post = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="works")
    standard = models.TextField("工作标准", blank=True)
    standard_smart: Any = models.JSONField("标准的SMART", default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["duty", "text"], name="work_once_a_duty")]

    def __str__(self) -> str:
        return self.text


class Placement(models.Model):
    """归属: the systems a department stands in from a day on. With a `task` it holds for that task alone; the newest
    row of a day counts, before the first one what the pack says."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="placements")
    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="placements")
    systems: Any = models.JSONField("系统", default=list)
    task = models.CharField("只对这项工作", max_length=200, blank=True)
    valid_from = models.DateField("起")
    reason = models.TextField("理由", blank=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.department.name} {'、'.join(self.systems)}"
