"""What was made of a result."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.performance.rules import UseKind


class ResultUse(models.Model):
    """结果运用: one result ("assessment:12", "improvement:5") and what it brought. The result's title, outcome and day
    are kept as they were when it was used: a later correction of the result does not rewrite what was decided on it."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="result_uses")
    year = models.CharField("学年", max_length=20)
    result = models.CharField("结果", max_length=80)
    title = models.CharField("结果名称", max_length=300)
    outcome = models.CharField("结果内容", max_length=300)
    day = models.DateField("结果日期")
    department = models.ForeignKey(
        Subject, null=True, on_delete=models.PROTECT, related_name="result_uses", verbose_name="部门"
    )
    person_number = models.CharField("责任人工号", max_length=40, blank=True)
    person_name = models.CharField("责任人", max_length=60, blank=True)
    kind = models.CharField("运用", max_length=16, choices=[(each.value, each.chinese) for each in UseKind])
    text = models.TextField("怎样运用")
    document = models.CharField("依据文件", max_length=200, blank=True)
    decided_by = models.CharField("决定机构", max_length=120)
    decided_on = models.DateField("决定日期")
    by = models.CharField("登记人", max_length=150)
    at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField("撤回人", max_length=150, blank=True)
    withdrawn_why = models.CharField("撤回原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "result", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="result_used_once_a_kind",
            )
        ]
        indexes = [models.Index(fields=["college", "year"], name="result_uses_of_year")]

    def __str__(self) -> str:
        return f"{self.title}：{self.get_kind_display()}"
