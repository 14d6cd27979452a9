"""Which regulations a person sees: what is in force is for everybody, drafts and plans for those who work on them."""

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import section
from zhengai.regulations import queries
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationState
from zhengai.web.shell.request import Request


def sees_all(request: Request) -> bool:
    person = request.person
    return person.may(Permission.REGULATION_EDIT) or person.may(Permission.COCKPIT_VIEW)


def seen_regulations(request: Request) -> QuerySet[Regulation]:
    found = queries.regulations(request.college)
    return found if sees_all(request) else found.exclude(state=RegulationState.PLANNED)


def regulation_or_404(request: Request, number: int) -> Regulation:
    found = seen_regulations(request).filter(pk=number).select_related("replaces").first()
    if found is None:
        raise Http404("没有这项制度，它可能还在制定")
    found.college = request.college
    return found


def topics(request: Request) -> list[str]:
    """Those of the scheme, then those in use beside them."""
    told = [str(each["name"]) for each in section(request.college, "regulation_topics")]
    used = Regulation.objects.filter(college=request.college, active=True).exclude(topic="")
    return list(dict.fromkeys([*told, *used.order_by("topic").values_list("topic", flat=True).distinct()]))


def systems(request: Request) -> dict[str, str]:
    return {str(each["code"]): str(each["name"]) for each in section(request.college, "systems")}
