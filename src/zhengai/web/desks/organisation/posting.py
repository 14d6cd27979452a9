"""定岗定责: one piece of work of all departments; how far each is, is derived (ORG-12)."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.framework.actions.posting import close_post_campaign, open_post_campaign
from zhengai.framework.models import PostCampaign
from zhengai.framework.queries.posting import DepartmentStanding, standings
from zhengai.framework.queries.work import departments
from zhengai.framework.rules.posting import PostingRefused, PostingState
from zhengai.regulations.tying import tied_to_posts
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("title", "lead", "due")
LOOKS = {PostingState.NOTHING: "blind", PostingState.UNDERWAY: "warning", PostingState.COMPLETE: "met"}


@needs(Permission.ORGANISATION_VIEW)
def post_campaigns(request: Request) -> HttpResponse:
    """Those there were, and beginning one."""
    typed, error = take_typed(request, "posting", FIELDS)
    found = PostCampaign.objects.filter(college=request.college).select_related("lead")
    context = {
        "campaigns": list(found),
        "is_open": found.filter(closed_at__isnull=True).exists(),
        "departments": list(departments(request.college)),
        "may_open": request.person.may(Permission.ORGANISATION_EDIT),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/organisation/posting_list.html", context)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def post_campaign_open(request: Request) -> HttpResponse:
    known = departments(request.college)
    try:
        made = open_post_campaign(
            college=request.college,
            title=request.POST.get("title", ""),
            lead=known.filter(code=request.POST.get("lead", "")).first(),
            departments=_chosen(request, known),
            due=_day(request.POST.get("due", "")),
            by=request.user.username,
        )
    except PostingRefused as refusal:
        keep_typed(request, "posting", FIELDS, f"{refusal}。")
        return HttpResponseRedirect(reverse("post-campaigns"))
    messages.success(request, "已经开始，各部门的负责人收到了消息。")
    return HttpResponseRedirect(reverse("post-campaign", args=[made.pk]))


def _chosen(request: Request, known: QuerySet[Subject]) -> list[Subject]:
    return list(known.filter(code__in=request.POST.getlist("departments")))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise PostingRefused("请写期限，例如 2026-12-31") from None


def _campaign_or_404(request: Request, number: int) -> PostCampaign:
    found = PostCampaign.objects.filter(college=request.college, pk=number).select_related("lead").first()
    if found is None:
        raise Http404("没有这次定岗定责")
    found.college = request.college
    return found


@needs(Permission.ORGANISATION_VIEW)
def post_campaign(request: Request, number: int) -> HttpResponse:
    found = _campaign_or_404(request, number)
    held = standings(found)
    if request.GET.get("format") == "xlsx":
        return _published(found) if found.closed_at else _lacking(found, held)
    typed, error = take_typed(request, f"posting-{number}", ("reason",))
    counted = Counter(each.state for each in held)
    wanted = request.GET.get("state", "")
    context = {
        "campaign": found,
        "rows": [(each, LOOKS[each.state]) for each in held if not wanted or each.state == wanted],
        "states": [(s.value, s.chinese, counted[s]) for s in PostingState if counted[s]],
        "wanted": wanted,
        "total": len(held),
        "complete": counted[PostingState.COMPLETE],
        "gaps": sum(len(each.checked.gaps) for each in held),
        "untied": sum(
            not (post.get("regulations") or post.get("workflows"))
            for department in found.published
            for post in department["posts"]
        ),
        "may_close": found.closed_at is None and request.person.may(Permission.ORGANISATION_EDIT),
        "today": today(request.college),
        "names": names_of({found.opened_by, found.closed_by}),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/organisation/posting.html", context)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def post_campaign_close(request: Request, number: int) -> HttpResponse:
    found = _campaign_or_404(request, number)
    try:
        close_post_campaign(
            campaign=found,
            reason=request.POST.get("reason", ""),
            tied=tied_to_posts(request.college),
            by=request.user.username,
        )
        messages.success(request, "已经结束，岗位说明和工作清单公布在这里。")
    except PostingRefused as refusal:
        keep_typed(request, f"posting-{number}", ("reason",), f"{refusal}。")
    return HttpResponseRedirect(reverse("post-campaign", args=[number]))


def _lacking(found: PostCampaign, held: list[DepartmentStanding]) -> HttpResponse:
    lines = [
        [each.department.name, each.state.chinese, gap.kind.chinese, gap.text]
        for each in held
        for gap in each.checked.gaps
    ]
    lines += [
        [each.department.name, each.state.chinese, "", ""]
        for each in held
        if each.state is PostingState.NOTHING
    ]
    return workbook(f"{found.title}缺项", ["部门名称", "状态", "缺什么", "哪一条"], lines)


def _published(found: PostCampaign) -> HttpResponse:
    lines = [
        [
            department["name"], post["section"], post["name"], "、".join(post["people"]), work["duty"], work["text"],
            work["standard"], "、".join(post.get("regulations", ())), "、".join(post.get("workflows", ())),
        ]
        for department in found.published
        for post in department["posts"]
        for work in post["works"]
    ]  # fmt: skip
    headers = [
        "部门名称",
        "科室",
        "岗位",
        "任岗人",
        "部门职责",
        "具体化的工作",
        "工作标准",
        "工作制度",
        "工作流程",
    ]
    return workbook(f"{found.title}岗位说明", headers, lines)
