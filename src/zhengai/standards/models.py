"""Control points as a college has adopted them, every version of each, overrides for single subjects; the library of
standards with its versions."""

from django.db import models

from zhengai.college.models import College, Subject
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.teaching import CourseKind, CourseNature, SchemeState
from zhengai_engine.model.period import PeriodKind

_LIVE_VERSIONS = [VersionState.PROPOSED.value, VersionState.APPROVED.value]


class ControlRule(models.Model):
    """A control point for all subjects of a level. `content` is the written form; the columns beside it are
    copied from it, so that it can be found."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="control_rules")
    code = models.CharField("代码", max_length=80)
    name = models.CharField("名称", max_length=120)
    indicator = models.CharField("指标", max_length=80)
    level = models.CharField("层面", max_length=30)
    period_kind = models.CharField(
        "周期类型", max_length=15, choices=[(kind.value, kind.chinese) for kind in PeriodKind]
    )
    source = models.CharField("依据", max_length=300)  # the document that sets the limits
    valid_from = models.DateField("起", null=True, blank=True)
    valid_until = models.DateField("止", null=True, blank=True)
    content = models.JSONField("内容")
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField("版本", default=1)
    active = models.BooleanField("在用", default=True)  # false: no longer in the college's scheme

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["college", "code"], name="control_rule_once_a_college"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="control_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.code})第 {self.version} 版"


class ControlRuleVersion(models.Model):
    """What a control point said, kept for the alerts that were judged by it."""

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    adopted_at = models.DateTimeField("启用时间")
    adopted_by = models.CharField("启用人", max_length=150)

    class Meta:
        ordering = ["rule", "version"]
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="control_rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule.code} 第 {self.version} 版"


class ControlPoint(models.Model):
    """质控点 of one subject: its own limits over those of the rule, with the reason for them."""

    rule = models.ForeignKey(ControlRule, on_delete=models.CASCADE, related_name="control_points")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="control_points")
    limits = models.JSONField(
        "界限"
    )  # any of target, standard, warnings, alternatives as a control point writes them
    reason = models.CharField("理由", max_length=300)
    decided_at = models.DateTimeField("确定时间")
    decided_by = models.CharField("确定人", max_length=150)

    class Meta:
        ordering = ["rule", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject"], name="control_point_once_a_subject"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="control_point_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule.name}：{self.subject.name}"


class Standard(models.Model):
    """标准: an entry of the library. What it says stands in its versions; an entry without an approved one is only on
    the list (表7)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="standards")
    code = models.CharField("代码", max_length=80)
    name = models.CharField("标准名称", max_length=300)
    level = models.CharField("层面", max_length=30)
    type = models.CharField("标准类型", max_length=60, blank=True)
    department = models.CharField("责任部门", max_length=120, blank=True)
    revise_years = models.PositiveSmallIntegerField("修订周期(年)", null=True, blank=True)
    per = models.CharField("各自制定的层面", max_length=30, blank=True)  # 课程标准: one for each course
    source = models.CharField("出处", max_length=300, blank=True)
    note = models.TextField("说明", blank=True)
    of_pack = models.BooleanField("来自方案包", default=False)
    active = models.BooleanField("在用", default=True)  # false: no longer in the college's scheme

    class Meta:
        ordering = ["level", "type", "code"]
        constraints = [models.UniqueConstraint(fields=["college", "code"], name="standard_once_a_college")]

    def __str__(self) -> str:
        return self.name


class StandardVersion(models.Model):
    """标准版本. `elements` are written as a pack writes them (rules.sections.ElementItem), `grades` best first. `ground`
    says why it was proposed: "record:12" (a diagnosis), "pack", or nothing."""

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本")
    text = models.TextField("正文", blank=True)
    elements = models.JSONField("主要标准要素", default=list)
    grades = models.JSONField("等级", default=list)
    # copied from `elements`, so that lists can be narrowed to it: how many of them can be measured
    element_count = models.PositiveSmallIntegerField("要素数", default=0)
    measurable = models.PositiveSmallIntegerField("可测要素数", default=0)
    document = models.CharField("文件", max_length=300, blank=True)  # 文号 or where the text is kept
    reason = models.TextField("理由", blank=True)
    ground = models.CharField("依据", max_length=160, blank=True)
    state = models.CharField("状态", max_length=10, choices=[(s.value, s.chinese) for s in VersionState])
    proposed_by = models.CharField("提出人", max_length=150)
    proposed_at = models.DateTimeField("提出时间")
    body = models.CharField("审定机构", max_length=120, blank=True)
    decided_by = models.CharField("审定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True)
    decision = models.TextField("审定意见", blank=True)
    valid_from = models.DateField("生效日期", null=True)
    due = models.DateField("应修订日期", null=True)

    class Meta:
        ordering = ["standard", "number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["standard", "state"],
                condition=models.Q(state__in=_LIVE_VERSIONS),
                name="standard_version_live_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.name} 第 {self.number} 版"


class StepReached(models.Model):
    """认定: that a subject reached a step of a ladder, on a day, by a document. `ladder` and `step` are codes of the
    college's packs."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="steps_reached")
    ladder = models.CharField("阶梯", max_length=80)
    step = models.CharField("台阶", max_length=80)
    reached_on = models.DateField("达到日期")
    document = models.CharField("认定文件", max_length=300)
    decided_by = models.CharField("认定人", max_length=150)
    decided_at = models.DateTimeField("认定时间")

    class Meta:
        ordering = ["subject", "ladder", "reached_on"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "ladder", "step"], name="step_reached_once_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject.name} {self.ladder}:{self.step}"


class RequirementProof(models.Model):
    """佐证: a document for a requirement that no indicator measures."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="requirement_proofs")
    ladder = models.CharField("阶梯", max_length=80)
    requirement = models.CharField("要求", max_length=300)
    document = models.CharField("文件", max_length=300)
    noted_by = models.CharField("登记人", max_length=150)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["subject", "ladder", "requirement"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "ladder", "requirement"], name="requirement_proven_once_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject.name} {self.requirement}"


class AbilityPoint(models.Model):
    """毕业能力指标点 of a programme. `indicator` is what the attainment of its courses is read on; `expected` is a
    fraction of 1, null where nothing is expected yet."""

    programme = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="ability_points")
    number = models.PositiveSmallIntegerField("序号")
    requirement = models.CharField("毕业要求", max_length=200)
    name = models.CharField("指标点", max_length=300)
    indicator = models.CharField("指标", max_length=80)
    expected = models.FloatField("期望达成度", null=True)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="ability_point_once_a_programme")
        ]

    def __str__(self) -> str:
        return f"{self.programme.name} {self.name}"


class CourseSupport(models.Model):
    """课程支撑: by how much a course stands for an ability point; the weights of a point sum up to 1."""

    point = models.ForeignKey(AbilityPoint, on_delete=models.CASCADE, related_name="supports")
    course = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="ability_supports")
    weight = models.FloatField("权重")

    class Meta:
        ordering = ["point", "id"]
        constraints = [
            models.UniqueConstraint(fields=["point", "course"], name="course_once_a_point"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0) & models.Q(weight__lte=1), name="course_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point.name} ← {self.course.name} {self.weight:g}"


class TrainingScheme(models.Model):
    """人才培养方案 of a programme for the students who begin in `cohort`; `number` counts its versions. Decided versions
    are never changed: the next one takes their place."""

    programme = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="training_schemes")
    cohort = models.PositiveSmallIntegerField("年级")
    number = models.PositiveIntegerField("版本")
    years = models.DecimalField("学制(年)", max_digits=3, decimal_places=1, null=True)
    aim = models.TextField("培养目标", blank=True)
    research = models.CharField("调研报告", max_length=300, blank=True)  # its number, or where it is kept
    document = models.CharField("方案文件", max_length=300, blank=True)
    reason = models.TextField("修订说明", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=[(s.value, s.chinese) for s in SchemeState], default=SchemeState.DRAFT
    )
    opened_at = models.DateTimeField("建立时间")
    opened_by = models.CharField("建立人", max_length=150)
    submitted_by = models.CharField("提交人", max_length=150, blank=True)
    body = models.CharField("审定机构", max_length=120, blank=True)
    decided_by = models.CharField("审定人", max_length=150, blank=True)
    decided_at = models.DateTimeField("审定时间", null=True)
    decision = models.TextField("审定意见", blank=True)

    class Meta:
        ordering = ["programme", "-cohort", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "cohort", "number"], name="scheme_version_once"),
            models.UniqueConstraint(
                fields=["programme", "cohort"],
                condition=models.Q(state__in=[SchemeState.DRAFT.value, SchemeState.PROPOSED.value]),
                name="scheme_in_work_once_a_cohort",
            ),
            models.UniqueConstraint(
                fields=["programme", "cohort"],
                condition=models.Q(state=SchemeState.APPROVED.value),
                name="scheme_in_force_once_a_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name}{self.cohort}级人才培养方案第 {self.number} 版"


class SchemeCourse(models.Model):
    """培养方案的课程: one line of the teaching schedule. `course` is the subject it is, where the college knows it."""

    scheme = models.ForeignKey(TrainingScheme, on_delete=models.CASCADE, related_name="courses")
    course = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="in_schemes")
    name = models.CharField("课程名称", max_length=120)
    kind = models.CharField("课程类别", max_length=10, choices=[(k.value, k.chinese) for k in CourseKind])
    nature = models.CharField("课程性质", max_length=10, choices=[(n.value, n.chinese) for n in CourseNature])
    semester = models.PositiveSmallIntegerField("学期")
    credits = models.DecimalField("学分", max_digits=4, decimal_places=1)
    hours = models.PositiveIntegerField("总学时")
    practice_hours = models.PositiveIntegerField("实践学时")
    examined = models.CharField("考核方式", max_length=20, blank=True)

    class Meta:
        ordering = ["scheme", "semester", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "semester", "name"], name="scheme_course_once_a_semester"
            ),
            models.CheckConstraint(
                condition=models.Q(practice_hours__lte=models.F("hours")), name="scheme_practice_among_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.name}"


class TeachingFile(models.Model):
    """教学文件 that a course or a programme has: which of the files on the packs' list, for which period."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="teaching_files")
    kind = models.CharField("文件", max_length=80)
    period = models.CharField("周期", max_length=20, blank=True)  # empty: made once
    document = models.CharField("文件名称或存放处", max_length=300)
    noted_by = models.CharField("登记人", max_length=150)
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["subject", "kind", "period"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "period"], name="teaching_file_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.subject.name} {self.kind} {self.period}"
