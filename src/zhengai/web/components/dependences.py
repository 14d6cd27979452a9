"""Which dependences a person may see, and what was sent out of a finding or an improvement, for the pages that show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.improvement.depending import dependences, received_by
from zhengai.improvement.models import Dependence
from zhengai.improvement.rules.dependence import DependenceState
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.request import Request

_S = DependenceState
LOOKS = {
    _S.SENT: "warning",
    _S.ACCEPTED: "notice",
    _S.ANSWERED: "target_met",
    _S.DECLINED: "below_standard",
    _S.CLOSED: "standard_met",
    _S.WITHDRAWN: "no_data",
}


@dataclass(frozen=True)
class Shown:
    dependence: Dependence
    look: str


def shown(found: Iterable[Dependence]) -> list[Shown]:
    return [Shown(each, LOOKS[DependenceState(each.state)]) for each in found]


def receives(request: Request) -> Q:
    """Sent to places for which the person answers, by the place or by a role given for it."""
    named = [(grant.level, grant.subject) for grant in request.person.grants if grant.subject]
    office = request.person.may(Permission.ROUND_OPEN)
    return received_by(request.user.person_number or "-", named, office=office)


def seen_dependences(request: Request) -> QuerySet[Dependence]:
    """Those of the places a person may see, at either end. People from outside see no single person's."""
    found = dependences(request.college)
    if request.person.is_outside:
        found = found.exclude(subject__level__in=PERSONAL)
    if request.person.sees_everything(Permission.IMPROVEMENT_VIEW):
        return found
    held = request.person.subjects(Permission.IMPROVEMENT_VIEW).order_by().values("pk")
    return found.filter(Q(subject__in=held) | Q(target__in=held) | receives(request))


def sent_out_of(request: Request, sources: Iterable[str]) -> list[Shown]:
    """Of a page's findings or its improvement, oldest first; the page itself decides who sees it."""
    wanted = set(sources)
    return shown(dependences(request.college).filter(source__in=wanted).order_by("id")) if wanted else []
