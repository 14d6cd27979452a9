"""What people suggest."""

from django.db import models
from django.db.models import Q

from zhengai.college.models import College, Subject
from zhengai.framework.rules.suggestion import SuggestionState


class Suggestion(models.Model):
    """建议. Without a name nothing that leads to the person is kept, the hour neither; the receipt is how they find the
    answer. What became of an adopted one is read off the tasks that name it as their ground ("suggestion:3")."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="suggestions")
    title = models.CharField("建议", max_length=120)
    text = models.TextField("内容")
    author = models.CharField("提出人账户", max_length=150, blank=True)
    author_number = models.CharField("提出人工号或学号", max_length=40, blank=True)
    author_name = models.CharField("提出人", max_length=60, blank=True)
    receipt = models.CharField("回执号", max_length=20, unique=True)
    day = models.DateField("提出日期")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in SuggestionState],
        default=SuggestionState.NEW,
    )
    department = models.ForeignKey(
        Subject, null=True, on_delete=models.PROTECT, related_name="suggestions", verbose_name="办理部门"
    )
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("答复人", max_length=150, blank=True)
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by="", answered_on__isnull=True)
                | Q(answered_by__gt="", answered_on__isnull=False),
                name="suggestion_answered_by_whom",
            )
        ]
        indexes = [models.Index(fields=["college", "state", "day"], name="suggestions_in_state")]

    def __str__(self) -> str:
        return self.title
