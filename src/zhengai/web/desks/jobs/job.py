"""One piece of long work: how far it is, and what came of it."""

from django.http import Http404, HttpResponse

from zhengai.accounts.models import User
from zhengai.core.models import Job
from zhengai.web.components.jobs import job_view, may_see
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request


@for_everyone
def job(request: Request, number: int) -> HttpResponse:
    found = Job.objects.filter(pk=number).first()
    if found is None or not may_see(request, found):
        raise Http404("没有这项工作，或者它是别人发起的")
    reload = bool(request.GET.get("reload"))
    starter = User.objects.filter(username=found.by).first()
    context = {
        "shown": job_view(request, found, reload=reload),
        "job": found,
        "starter": str(starter or "平台"),
    }
    response = answer(request, "desks/jobs/job.html", "components/job.html", context)
    if reload and not found.live and request.htmx:
        response["HX-Refresh"] = "true"
    return response
