"""A publication is for its circle, here the leaders, and for the office that plans it."""

from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.indicators.models import CurrentValue
from zhengai.reports.models import Publication, PublicationPlan
from zhengai.reports.publications import plan_publication, publish_due

OFFICE = frozenset({"lin"})

PAGES: Table = {
    "publications": ("/publications/", SEEING),
    "publication": ("/publications/{publication}/", OFFICE | {"chen"}),
    "publication-new": ("/publications/new/", OFFICE),
}
POSTS: Table = {
    "publications-due": ("/publications/due/", OFFICE),
    "publication-end": ("/publications/plans/{plan}/end/", OFFICE),
}


def planned(school: School) -> PublicationPlan:
    """Made in the spring, so that the spring is the first semester that is due."""
    plan = plan_publication(
        college=school.college, title="学期缺课统计", indicators=["absence_rate"], level="course",
        period_kind="semester", wait=7, roles=["leader"], by="lin",
    )  # fmt: skip
    PublicationPlan.objects.filter(pk=plan.pk).update(made_on="2026-03-02")
    return plan


def prepare(school: School) -> dict[str, object]:
    plan = PublicationPlan.objects.first() or planned(school)
    if not Publication.objects.exists():
        for value in CurrentValue.objects.filter(level="course", period="2026-2027-1"):
            value.pk, value.period = None, "2025-2026-2"
            value.save(force_insert=True)
        publish_due(college=school.college)
    return {"publication": Publication.objects.values_list("pk", flat=True)[0], "plan": plan.pk}
