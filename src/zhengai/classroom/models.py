"""What was asked in a lesson and how often each answer was given. No answer is kept with whoever gave it."""

from django.db import models

from zhengai.classroom.rules import Theme
from zhengai.college.models import College


class InstantEvaluation(models.Model):
    """课堂即时评价: one form shown in one lesson. `questions` are the form's as they were then. `batch` brought its
    results into the data centre; "" while it runs, and where too few answered."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="instant_evaluations")
    code = models.CharField("口令", max_length=12, unique=True)
    form = models.CharField("评价表", max_length=80)
    form_name = models.CharField("评价表名称", max_length=120)
    theme = models.CharField("主题", max_length=12, choices=[(each.value, each.chinese) for each in Theme])
    questions = models.JSONField("题目", default=list)
    offering = models.CharField("教学班", max_length=80)
    offering_name = models.CharField("教学班名称", max_length=200)
    group = models.CharField(
        "班级", max_length=80, blank=True
    )  # the class that may answer; "" for any student
    teacher = models.CharField("教师工号", max_length=40)
    semester = models.CharField("学期", max_length=11)
    week = models.PositiveSmallIntegerField("周次")
    day = models.DateField("日期")
    by = models.CharField("发起人", max_length=150)
    opened_at = models.DateTimeField("发起时间")
    closes_at = models.DateTimeField("截止时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    sheets = models.PositiveIntegerField("回答人数", default=0)
    batch = models.CharField("批次号", max_length=40, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["college", "teacher"], name="instant_of_teacher"),
            models.Index(fields=["closed_at", "closes_at"], name="instant_running"),
        ]

    def __str__(self) -> str:
        return f"{self.offering_name} {self.form_name}"


class InstantMark(models.Model):
    """That somebody has answered: a keyed hash that holds for this evaluation alone, so that nobody answers twice. It
    says neither who nor what nor when."""

    evaluation = models.ForeignKey(InstantEvaluation, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField("记号", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "mark"], name="instant_answered_once")]

    def __str__(self) -> str:
        return self.mark[:8]


class InstantCount(models.Model):
    """How often a choice (by its place) of a question was given."""

    evaluation = models.ForeignKey(InstantEvaluation, on_delete=models.CASCADE, related_name="counts")
    question = models.CharField("题目", max_length=80)
    choice = models.PositiveSmallIntegerField("选项")
    number = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "question", "choice"], name="instant_choice_once_a_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.choice}: {self.number}"
