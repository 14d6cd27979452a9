"""Which results and uses a person sees: those of the departments in reach; outside nobody is named."""

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.performance.models import ResultUse
from zhengai.performance.queries import results
from zhengai.performance.rules import Result
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.components.periods import newest_first
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind


def may_use(request: Request) -> bool:
    return request.person.may(Permission.ORGANISATION_EDIT)


def sees_whole(request: Request) -> bool:
    return request.person.sees_everything(Permission.COCKPIT_VIEW)


def year_of(request: Request) -> tuple[Period, list[Period]]:
    """The running academic year until the address says otherwise."""
    calendar = calendar_of(request.college)
    years = [each for each in calendar.all() if each.kind is PeriodKind.ACADEMIC_YEAR]
    wanted = request.POST.get("period") or request.GET.get("period")
    running = calendar.containing(today(request.college), PeriodKind.ACADEMIC_YEAR)
    chosen = next((each for each in years if each.code == wanted), running)
    return chosen or newest_first(calendar, [each.code for each in years])[0], years


def seen_results(request: Request, year: Period) -> list[Result]:
    reached = request.person.subjects(Permission.COCKPIT_VIEW).filter(level="department").order_by()
    departments = dict(reached.values_list("pk", "name"))
    found = results(request.college, year, departments, whole=sees_whole(request))
    if not request.person.is_outside:
        return found
    return [replace(each, person="", person_name="") for each in found]


def seen_uses(request: Request) -> QuerySet[ResultUse]:
    found = ResultUse.objects.filter(college=request.college).select_related("department")
    if not request.person.may(Permission.COCKPIT_VIEW):
        return found.none()
    if sees_whole(request):
        return found
    reached = request.person.subjects(Permission.COCKPIT_VIEW).filter(level="department")
    return found.filter(Q(department__in=reached.order_by().values("pk")))


KEEPER = keeps(
    Keeper(
        kind="use",
        name="结果运用",
        seen=seen_uses,
        may_change=lambda request, found: may_use(request) and found.withdrawn_at is None,
        title=lambda found: str(found),
        unit=lambda found: found.department.code if found.department else "",
        address=lambda found: reverse("result-use", args=[found.pk]),
    )
)
