"""The files that prove what the organisation does: minutes, what was done of a duty, what was mended. All of it is
seen by whoever sees the organisation. Orders and the schedule have theirs beside their pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.framework.models import Activity, Fulfilment, Inspection, Meeting
from zhengai.framework.rules.following import InspectionState
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.desks.organisation.body import may_record
from zhengai.web.desks.organisation.work import fills
from zhengai.web.shell.request import Request


def _of(model: type[Model]) -> Callable[[Request], QuerySet[Any]]:
    def seen(request: Request) -> QuerySet[Any]:
        found = model._default_manager.filter(college=request.college)
        return found if request.person.may(Permission.ORGANISATION_VIEW) else found.none()

    return seen


def _may_change_inspection(request: Request, found: Inspection) -> bool:
    """A closed one is done with: its files are what was checked. Where nothing had to be mended, the inspectors add what
    they saw."""
    if found.state == InspectionState.CLOSED:
        return not found.demand and may_record(request, found.body)
    return fills(request, found.department) or may_record(request, found.body)


def may_record_activity(request: Request, found: Activity) -> bool:
    """The office, and who entered it."""
    return request.person.may(Permission.ORGANISATION_EDIT) or found.by == request.user.username


def _no_unit(record: Model) -> str:
    return ""


MEETING = keeps(
    Keeper(
        kind="meeting",
        name="会议",
        seen=_of(Meeting),
        may_change=lambda request, found: may_record(request, found.body),
        title=lambda found: found.title,
        unit=_no_unit,
        address=lambda found: reverse("meeting", args=[found.pk]),
    )
)
INSPECTION = keeps(
    Keeper(
        kind="inspection",
        name="专项督查",
        seen=_of(Inspection),
        may_change=_may_change_inspection,
        title=lambda found: found.title,
        unit=lambda found: found.department.code,
        address=lambda found: reverse("inspection", args=[found.pk]),
    )
)
ACTIVITY = keeps(
    Keeper(
        kind="activity",
        name="学习宣传与案例",
        seen=_of(Activity),
        may_change=may_record_activity,
        title=lambda found: found.topic,
        unit=_no_unit,
        address=lambda found: reverse("activity", args=[found.pk]),
    )
)
FULFILMENT = keeps(
    Keeper(
        kind="fulfilment",
        name="履职记录",
        seen=_of(Fulfilment),
        may_change=lambda request, found: may_record(request, found.body),
        title=lambda found: found.title,
        unit=_no_unit,
        address=lambda found: reverse("body", args=[found.body]),
    )
)
