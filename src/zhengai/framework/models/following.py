"""Meetings of bodies, what follows from them, inspections, and the people of quality assurance."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.framework.rules.following import (
    ActivityKind,
    CultureLayer,
    InspectionMove,
    InspectionState,
    Recurrence,
)


class Meeting(models.Model):
    """会议 of a body: agenda and decisions are one a line; `absent` and `present` are names as they were signed."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="meetings")
    body = models.CharField("机构", max_length=80)
    title = models.CharField("会议", max_length=160)
    day = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    present = models.TextField("出席", blank=True)
    agenda = models.TextField("议程")
    minutes = models.TextField("纪要", blank=True)
    decisions = models.TextField("决议", blank=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["college", "body", "day"], name="meetings_of_body")]

    def __str__(self) -> str:
        return self.title


class FollowUp(models.Model):
    """督办事项. `about` is where it came from: "meeting:3", "inspection:5" or "body:qa-committee" for a duty."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="follow_ups")
    about = models.CharField("来自", max_length=160)
    text = models.CharField("事项", max_length=300)
    owner_number = models.CharField("责任人工号", max_length=40, blank=True)
    owner_name = models.CharField("责任人", max_length=60)
    due = models.DateField("期限")
    recurrence = models.CharField(
        "周期", max_length=10, blank=True, choices=[(r.value, r.chinese) for r in Recurrence]
    )
    result = models.TextField("结果", blank=True)
    done_on = models.DateField("完成日期", null=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["owner_number", "done_on"], name="follow_ups_of_person"),
            models.Index(fields=["college", "about"], name="follow_ups_of_what"),
        ]

    def __str__(self) -> str:
        return self.text


class Inspection(models.Model):
    """专项督查: what was found in a department, what is demanded until when, what came of it (ORG-04)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="inspections")
    body = models.CharField("督查机构", max_length=80, blank=True)
    title = models.CharField("督查事项", max_length=160)
    topic = models.CharField("督查内容", max_length=60, blank=True)  # as the scheme named it then
    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="inspections")
    day = models.DateField("督查日期")
    finding = models.TextField("发现的问题")
    demand = models.TextField("整改要求", blank=True)  # empty where nothing has to be mended
    due = models.DateField("整改期限")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in InspectionState],
        default=InspectionState.OPEN,
    )
    result = models.TextField("整改结果", blank=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return self.title


class InspectionEvent(models.Model):
    """督查经过: one step of an inspection."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="events")
    move = models.CharField("动作", max_length=10, choices=[(m.value, m.chinese) for m in InspectionMove])
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    text = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inspection} {self.get_move_display()}"


class QualityStaff(models.Model):
    """质保队伍: who works in quality assurance, on which post, by which standard (ORG-14)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="quality_staff")
    person_number = models.CharField("工号", max_length=40, blank=True)
    person_name = models.CharField("姓名", max_length=60)
    department = models.CharField("部门", max_length=80, blank=True)
    post = models.CharField("岗位", max_length=80)
    duties = models.TextField("职责", blank=True)
    qualification = models.TextField("任职条件和资质", blank=True)
    standard = models.TextField("考核标准", blank=True)
    full_time = models.BooleanField("专职", default=False)
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True)

    class Meta:
        ordering = ["department", "post", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "person_number", "person_name", "post"], name="quality_staff_once_a_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} {self.post}"


class StaffAssessment(models.Model):
    """考核记录 of one of the quality staff."""

    staff = models.ForeignKey(QualityStaff, on_delete=models.CASCADE, related_name="assessments")
    day = models.DateField("考核日期")
    result = models.CharField("结果", max_length=40)
    note = models.TextField("说明", blank=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.staff} {self.result}"


class Activity(models.Model):
    """学习宣传记录: learning, training and publicity, activities and cases of the quality culture (SCH-03, CUL-02, CUL-06).
    `people` is null where nobody counted."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField("类别", max_length=10, choices=[(k.value, k.chinese) for k in ActivityKind])
    layer = models.CharField(
        "文化层面", max_length=10, blank=True, choices=[(each.value, each.chinese) for each in CultureLayer]
    )
    topic = models.CharField("主题", max_length=200)
    audience = models.CharField("对象", max_length=120, blank=True)
    day = models.DateField("日期")
    people = models.PositiveIntegerField("人次", null=True)
    material = models.TextField("材料", blank=True)
    department = models.CharField("组织部门", max_length=80, blank=True)
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return self.topic
