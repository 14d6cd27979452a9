"""专项督查: what was found where, what is demanded until when, what came of it (ORG-04)."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.following import move_inspection, open_inspection
from zhengai.framework.models import FollowUp, Inspection
from zhengai.framework.queries import section
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.queries.work import departments
from zhengai.framework.rules.following import FollowingRefused, InspectionMove, InspectionState, Recurrence
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.organisation.body import FOLLOWING, may_record
from zhengai.web.desks.organisation.evidenced import INSPECTION
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.desks.organisation.work import fills
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "day": ("day", "pk"),
    "due": ("due", "pk"),
    "department": ("department__name", "-day"),
    "title": ("title", "-day"),
}
FIELDS = ("body", "title", "topic", "department", "day", "finding", "demand", "due", "clean")
LOOKS = {"open": "warning", "answered": "notice", "closed": "target_met"}


@needs(Permission.ORGANISATION_VIEW)
def inspections(request: Request) -> HttpResponse:
    everything = Inspection.objects.filter(college=request.college).select_related("department")
    rows, wanted = everything, {name: request.GET.get(name, "").strip() for name in ("q", "state", "topic")}
    if wanted["state"]:
        rows = rows.filter(state=wanted["state"])
    if wanted["topic"]:
        rows = rows.filter(topic=wanted["topic"])
    if text := wanted["q"]:
        rows = rows.filter(
            Q(title__icontains=text) | Q(finding__icontains=text) | Q(department__name__icontains=text)
        )
    if request.GET.get("format") == "xlsx":
        return _export(list(sorted_rows(request, rows, SORTS, "-day")[0][:MOST_ROWS]))
    counted = Counter(everything.values_list("state", flat=True))
    shown = listing(request, rows, SORTS, "-day")
    context = {
        "listing": shown,
        "lines": [(each, LOOKS[each.state]) for each in shown],
        "total": counted.total(),
        "states": [(state.value, state.chinese, counted[state.value]) for state in InspectionState],
        "topics": _topics(request),
        "waiting": counted["open"],
        "answered": counted["answered"],
        "wanted": wanted,
        "today": today(request.college),
        "may_open": bool(_bodies(request)) or request.person.may(Permission.ORGANISATION_EDIT),
    }
    return answer(
        request, "desks/organisation/inspections.html", "desks/organisation/_inspections.html", context
    )


def _export(rows: list[Inspection]) -> HttpResponse:
    headers = [
        "督查事项",
        "督查内容",
        "部门",
        "督查日期",
        "发现的问题",
        "整改要求",
        "整改期限",
        "状态",
        "整改结果",
    ]
    lines = [
        [
            row.title, row.topic, row.department.name, row.day.isoformat(), row.finding, row.demand, row.due.isoformat(),
            row.get_state_display(), row.result,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("专项督查", headers, lines)


def _topics(request: Request) -> list[tuple[str, str]]:
    """Name and hint of what the scheme says is inspected."""
    return [
        (str(each["name"]), str(each.get("hint", "")))
        for each in section(request.college, "inspection_topics")
    ]


def _bodies(request: Request) -> list[tuple[str, str]]:
    """The bodies the person may inspect for."""
    return [
        (code, each.name)
        for code, each in body_tree(request.college).bodies.items()
        if may_record(request, code)
    ]


@needs(Permission.ORGANISATION_VIEW)
def inspection_new(request: Request) -> HttpResponse:
    """For the office and the members of a body."""
    bodies = _bodies(request)
    if not bodies and not request.person.may(Permission.ORGANISATION_EDIT):
        raise PermissionDenied("专项督查由督查机构的成员和质管办开展。")
    typed = dict.fromkeys(FIELDS, "") | {"day": today(request.college).isoformat()}
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            made = _opened(request, typed, [code for code, _ in bodies])
        except (FollowingRefused, OrganisationRefused) as refusal:
            error = f"{refusal}。"
        else:
            told = (
                "督查已登记"
                if made.state == InspectionState.CLOSED
                else "督查已登记，部门负责人在工作台会看到整改要求"
            )
            messages.success(request, f"{told}。")
            return HttpResponseRedirect(reverse("inspection", args=[made.pk]))
    context = {
        "bodies": bodies,
        "topics": _topics(request),
        "departments": list(departments(request.college)),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/organisation/inspection_new.html", context)


def _opened(request: Request, typed: dict[str, str], bodies: list[str]) -> Inspection:
    department = departments(request.college).filter(code=typed["department"]).first()
    clean = bool(typed["clean"])
    day, due = dated(typed["day"]), dated(typed["day"] if clean else typed["due"])
    if department is None or day is None or due is None:
        raise FollowingRefused("请选部门，写督查日期和整改期限")
    if typed["body"] and typed["body"] not in bodies:
        raise FollowingRefused("请选您所在的督查机构")
    return open_inspection(
        college=request.college, body=typed["body"], title=typed["title"], department=department, day=day,
        finding=typed["finding"], demand=typed["demand"], due=due, topic=typed["topic"], clean=clean, by=request.user.username,
    )  # fmt: skip


@needs(Permission.ORGANISATION_VIEW)
def inspection(request: Request, number: int) -> HttpResponse:
    found = _inspection(request, number)
    about = f"inspection:{found.pk}"
    typed, error = take_typed(request, about, ("text",))
    followed_typed, followed_error = take_typed(request, f"follow-{about}", FOLLOWING)
    body = body_tree(request.college).bodies.get(found.body)
    events = list(found.events.all())
    names = names_of({each.by for each in events} | {found.by})
    checks = _checks(request, found)
    context = {
        "inspection": found,
        "look": LOOKS[found.state],
        "body": body,
        "events": [(each, names.get(each.by, each.by)) for each in events],
        "who": names.get(found.by, found.by),
        "may_answer": found.state == InspectionState.OPEN and fills(request, found.department),
        "may_check": found.state == InspectionState.ANSWERED and checks,
        "moving": typed,
        "moving_error": error,
        "followed": list(FollowUp.objects.filter(college=request.college, about=about)),
        "about": about,
        "recurrences": [(each.value, each.chinese) for each in Recurrence],
        "evidence": evidence_box(request, INSPECTION, found),
        "may_record": checks,
        "typed": followed_typed,
        "error": followed_error,
        "today": today(request.college),
    }
    return render(request, "desks/organisation/inspection.html", context)


def _inspection(request: Request, number: int) -> Inspection:
    rows = Inspection.objects.filter(college=request.college, pk=number).select_related("department")
    found = rows.first()
    if found is None:
        raise Http404("没有这项督查")
    return found


def _checks(request: Request, found: Inspection) -> bool:
    return may_record(request, found.body)


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def inspection_move(request: Request, number: int) -> HttpResponse:
    """The department answers; the inspectors and the office close it or send it back."""
    found = _inspection(request, number)
    asked = request.POST.get("move", InspectionMove.ANSWER.value)
    if asked not in list(InspectionMove):
        raise Http404("没有这一步")
    move = InspectionMove(asked)
    allowed = fills(request, found.department) if move is InspectionMove.ANSWER else _checks(request, found)
    if not allowed:
        raise PermissionDenied("整改由部门负责人报告，由督查机构和质管办核查。")
    try:
        move_inspection(
            inspection=found, move=move, text=request.POST.get("text", ""), by=request.user.username
        )
        messages.success(request, f"已{move.chinese}。")
    except FollowingRefused as refusal:
        keep_typed(request, f"inspection:{number}", ("text",), f"{refusal}。")
    return HttpResponseRedirect(reverse("inspection", args=[number]))
