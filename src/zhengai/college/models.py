"""Who is assured. A college is a row, not an assumption: everything belongs to one."""

from django.db import models


class College(models.Model):
    code = models.CharField(
        "学校代码", max_length=40, unique=True
    )  # national code of 10 digits, or a sample's
    name = models.CharField("学校名称", max_length=120)
    category = models.CharField("学校类别", max_length=30)  # 综合、工科、医学 …: decides 办学条件 limits
    # a sample college stands on a day of its own so that its story stays the same; null = the real today
    as_of = models.DateField("演示日期", null=True, blank=True)
    is_sample = models.BooleanField("示例学校", default=False)

    def __str__(self) -> str:
        return self.name


class Semester(models.Model):
    """A row of the calendar; weeks, academic years and all else follow (zhengai_engine.model.period)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="semesters")
    code = models.CharField("学期", max_length=11)
    first_monday = models.DateField("第一周星期一")
    weeks = models.PositiveSmallIntegerField("教学周数")

    class Meta:
        ordering = ["first_monday"]
        constraints = [models.UniqueConstraint(fields=["college", "code"], name="semester_once_a_college")]

    def __str__(self) -> str:
        return self.code


class Subject(models.Model):
    """质量主体: one college, department, programme, course, class, teacher or student.

    Rows follow the member tables of the data centre (nothing is entered twice); a subject that is no longer
    in its table stays with `active` false, because its history stays.
    """

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="subjects")
    level = models.CharField("层面", max_length=30)
    code = models.CharField("代码", max_length=80)
    name = models.CharField("名称", max_length=120)
    department = models.ForeignKey(
        "self", verbose_name="所属部门", null=True, blank=True, on_delete=models.PROTECT, related_name="held"
    )
    active = models.BooleanField("在用", default=True)

    class Meta:
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(fields=["college", "level", "code"], name="subject_once_a_college")
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.level}:{self.code})"


class Membership(models.Model):
    """隶属: `part` belongs to `whole` (a student to a class and a programme, a course to the programmes it is taught
    in). Who answers for the whole reaches its parts. Departments and the college are not wholes here: a subject knows
    its department, and everything belongs to the college."""

    part = models.ForeignKey(
        Subject, verbose_name="成员", on_delete=models.CASCADE, related_name="memberships"
    )
    whole = models.ForeignKey(
        Subject, verbose_name="所属主体", on_delete=models.CASCADE, related_name="members"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "whole"], name="member_once_of_a_whole")]

    def __str__(self) -> str:
        return f"{self.part} ⊂ {self.whole}"


class Responsibility(models.Model):
    """Who answers for a subject (质量主体责任人). `person_number` joins the person's account when there is one."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="responsibilities")
    person_number = models.CharField("工号", max_length=40)
    person_name = models.CharField("姓名", max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "person_number"], name="responsible_once_a_subject")
        ]
        # every page of a teacher asks what the teacher answers for
        indexes = [models.Index(fields=["person_number"], name="responsibilities_of_person")]

    def __str__(self) -> str:
        return f"{self.person_name or self.person_number} → {self.subject}"
