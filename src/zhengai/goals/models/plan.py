"""Plans of every level, their goals, and what each year asks of them."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.goals.models.goal import Goal
from zhengai.goals.rules.plan import Direction, PlanState


class Plan(models.Model):
    """规划. `kind` is the code of the row of the pack's list it was made from, empty for one that is in no list;
    `department_name` is who answers for it as it was written, `department` the same where it is one of the college's
    own. `version` counts approvals: the version that is being written, or the one that stands. `grade` is the grade of
    quality it aims at, one of those its kind has in the college's list, empty where there are none."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="plans")
    kind = models.CharField("名录代码", max_length=80, blank=True)
    title = models.CharField("规划名称", max_length=200)
    category = models.CharField("规划类别", max_length=20)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="plans")
    department = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="plans_led")
    department_name = models.CharField("责任部门", max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    first_year = models.PositiveSmallIntegerField("起始年")
    years = models.PositiveSmallIntegerField("年数")
    participants = models.CharField("参与者", max_length=300, blank=True)
    text = models.TextField("正文", blank=True)
    attachments = models.JSONField(
        "附件", default=list
    )  # names only: the files lie where the college keeps them
    feasibility = models.TextField("论证意见", blank=True)
    grade = models.CharField("质量目标等级", max_length=40, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=12, choices=[(s.value, s.chinese) for s in PlanState])
    written_by = models.CharField("起草人", max_length=150)
    written_at = models.DateTimeField("起草时间")
    submitted_by = models.CharField("提交人", max_length=150, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_by = models.CharField("审定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True)
    decision = models.TextField("审定意见", blank=True)

    class Meta:
        ordering = ["-first_year", "category", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "subject", "title", "first_year"], name="plan_once_for_a_subject"
            )
        ]
        indexes = [models.Index(fields=["college", "first_year", "state"], name="plans_of_year")]

    def __str__(self) -> str:
        return f"{self.title}({self.first_year})"

    @property
    def last_year(self) -> int:
        return self.first_year + self.years - 1

    @property
    def span(self) -> str:
        """2026 or 2026—2030."""
        return str(self.first_year) if self.years == 1 else f"{self.first_year}—{self.last_year}"


class PlanVersion(models.Model):
    """规划版本: what was approved, word for word; never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="version_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class PlanRound(models.Model):
    """起草轮次: one time the draft went out for comments, with the text as it then was."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="round_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan} #{self.number}"


class PlanComment(models.Model):
    """规划意见: what somebody above or below says to a round, and what was done about it."""

    round = models.ForeignKey(PlanRound, on_delete=models.CASCADE, related_name="comments")
    direction = models.CharField("方向", max_length=4, choices=[(d.value, d.chinese) for d in Direction])
    text = models.TextField("意见")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    answer = models.TextField("采纳情况", blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Swot(models.Model):
    """态势分析 (SWOT) of the plan it serves."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="swot")
    strengths = models.TextField("优势", blank=True)
    weaknesses = models.TextField("劣势", blank=True)
    opportunities = models.TextField("机遇", blank=True)
    threats = models.TextField("挑战", blank=True)
    strategies = models.TextField("对策", blank=True)
    evidence = models.TextField("依据", blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"SWOT {self.plan}"


class PlanGoal(models.Model):
    """规划目标: what a plan wants, linked to the goal above that it serves. `limit` is what the last year asks, as
    goals write it ("≥ 92%"), or words where a document is the evidence. `undivided` says why it is not handed down to
    the levels below; `standards` are codes of the standards that measure it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("任务目标", max_length=200)
    content = models.TextField("建设内容", blank=True)
    field = models.CharField("方面", max_length=80, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    beside = models.ManyToManyField("self", symmetrical=True, blank=True)
    indicator = models.CharField("指标", max_length=80, blank=True)
    indicator_name = models.CharField("指标名称", max_length=120, blank=True)
    evidence = models.CharField("佐证材料", max_length=200, blank=True)
    means = models.TextField("措施与条件", blank=True)
    relevance = models.TextField("为什么定", blank=True)
    undivided = models.CharField("不再分解的理由", max_length=200, blank=True)
    baseline_value = models.FloatField("基线值", null=True)
    baseline_period = models.CharField("基线周期", max_length=20, blank=True)
    limit = models.CharField("最终目标值", max_length=60, blank=True)
    due = models.DateField("完成时限", null=True)
    weight = models.PositiveSmallIntegerField("权重", default=1)
    owner_number = models.CharField("责任人工号", max_length=40, blank=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    department = models.ForeignKey(
        Subject, verbose_name="责任部门", null=True, on_delete=models.PROTECT, related_name="plan_goals"
    )
    standards = models.JSONField("衡量标准", default=list)

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="goal_number_once_a_plan")]

    def __str__(self) -> str:
        return self.title


class AnnualTarget(models.Model):
    """年度目标: what one year asks of a plan goal. `year` is the first four digits of `period`. `goal` is the goal of
    the subject that was put forward from it: judged there, not entered again."""

    plan_goal = models.ForeignKey(PlanGoal, on_delete=models.CASCADE, related_name="targets")
    period = models.CharField("周期", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    limit = models.CharField("年度目标值", max_length=60)
    goal = models.ForeignKey(Goal, null=True, on_delete=models.SET_NULL, related_name="targets")

    class Meta:
        ordering = ["year", "plan_goal_id"]
        constraints = [models.UniqueConstraint(fields=["plan_goal", "year"], name="target_once_a_year")]
        indexes = [models.Index(fields=["year"], name="targets_of_year")]

    def __str__(self) -> str:
        return f"{self.plan_goal} {self.period} {self.limit}"
