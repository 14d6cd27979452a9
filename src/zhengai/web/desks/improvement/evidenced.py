"""The files that show what an improvement did; its effect is judged by data alone."""

from django.db.models import QuerySet
from django.urls import reverse

from zhengai.college.models import Subject
from zhengai.improvement.models import Improvement
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.desks.improvement.seen import may_move, seen_improvements
from zhengai.web.shell.request import Request


def _unit(found: Improvement) -> str:
    subject: Subject = found.subject
    if subject.level == "department":
        return subject.code
    return subject.department.code if subject.department else ""


def _seen(request: Request) -> QuerySet[Improvement]:
    return seen_improvements(request).select_related("subject__department")


KEEPER = keeps(
    Keeper(
        kind="improvement",
        name="改进",
        seen=_seen,
        may_change=may_move,
        title=lambda found: f"{found.subject.name}：{found.measure}",
        unit=_unit,
        address=lambda found: reverse("improvement", args=[found.pk]),
    )
)
