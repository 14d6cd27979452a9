"""Who sits in the bodies of the quality assurance system, and what shows that a duty was done. The bodies themselves are
data of the installed packs (section `bodies`); rows name them by code."""

from django.db import models

from zhengai.college.models import College


class BodyMember(models.Model):
    """A seat taken by a person, or by whoever holds an office (`office`, as rules.terms.read_office reads it). A
    person from outside has no number and a `unit` of their own: a partner enterprise, say (ORG-17)."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="body_members")
    body = models.CharField("机构", max_length=80)
    seat = models.CharField("席位", max_length=40)
    person_number = models.CharField("工号", max_length=40, blank=True)
    person_name = models.CharField("姓名", max_length=60, blank=True)
    unit = models.CharField("单位", max_length=80, blank=True)
    office = models.CharField("按职务", max_length=120, blank=True)
    term_from = models.DateField("任期起")
    term_until = models.DateField("任期止", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(term_until__isnull=True) | models.Q(term_until__gte=models.F("term_from")),
                name="term_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(person_name="", office=""), name="seat_has_a_person_or_an_office"
            ),
        ]
        indexes = [
            models.Index(fields=["college", "body"], name="members_of_body"),
            models.Index(fields=["person_number"], name="seats_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.seat} {self.person_name or self.office}"


class Fulfilment(models.Model):
    """履职记录: one thing that shows a duty of a body was done in an academic year. `duty` is the text as the pack had it
    then; `about` names the thing as "kind:key" ("round:3", "report:R12"), empty where only a note tells of it."""

    college = models.ForeignKey(College, on_delete=models.CASCADE, related_name="fulfilments")
    body = models.CharField("机构", max_length=80)
    duty = models.TextField("职责")
    period = models.CharField("学年", max_length=20)
    about = models.CharField("佐证", max_length=160, blank=True)
    title = models.CharField("名称", max_length=200)
    note = models.TextField("说明", blank=True)
    at = models.DateTimeField("登记时间")
    by = models.CharField("登记人", max_length=150)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["college", "period", "body"], name="fulfilments_of_year")]

    def __str__(self) -> str:
        return f"{self.body} {self.duty}：{self.title}"
