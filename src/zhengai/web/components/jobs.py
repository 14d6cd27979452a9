"""Long work as pages show it: how far it is, what came of it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.core.models import Job, JobState
from zhengai.core.queries import worker_lives
from zhengai.web.components.abouts import address_of
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class JobView:
    """`address` answers HTMX with this part alone; `reload` makes the whole page come anew when the work ends."""

    job: Job
    address: str
    reload: bool
    stuck: bool  # waits, and nobody is there to do it
    links: list[tuple[str, str]]

    @property
    def failed(self) -> bool:
        return self.job.state == JobState.FAILED


def may_see(request: Request, job: Job) -> bool:
    """Who started it, and those who look after data and quality."""
    mine = job.by == request.user.username
    return job.college == request.college.code and (mine or request.person.may(Permission.DATA_VIEW))


def job_view(request: Request, job: Job, *, reload: bool = False) -> JobView:
    address = reverse("job", args=[job.pk])
    return JobView(
        job=job,
        address=f"{address}?reload=1" if reload else address,
        reload=reload,
        stuck=job.state == JobState.QUEUED and not worker_lives(),
        links=_links(request, job),
    )


def _links(request: Request, job: Job) -> list[tuple[str, str]]:
    """An alert is named only to those who may see it: a teacher's rows move values of many subjects."""
    told = [(words, about) for words, about in job.result.get("links", [])]
    numbers = {int(about.partition(":")[2]) for _, about in told if about.startswith("alert:")}
    hidden = {f"alert:{number}" for number in numbers - _seen_alerts(request, numbers)}
    return [(words, address_of(about)) for words, about in told if about not in hidden and address_of(about)]


def _seen_alerts(request: Request, numbers: set[int]) -> set[int]:
    if not numbers:
        return set()
    found = disclosed_alerts(request.person, Alert.objects.filter(college=request.college, pk__in=numbers))
    if not request.person.sees_everything(Permission.ALERT_VIEW):
        within = request.person.subjects(Permission.ALERT_VIEW)
        found = found.filter(Exists(within.filter(level=OuterRef("level"), code=OuterRef("subject"))))
    return set(found.values_list("pk", flat=True))
