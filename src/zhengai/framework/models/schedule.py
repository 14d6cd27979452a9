"""表8 as it is lived: when construction began, its items with their states, and what happened to each."""

from typing import Any

from django.db import models

from zhengai.college.models import College
from zhengai.framework.rules.schedule import ScheduleMove, ScheduleState


class Construction(models.Model):
    """建设起点: the month from which the months of the schedule count; its first day."""

    college = models.OneToOneField(College, on_delete=models.CASCADE, related_name="construction")
    start = models.DateField("开始月份")

    def __str__(self) -> str:
        return f"{self.start:%Y.%m}"


class ScheduleItem(models.Model):
    """建设工作, a row of 表8. `month` counts from the start of construction and is null for what comes every year
    (`yearly` then says when, `years_done` in which it was done); `planned_month` is what was first planned."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="schedule_items")
    code = models.CharField("代码", max_length=80)
    item = models.CharField("工作项目", max_length=80)
    content = models.CharField("工作内容", max_length=300)
    department = models.CharField("责任部门", max_length=200, blank=True)
    month = models.PositiveSmallIntegerField("第几个月", null=True)
    planned_month = models.PositiveSmallIntegerField("原定第几个月", null=True)
    yearly = models.CharField("每年何时", max_length=30, blank=True)
    years_done: Any = models.JSONField("已完成的年份", default=list)
    original = models.CharField("方案原文的时间", max_length=60, blank=True)
    note = models.TextField("备注", blank=True)
    owner_number = models.CharField("责任人工号", max_length=40, blank=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in ScheduleState],
        default=ScheduleState.PLANNED,
    )
    started_on = models.DateField("开始日期", null=True)
    done_on = models.DateField("完成日期", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["college", "code"], name="schedule_item_once_a_college"),
            models.UniqueConstraint(fields=["college", "item", "content"], name="schedule_content_once"),
            models.CheckConstraint(
                condition=models.Q(state="done", done_on__isnull=False)
                | (~models.Q(state="done") & models.Q(done_on__isnull=True)),
                name="done_items_have_their_day",
            ),
        ]
        indexes = [models.Index(fields=["owner_number", "state"], name="schedule_items_of_person")]

    def __str__(self) -> str:
        return f"{self.item}：{self.content}"


class ScheduleEvent(models.Model):
    """建设经过: one step of an item. `about` names what proves it, as "kind:key"."""

    item = models.ForeignKey(ScheduleItem, on_delete=models.CASCADE, related_name="events")
    move = models.CharField("动作", max_length=10, choices=[(m.value, m.chinese) for m in ScheduleMove])
    to_state = models.CharField("之后的状态", max_length=10)
    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=150)
    text = models.TextField("说明", blank=True)
    about = models.CharField("佐证", max_length=160, blank=True)
    title = models.CharField("佐证名称", max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.item} {self.get_move_display()}"
