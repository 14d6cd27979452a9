"""The register of regulations, each change with its proof, and what is done with them. Departments and levels are
written as the college's scheme names them."""

from django.db import models

from zhengai.college.models import College
from zhengai.regulations.rules.machine import (
    ActivityStage,
    ChangeKind,
    ChangeState,
    Decision,
    ProofKind,
    RegulationState,
    RunMove,
    RunState,
)


class Regulation(models.Model):
    """制度: an entry of the register. Its text stands in the changes that were put in force."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="regulations")
    code = models.CharField("代码", max_length=80)
    name = models.CharField("名称", max_length=300)
    number = models.CharField("文号", max_length=80, blank=True)
    level = models.CharField("层面", max_length=30, blank=True)
    topic = models.CharField("类别", max_length=60, blank=True)
    system = models.CharField("系统", max_length=30, blank=True)
    department = models.CharField("责任部门", max_length=120, blank=True)
    planned = models.CharField("计划时间", max_length=60, blank=True)  # as the scheme writes it
    is_charter = models.BooleanField("章程", default=False)  # the root of the library
    replaces = models.ForeignKey(
        "self",
        verbose_name="代替",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
    )
    source = models.CharField("出处", max_length=300, blank=True)
    note = models.TextField("说明", blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s.value, s.chinese) for s in RegulationState],
        default=RegulationState.PLANNED.value,
    )
    of_pack = models.BooleanField("来自方案包", default=False)
    active = models.BooleanField("在册", default=True)  # false: planned once, no longer in the scheme

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["college", "code"], name="regulation_once_a_college"),
            models.UniqueConstraint(
                fields=["college"],
                condition=models.Q(is_charter=True, active=True),
                name="regulation_one_charter",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CharterLink(models.Model):
    """挂靠: an article of the charter that a regulation carries out. `article` is the number as the charter writes it;
    a revision of the charter may leave it without one, which is told and not mended by itself."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="charter_links")
    article = models.CharField("条款", max_length=20)
    by = models.CharField("登记人", max_length=150)
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["regulation", "id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "article"], name="charter_link_once")]

    def __str__(self) -> str:
        return f"{self.regulation.name} {self.article}"


class RegulationChange(models.Model):
    """变更: one 立、改 or 废. `version` is set when it is put in force, and `text` is then what is in force from
    `effective_from` on; `ended_on` is the day another change ended it. `ground` says where it came from
    ("improvement:3", "campaign:1")."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField("种类", max_length=10, choices=[(k.value, k.words) for k in ChangeKind])
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in ChangeState])
    version = models.PositiveIntegerField("版本", null=True)
    number = models.CharField("文号", max_length=80, blank=True)
    text = models.TextField("正文", blank=True)
    reason = models.TextField("理由")
    ground = models.CharField("依据", max_length=160, blank=True)
    drafted_by = models.CharField("起草人", max_length=150)
    drafted_at = models.DateTimeField("起草时间")
    effective_from = models.DateField("生效日期", null=True)
    ended_on = models.DateField("失效日期", null=True)
    published_by = models.CharField("发布人", max_length=150, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        ordering = ["regulation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "version"], name="regulation_version_once"),
            models.UniqueConstraint(
                fields=["regulation"],
                condition=models.Q(state=ChangeState.DRAFTED.value),
                name="regulation_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation.name} {self.get_kind_display()}"


class ChangeProof(models.Model):
    """变更证明: one of the five kinds a change keeps; where it does not apply, the reason says so."""

    change = models.ForeignKey(RegulationChange, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField("种类", max_length=10, choices=[(k.value, k.chinese) for k in ProofKind])
    title = models.CharField("名称", max_length=300)
    place = models.CharField("存放处", max_length=300, blank=True)  # address or archive number
    day = models.DateField("日期", null=True, blank=True)
    applies = models.BooleanField("适用", default=True)
    added_by = models.CharField("登记人", max_length=150)
    added_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["change", "id"]
        constraints = [models.UniqueConstraint(fields=["change", "kind"], name="proof_kind_once_a_change")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"


class Campaign(models.Model):
    """制度清理: a combing through of all regulations in force, with one decision on each."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="campaigns")
    title = models.CharField("名称", max_length=120)
    opened_by = models.CharField("发起人", max_length=150)
    opened_at = models.DateTimeField("发起时间")
    due = models.DateField("期限")
    closed_by = models.CharField("结束人", max_length=150, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["college"], condition=models.Q(closed_at__isnull=True), name="campaign_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CampaignDecision(models.Model):
    """清理决定: what a campaign decides on one regulation; empty until somebody decided."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="decisions")
    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(
        "决定", max_length=10, choices=[(d.value, d.chinese) for d in Decision], blank=True
    )
    reason = models.TextField("理由", blank=True)
    decided_by = models.CharField("决定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        ordering = ["campaign", "regulation"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "regulation"], name="decision_once_a_campaign")
        ]

    def __str__(self) -> str:
        return f"{self.regulation.name}：{self.get_decision_display() or '未决定'}"


class Execution(models.Model):
    """制度执行情况及改进成效, per regulation and year."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="executions")
    year = models.PositiveSmallIntegerField("年度")
    carried_out = models.TextField("执行情况")
    effect = models.TextField("改进成效", blank=True)
    written_by = models.CharField("填写人", max_length=150)
    written_at = models.DateTimeField("填写时间")

    class Meta:
        ordering = ["regulation", "-year"]
        constraints = [models.UniqueConstraint(fields=["regulation", "year"], name="execution_once_a_year")]

    def __str__(self) -> str:
        return f"{self.regulation.name} {self.year}"


class Reading(models.Model):
    """阅读确认: that a person has read a version."""

    change = models.ForeignKey(RegulationChange, on_delete=models.CASCADE, related_name="readings")
    person_number = models.CharField("工号或学号", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["change", "at"]
        constraints = [
            models.UniqueConstraint(fields=["change", "person_number"], name="read_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.person_number} {self.at:%Y-%m-%d}"


class ControlItem(models.Model):
    """管控事项: what a department has to keep in hand, by which regulation and procedure, against which risk, by which
    post. An economic one belongs to the internal-control register (内控) with its `stage`."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="control_items")
    department = models.CharField("部门", max_length=120)
    name = models.CharField("管控事项", max_length=200)
    stage = models.CharField(
        "经济活动环节", max_length=12, choices=[(s.value, s.chinese) for s in ActivityStage], blank=True
    )
    regulation = models.ForeignKey(
        Regulation,
        verbose_name="制度",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="controls",
    )
    procedure = models.CharField("程序", max_length=300, blank=True)
    risk = models.CharField("风险", max_length=300, blank=True)
    measure = models.CharField("控制措施", max_length=300, blank=True)
    post = models.CharField("责任岗位", max_length=120, blank=True)

    class Meta:
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "department", "name"], name="control_item_once_a_department"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department}：{self.name}"


class ControlCheck(models.Model):
    """内控检查: whether the control of an item worked when it was looked at."""

    item = models.ForeignKey(ControlItem, on_delete=models.CASCADE, related_name="checks")
    day = models.DateField("检查日期")
    works = models.BooleanField("有效")
    text = models.TextField("情况", blank=True)
    checked_by = models.CharField("检查人", max_length=150)

    class Meta:
        ordering = ["item", "-day", "-id"]

    def __str__(self) -> str:
        return f"{self.item.name} {self.day}"


class WorkflowRun(models.Model):
    """一次办理: an instance of a workflow. `steps` is kept as the workflow said when it began; `at` is the number of
    the step that is being done, counted from 0."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="workflow_runs")
    workflow = models.CharField("流程", max_length=80)
    workflow_name = models.CharField("流程名称", max_length=300)
    title = models.CharField("事由", max_length=200)
    steps = models.JSONField("步骤")
    at = models.PositiveSmallIntegerField("现在的步骤", default=0)
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in RunState])
    person_number = models.CharField("办理人工号", max_length=40, blank=True)  # who does the present step
    due = models.DateField("本步期限", null=True)
    started_by = models.CharField("发起人", max_length=150)
    started_at = models.DateTimeField("发起时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.workflow_name}：{self.title}"


class WorkflowEvent(models.Model):
    """办理经过: one step done or sent back; never changed."""

    run = models.ForeignKey(WorkflowRun, on_delete=models.CASCADE, related_name="events")
    step = models.PositiveSmallIntegerField("步骤")
    move = models.CharField("动作", max_length=12, choices=[(m.value, m.value) for m in RunMove])
    text = models.TextField("填写内容", blank=True)
    by = models.CharField("办理人", max_length=150)
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["run", "id"]

    def __str__(self) -> str:
        return f"{self.run.title} {self.step} {self.move}"
