"""Which exemptions a person may see: those of the subjects in reach, those they asked for, and all they may decide."""

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.cycles import queries
from zhengai.cycles.models import Exemption
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.scoped import within
from zhengai.web.shell.request import Request


def seen_exemptions(request: Request) -> QuerySet[Exemption]:
    found = queries.exemptions(request.college)
    if request.person.may(Permission.EXEMPTION_DECIDE):
        return found
    if request.person.is_outside:
        return found.exclude(level__in=PERSONAL)
    return within(request.person, Permission.ALERT_VIEW, found) | found.filter(asked_by=request.user.username)


def exemption_or_404(request: Request, number: int) -> Exemption:
    found = seen_exemptions(request).filter(pk=number).select_related("college").first()
    if found is None:
        raise Http404("没有这件例外，或者它不在您的查看范围内")
    return found
