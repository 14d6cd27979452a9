"""Tasks of a year: whose they are, how they go from month to month, and what came of them."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.goals.models.plan import AnnualTarget
from zhengai.goals.rules.task import TaskSource, TaskState


class Task(models.Model):
    """工作任务 of a calendar year. `origin` is where it comes from as written (a document, a meeting); `target` the
    year's target it serves when its source is a plan. `attribute` and `task_class` are names of the packs' sections.
    `ground` says what it follows from as "kind:key" ("improvement:12"). Money is in yuan, null where none is stated."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="tasks")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("工作任务", max_length=200)
    source = models.CharField("来源", max_length=10, choices=[(s.value, s.chinese) for s in TaskSource])
    origin = models.CharField("任务来源", max_length=200, blank=True)
    task_class = models.CharField("类别", max_length=20, blank=True)
    attribute = models.CharField("工作属性", max_length=20, blank=True)
    target = models.ForeignKey(AnnualTarget, null=True, on_delete=models.SET_NULL, related_name="tasks")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    lead = models.ForeignKey(
        Subject, verbose_name="牵头部门", null=True, on_delete=models.PROTECT, related_name="tasks_led"
    )
    department = models.ForeignKey(
        Subject, verbose_name="责任部门", on_delete=models.PROTECT, related_name="tasks"
    )
    owner_number = models.CharField("责任人工号", max_length=40, blank=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    due = models.DateField("完成时限", null=True)
    standard = models.TextField("工作标准", blank=True)
    measures = models.TextField("措施及目标", blank=True)
    people = models.CharField("人力", max_length=200, blank=True)
    goods = models.CharField("物资", max_length=200, blank=True)
    budget = models.DecimalField("预算", max_digits=14, decimal_places=2, null=True)
    spent = models.DecimalField("已用", max_digits=14, decimal_places=2, null=True)
    result = models.TextField("工作成效", blank=True)
    state = models.CharField("状态", max_length=8, choices=[(s.value, s.chinese) for s in TaskState])
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="carried_to")
    ground = models.CharField("依据", max_length=160, blank=True)
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year", "department_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "year", "department", "title", "owner_number"],
                name="task_once_a_year",
            )
        ]
        indexes = [
            models.Index(fields=["college", "year", "state"], name="tasks_of_year"),
            models.Index(fields=["owner_number", "year"], name="tasks_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.title}({self.year})"


class TaskMonth(models.Model):
    """月度完成情况: what a month brought, in a few words."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField("月")
    text = models.CharField("完成情况", max_length=300)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["task", "month"], name="month_once_a_task"),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12), name="month_is_in_the_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.month}月"


class TaskBeat(models.Model):
    """节拍记录: 季度沟通, 学期小结 or 年度考核 of a task, with what deviated and how it is put right. `grade` is the
    result of a year's assessment, empty for the other beats."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="beats")
    beat = models.CharField("节拍", max_length=80)
    period = models.CharField("周期", max_length=20)
    record = models.TextField("记录")
    deviation = models.TextField("偏差", blank=True)
    correction = models.TextField("纠偏措施", blank=True)
    grade = models.CharField("考核结果", max_length=20, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["period", "beat"]
        constraints = [models.UniqueConstraint(fields=["task", "beat", "period"], name="beat_once_a_period")]

    def __str__(self) -> str:
        return f"{self.task} {self.beat} {self.period}"


class SystemTask(models.Model):
    """体系任务, a row of 乌海方案 附件2: what a department does for the quality system, whether it is sound, and by
    when a gap is closed. `sound` is null before anybody has looked."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="system_tasks")
    department = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="system_tasks")
    day = models.DateField("年月日")
    category = models.CharField("类别", max_length=60)
    role = models.CharField("职责分工", max_length=4)
    title = models.CharField("具体任务名称", max_length=200)
    sound = models.BooleanField("现状", null=True)
    promised = models.DateField("计划完成时间", null=True)
    key_data = models.CharField("关键数据名称", max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["department_id", "category", "id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "category", "title"], name="system_task_once")
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.title}"
