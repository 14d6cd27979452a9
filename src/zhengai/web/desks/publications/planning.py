"""The plan: which figures, of which level, how often, for whom."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import ROLES, Permission
from zhengai.indicators.queries import definitions
from zhengai.reports.models import PublicationPlan
from zhengai.reports.publications import end_publication, plan_publication, publish_due
from zhengai.reports.rules.publishing import KINDS, PublicationRefused
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_P = Permission
# what the form holds before anything is typed
_FIRST = {"title": "", "level": "college", "kind": "semester", "wait": "7"}


@needs(_P.INDICATOR_EDIT)
def publication_new(request: Request) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            plan = _planned(request)
        except PublicationRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, f"已制定“{plan.title}”，到期自动发布")
            return HttpResponseRedirect(reverse("publications"))
    names = level_names(request)
    context = {
        "problem": problem,
        "typed": {name: request.POST.get(name, first) for name, first in _FIRST.items()},
        "chosen": request.POST.getlist("indicators"),
        "circle": request.POST.getlist("roles"),
        "indicators": list(definitions(request.college).values_list("code", "name")),
        "levels": [(code, name) for code, name in names.items() if code not in PERSONAL],
        "kinds": [(kind.value, kind.chinese) for kind in KINDS],
        "roles": [
            (code, request.person.word(code))
            for code, role in ROLES.items()
            if _P.REPORT_VIEW in role.permissions
        ],
    }
    return render(request, "desks/publications/new.html", context, status=400 if problem else 200)


def _planned(request: Request) -> PublicationPlan:
    wait = request.POST.get("wait", "").strip()
    return plan_publication(
        college=request.college,
        title=request.POST.get("title", ""),
        indicators=request.POST.getlist("indicators"),
        level=request.POST.get("level", ""),
        period_kind=request.POST.get("kind", ""),
        wait=int(wait) if wait.isascii() and wait.isdecimal() and len(wait) < 5 else -1,
        roles=request.POST.getlist("roles"),
        by=request.user.username,
    )


@require_POST
@needs(_P.INDICATOR_EDIT)
def publication_end(request: Request, number: int) -> HttpResponse:
    plan = PublicationPlan.objects.filter(college=request.college, pk=number).first()
    if plan is None:
        raise Http404("没有这个统计发布计划")
    end_publication(plan=plan, by=request.user.username)
    messages.success(request, f"已停止“{plan.title}”，以前发布的仍然可以看")
    return HttpResponseRedirect(reverse("publications"))


@require_POST
@needs(_P.INDICATOR_EDIT)
def publications_due(request: Request) -> HttpResponse:
    """Without waiting for the night."""
    made = publish_due(college=request.college, by=request.user.username)
    told = f"已发布 {len(made)} 期：{'、'.join(str(each) for each in made)}" if made else "现在没有到期的统计"
    messages.success(request, told)
    return HttpResponseRedirect(reverse("publications"))
