"""成批建立账户: what it would do, doing it in the background, and the list that is handed out exactly once."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengai.accounts.handouts import take_handout, waiting_users
from zhengai.accounts.models import Handout
from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission, Refused
from zhengai.college.models import Membership, Subject
from zhengai.college.people import PEOPLE, opening
from zhengai.college.tasks import start_opening, start_renewal
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN = 20


@needs(Permission.ACCOUNT_EDIT)
def begin(request: Request) -> HttpResponse:
    context = {
        "openings": [(opening(request.college, level), request.person.word(level)) for level in PEOPLE],
        "handouts": list(Handout.objects.filter(college=request.college.code)[:_SHOWN]),
    }
    return render(request, "desks/accounts/open.html", context)


@require_POST
@needs(Permission.ACCOUNT_EDIT)
def start(request: Request) -> HttpResponse:
    level = request.POST.get("level", "")
    try:
        job = start_opening(college=request.college, level=level, by=request.user.username)
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("accounts-open"))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def _handout(request: Request, number: int) -> Handout:
    found = Handout.objects.filter(pk=number, college=request.college.code).first()
    if found is None:
        raise Http404("没有这份密码表")
    return found


@needs(Permission.ACCOUNT_EDIT)
def handout(request: Request, number: int) -> HttpResponse:
    found = _handout(request, number)
    people = names_of({found.made_by, found.taken_by})
    context = {
        "handout": found,
        "role": request.person.word(found.role),
        "waiting": waiting_users(found).count(),
        "number": found.users.count(),
        "made_by": people.get(found.made_by, found.made_by),
        "taken_by": people.get(found.taken_by, found.taken_by),
    }
    return render(request, "desks/accounts/handout.html", context)


@never_cache
@require_POST
@needs(Permission.ACCOUNT_EDIT)
def take(request: Request, number: int) -> HttpResponse:
    found = _handout(request, number)
    try:
        handed = take_handout(handout=found, by=request.user.username)
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("handout", args=[number]))
    places = _places(request, found.role)
    headers = ["部门", "班级", "姓名", "工号或学号", "用户名", "一次性密码"]
    rows = sorted(
        [*places.get(each.person_number, ("", "")), each.display_name, each.person_number, each.username,
         each.password]
        for each in handed
    )  # fmt: skip
    return workbook(f"{request.person.word(found.role)}一次性密码", headers, rows)


def _places(request: Request, level: str) -> dict[str, tuple[str, str]]:
    """Number → department and class, by which the list is cut up and passed on."""
    of_level = Subject.objects.filter(college=request.college, level=level)
    classes = dict(
        Membership.objects.filter(part__in=of_level.order_by(), whole__level="class").values_list(
            "part__code", "whole__name"
        )
    )
    departments = of_level.values_list("code", "department__name")
    return {code: (name or "", classes.get(code, "")) for code, name in departments}


@require_POST
@needs(Permission.ACCOUNT_EDIT)
def renew(request: Request, number: int) -> HttpResponse:
    found = _handout(request, number)
    try:
        job = start_renewal(college=request.college, handout=found, by=request.user.username)
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("handout", args=[number]))
    return HttpResponseRedirect(reverse("job", args=[job.pk]))
