"""The files of a change's five proofs. Drafts and what led to them are for those who see all of a regulation."""

from django.db.models import QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.regulations.models import RegulationChange
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.desks.regulations.seen import sees_all
from zhengai.web.shell.request import Request


def _seen(request: Request) -> QuerySet[RegulationChange]:
    found = RegulationChange.objects.filter(regulation__college=request.college).select_related("regulation")
    if not request.person.may(Permission.REGULATION_VIEW) or not sees_all(request):
        return found.none()
    return found


KEEPER = keeps(
    Keeper(
        kind="regulation_change",
        name="制度变更",
        seen=_seen,
        may_change=lambda request, found: request.person.may(Permission.REGULATION_EDIT),
        title=lambda found: f"{found.regulation.name} {found.get_kind_display()}",
        unit=lambda found: "",
        address=lambda found: f"{reverse('regulation', args=[found.regulation_id])}#change-{found.pk}",
    )
)
