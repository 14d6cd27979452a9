"""会议与督办: the meetings of bodies, what somebody has to do after them, and what is done."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.models import FollowUp, Meeting
from zhengai.framework.queries.organisation import body_tree
from zhengai.web.components.abouts import address_of
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"day": ("day", "pk"), "title": ("title", "-day"), "body": ("body", "-day")}
FOLLOWING_SORTS = {"due": ("due", "pk"), "owner": ("owner_name", "due")}
SOURCES = {"meeting": "会议", "inspection": "专项督查", "body": "机构职责"}


@dataclass(frozen=True)
class Line:
    meeting: Meeting
    body: str
    open: int
    done: int


@needs(Permission.ORGANISATION_VIEW)
def meetings(request: Request) -> HttpResponse:
    names = {code: each.name for code, each in body_tree(request.college).bodies.items()}
    rows = Meeting.objects.filter(college=request.college)
    total = rows.count()
    wanted = {name: request.GET.get(name, "").strip() for name in ("body", "q")}
    if wanted["body"]:
        rows = rows.filter(body=wanted["body"])
    if text := wanted["q"]:
        rows = rows.filter(
            Q(title__icontains=text) | Q(agenda__icontains=text) | Q(decisions__icontains=text)
        )
    if request.GET.get("format") == "xlsx":
        return _export(names, list(sorted_rows(request, rows, SORTS, "-day")[0][:MOST_ROWS]))
    shown = listing(request, rows, SORTS, "-day")
    waiting = FollowUp.objects.filter(college=request.college, done_on__isnull=True)
    context = {
        "listing": shown,
        "lines": _lines(request, list(shown), names),
        "total": total,
        "bodies": list(names.items()),
        "wanted": wanted,
        "open": waiting.count(),
        "late": waiting.filter(due__lt=today(request.college)).count(),
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
    }
    return answer(request, "desks/organisation/meetings.html", "desks/organisation/_meetings.html", context)


def _lines(request: Request, rows: list[Meeting], names: dict[str, str]) -> list[Line]:
    abouts = [f"meeting:{row.pk}" for row in rows]
    held = FollowUp.objects.filter(college=request.college, about__in=abouts).values_list("about", "done_on")
    open_ones = Counter(about for about, done in held if done is None)
    done_ones = Counter(about for about, done in held if done is not None)
    return [
        Line(
            row, names.get(row.body, row.body), open_ones[f"meeting:{row.pk}"], done_ones[f"meeting:{row.pk}"]
        )
        for row in rows
    ]


def _export(names: dict[str, str], rows: list[Meeting]) -> HttpResponse:
    headers = ["日期", "机构", "会议", "地点", "出席", "议程", "纪要", "决议"]
    lines = [
        [
            row.day.isoformat(), names.get(row.body, row.body), row.title, row.place, row.present, row.agenda,
            row.minutes, row.decisions,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("会议", headers, lines)


@needs(Permission.ORGANISATION_VIEW)
def follow_ups(request: Request) -> HttpResponse:
    everything = FollowUp.objects.filter(college=request.college)
    rows = _narrowed(request, everything)
    if request.GET.get("format") == "xlsx":
        return _export_following(sorted_rows(request, rows, FOLLOWING_SORTS, "due")[0])
    shown = listing(request, rows, FOLLOWING_SORTS, "due")
    day = today(request.college)
    waiting = everything.filter(done_on__isnull=True)
    context = {
        "listing": shown,
        "lines": [
            (each, SOURCES.get(each.about.partition(":")[0], ""), address_of(each.about)) for each in shown
        ],
        "total": everything.count(),
        "open": waiting.count(),
        "late": waiting.filter(due__lt=day).count(),
        "wanted": {name: request.GET.get(name, "") for name in ("q", "state")},
        "today": day,
    }
    return answer(
        request, "desks/organisation/follow_ups.html", "desks/organisation/_follow_ups.html", context
    )


def _narrowed(request: Request, rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in ("", "late"):
        rows = rows.filter(done_on__isnull=True)
    if state == "late":
        rows = rows.filter(due__lt=today(request.college))
    if state == "done":
        rows = rows.filter(done_on__isnull=False)
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(owner_name__icontains=text))
    return rows


def _export_following(rows: QuerySet[FollowUp]) -> HttpResponse:
    headers = ["事项", "来自", "责任人", "工号", "期限", "周期", "完成日期", "结果"]
    lines = [
        [
            row.text, SOURCES.get(row.about.partition(":")[0], ""), row.owner_name, row.owner_number,
            row.due.isoformat(), row.get_recurrence_display(), row.done_on.isoformat() if row.done_on else "", row.result,
        ]
        for row in rows[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("督办事项", headers, lines)
