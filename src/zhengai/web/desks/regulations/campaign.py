"""A clean-up campaign: one decision on every regulation, and whether what was decided has been done."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.campaigns import close_campaign, decide_on, open_campaign
from zhengai.regulations.models import Campaign, Regulation
from zhengai.regulations.queries import followed_up, progress
from zhengai.regulations.rules.machine import Decision, RegulationRefused, RegulationState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.regulations.seen import sees_all
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "name": ("regulation__name",),
    "department": ("regulation__department", "regulation__code"),
    "decision": ("decision", "regulation__code"),
}


@needs(Permission.SCHEME_EDIT)
def begin(request: Request) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            opened = open_campaign(
                college=request.college,
                title=request.POST.get("title", ""),
                due=_day(request.POST.get("due", "")),
                by=request.user.username,
            )
        except RegulationRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "清理已经开始，各部门可以逐项作决定了。")
            return HttpResponseRedirect(reverse("campaign", args=[opened.pk]))
    held = Regulation.objects.filter(college=request.college, active=True, state=RegulationState.IN_FORCE)
    context = {
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("title", "due")},
        "count": held.count(),
    }
    return render(request, "desks/regulations/campaign_new.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RegulationRefused("请写期限，例如 2026-12-31") from None


def _campaign_or_404(request: Request, number: int) -> Campaign:
    found = Campaign.objects.filter(college=request.college, pk=number).first()
    if found is None or not sees_all(request):
        raise Http404("没有这次清理，或者它不在您的查看范围内")
    found.college = request.college
    return found


@needs(Permission.REGULATION_VIEW)
def campaign(request: Request, number: int) -> HttpResponse:
    found = _campaign_or_404(request, number)
    lines = found.decisions.select_related("regulation")
    wanted = request.GET.get("decision", "")
    chosen = lines
    if wanted == "open":
        chosen = lines.filter(decision="")
    elif wanted in set(Decision):
        chosen = lines.filter(decision=wanted)
    if department := request.GET.get("department", ""):
        chosen = chosen.filter(regulation__department=department)
    if text := request.GET.get("q", "").strip():
        chosen = chosen.filter(regulation__name__icontains=text)
    if request.GET.get("format") == "xlsx":
        rows = sorted_rows(request, chosen, SORTS, "name")[0]
        return workbook(
            found.title,
            ["代码", "制度名称", "责任部门", "决定", "理由"],
            [
                [
                    each.regulation.code,
                    each.regulation.name,
                    each.regulation.department,
                    each.get_decision_display(),
                    each.reason,
                ]
                for each in rows
            ],
        )
    shown = listing(request, chosen, SORTS, "name")
    told = progress(found)
    waiting = [each for each in followed_up(found) if not vars(each)["done"]]
    departments = lines.exclude(regulation__department="").order_by("regulation__department")
    context: dict[str, Any] = {
        "campaign": found,
        "listing": shown,
        "names": names_of({each.decided_by for each in shown}),
        "progress": told,
        "counts": [(each.value, each.chinese, number) for each, number in told.counts.items()],
        "decisions": [(each.value, each.chinese) for each in Decision],
        "wanted": wanted,
        "departments": list(departments.values_list("regulation__department", flat=True).distinct()),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "waiting": waiting,
        "today": today(request.college),
        "may_decide": found.closed_at is None and request.person.may(Permission.REGULATION_EDIT),
        "may_close": found.closed_at is None and request.person.may(Permission.SCHEME_EDIT),
        "here": request.get_full_path(),
    }
    return answer(request, "desks/regulations/campaign.html", "desks/regulations/_lines.html", context)


@require_POST
@needs(Permission.REGULATION_EDIT)
def decide(request: Request, number: int) -> HttpResponse:
    """One regulation's decision, or the end of the campaign."""
    found = _campaign_or_404(request, number)
    address = reverse("campaign", args=[number])
    kept = request.POST.get("kept", "")
    try:
        if request.POST.get("move") == "close":
            messages.success(request, _close(request, found))
            return HttpResponseRedirect(address)
        line = _decide(request, found)
    except RegulationRefused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(f"{address}?{kept}" if kept else address)
    messages.success(request, line)
    return HttpResponseRedirect(f"{address}?{kept}" if kept else address)


def _close(request: Request, found: Campaign) -> str:
    if not request.person.may(Permission.SCHEME_EDIT):
        raise RegulationRefused("清理由质管办结束")
    close_campaign(campaign=found, by=request.user.username)
    return "清理已经结束；要修订和废止的制度列在下面，逐项办理。"


def _decide(request: Request, found: Campaign) -> str:
    asked, number = request.POST.get("decision", ""), request.POST.get("regulation", "")
    if asked not in set(Decision):
        raise RegulationRefused("请选择一个决定")
    held = Regulation.objects.filter(college=request.college, pk=int(number) if number.isdecimal() else 0)
    regulation = held.first()
    if regulation is None:
        raise RegulationRefused("没有找到这项制度，请刷新页面再试")
    line = decide_on(
        campaign=found,
        regulation=regulation,
        decision=Decision(asked),
        reason=request.POST.get("reason", ""),
        by=request.user.username,
    )
    return f"“{regulation.name}”：{line.get_decision_display()}。"
