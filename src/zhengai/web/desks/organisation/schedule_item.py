"""One item of the schedule: who answers for it, its steps with what proves them, and the next step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility
from zhengai.college.queries import today
from zhengai.framework.actions.schedule import assign_item, move_item
from zhengai.framework.models import ScheduleItem
from zhengai.framework.queries.schedule import schedule_items, scheduled, start_of
from zhengai.framework.rules.schedule import ScheduleMove, ScheduleRefused, ScheduleState, moves_from
from zhengai.web.components.abouts import address_of
from zhengai.web.components.evidence import Keeper, evidence_box, keeps
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.organisation.offers import offers, title_of
from zhengai.web.desks.organisation.schedule import badge_of, departments_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("text", "about", "due")
ASSIGNED = ("owner_number", "owner_name", "department", "note")


def item_or_404(request: Request, number: int) -> ScheduleItem:
    found = schedule_items(request.college).filter(pk=number).first()
    if found is None:
        raise Http404("没有这项建设工作")
    found.college = request.college
    return found


def may_move(request: Request, item: ScheduleItem) -> bool:
    """The office, the owner, and whoever answers for one of its departments."""
    if request.person.may(Permission.ORGANISATION_EDIT):
        return True
    number = request.user.person_number
    if not number:
        return False
    answered = Responsibility.objects.filter(
        subject__college=request.college, subject__level="department",
        subject__name__in=departments_of(item), person_number=number,
    )  # fmt: skip
    return item.owner_number == number or answered.exists()


def _seen(request: Request) -> QuerySet[ScheduleItem]:
    found = schedule_items(request.college)
    return found if request.person.may(Permission.ORGANISATION_VIEW) else found.none()


SCHEDULE = keeps(
    Keeper(
        kind="schedule",
        name="建设工作",
        seen=_seen,
        may_change=may_move,
        title=str,
        unit=lambda found: "",
        address=lambda found: reverse("schedule-item", args=[found.pk]),
    )
)


@needs(Permission.ORGANISATION_VIEW)
def schedule_item(request: Request, number: int) -> HttpResponse:
    found = item_or_404(request, number)
    start, day = start_of(request.college), today(request.college)
    assert start is not None  # items come in with it
    (this,) = scheduled([found], start, day)
    typed, error = take_typed(request, f"schedule-{number}", FIELDS)
    events = list(found.events.all())
    names = names_of({each.by for each in events})
    moves = moves_from(ScheduleState(found.state))
    if found.month is None and ScheduleMove.POSTPONE in moves:
        moves.remove(ScheduleMove.POSTPONE)
    moving = may_move(request, found)
    context = {
        "this": this,
        "item": found,
        "badge": badge_of(this),
        "events": [(each, address_of(each.about), names.get(each.by, each.by)) for each in events],
        "moves": [(move.value, move.chinese) for move in moves],
        "may_move": moving,
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
        "offers": offers(request) if moving else [],
        "evidence": evidence_box(request, SCHEDULE, found),
        "typed": typed,
        "error": error,
        "start": start,
        "today": day,
    }
    return render(request, "desks/organisation/schedule_item.html", context)


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def schedule_move(request: Request, number: int) -> HttpResponse:
    """For the office, the owner and the responsible department."""
    found = item_or_404(request, number)
    if not may_move(request, found):
        raise PermissionDenied("这项工作由责任人、责任部门负责人和质管办推进。")
    about = request.POST.get("about", "")
    try:
        title = title_of(request, about) if about else ""
        if about and not title:
            raise ScheduleRefused("选的佐证已经不在列表里，请重新选择")
        if request.POST.get("move", "") not in list(ScheduleMove):
            raise ScheduleRefused("请选择下一步")
        move_item(
            item=found, move=ScheduleMove(request.POST["move"]), text=request.POST.get("text", ""), about=about,
            title=title, due=request.POST.get("due", ""), by=request.user.username,
        )  # fmt: skip
        messages.success(request, "已记下。")
    except ScheduleRefused as refusal:
        keep_typed(request, f"schedule-{number}", FIELDS, f"{refusal}。")
    return HttpResponseRedirect(reverse("schedule-item", args=[number]))


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def schedule_assign(request: Request, number: int) -> HttpResponse:
    found = item_or_404(request, number)
    told = {name: request.POST.get(name, "") for name in ASSIGNED}
    try:
        assign_item(item=found, by=request.user.username, **told)
        messages.success(request, "责任人和部门已保存。")
    except ScheduleRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("schedule-item", args=[number]))
