"""督办事项: given to somebody out of a meeting, a duty or an inspection; finished by them with a result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.following import finish_follow_up, follow_up
from zhengai.framework.models import FollowUp, Inspection, Meeting
from zhengai.framework.rules.following import FollowingRefused, Recurrence
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.abouts import address_of
from zhengai.web.components.evidence import Keeper, evidence_box, keeps
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.organisation.body import FOLLOWING, may_record
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def body_of(request: Request, about: str) -> str:
    """The body out of which it came; raises 404 for what is not there."""
    kind, _, key = about.partition(":")
    if kind == "body":
        return key
    number = int(key) if key.isdigit() else 0
    found: Meeting | Inspection | None = None
    if kind == "meeting":
        found = Meeting.objects.filter(college=request.college, pk=number).first()
    elif kind == "inspection":
        found = Inspection.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这件事的来源")
    return found.body


def may_finish(request: Request, found: FollowUp) -> bool:
    number = request.user.person_number
    return bool(number and number == found.owner_number) or may_record(request, body_of(request, found.about))


def _seen(request: Request) -> QuerySet[FollowUp]:
    found = FollowUp.objects.filter(college=request.college)
    return found if request.person.may(Permission.ORGANISATION_VIEW) else found.none()


FOLLOW_UP = keeps(
    Keeper(
        kind="follow_up",
        name="督办事项",
        seen=_seen,
        may_change=may_finish,
        title=lambda found: found.text,
        unit=lambda found: "",
        address=lambda found: reverse("follow-up", args=[found.pk]),
    )
)


@needs(Permission.ORGANISATION_VIEW)
def follow_up_page(request: Request, number: int) -> HttpResponse:
    found = _follow_up(request, number)
    typed, error = take_typed(request, f"finish-{number}", ("result",))
    context = {
        "item": found,
        "source": address_of(found.about),
        "may_finish": found.done_on is None and may_finish(request, found),
        "evidence": evidence_box(request, FOLLOW_UP, found),
        "typed": typed,
        "error": error,
        "today": today(request.college),
    }
    return render(request, "desks/organisation/follow_up.html", context)


def _follow_up(request: Request, number: int) -> FollowUp:
    found = FollowUp.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这件督办事项")
    return found


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def follow_up_new(request: Request) -> HttpResponse:
    """`about` in the form says out of what."""
    about = request.POST.get("about", "")
    if not may_record(request, body_of(request, about)):
        raise PermissionDenied("督办事项由机构的成员和质管办交办。")
    told = {name: request.POST.get(name, "") for name in FOLLOWING}
    back = address_of(about) or reverse("follow-ups")
    try:
        due = dated(told["due"])
        if due is None:
            raise FollowingRefused("请写期限")
        if told["recurrence"] not in list(Recurrence):
            raise FollowingRefused("请选周期")
        follow_up(
            college=request.college, about=about, text=told["text"], owner_name=told["owner_name"],
            owner_number=told["owner_number"], due=due, recurrence=Recurrence(told["recurrence"]),
            by=request.user.username,
        )  # fmt: skip
        messages.success(request, f"已交办给{told['owner_name'].strip()}。")
    except (FollowingRefused, OrganisationRefused) as refusal:
        keep_typed(request, f"follow-{about}", FOLLOWING, f"{refusal}。")
    return HttpResponseRedirect(f"{back}#following")


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def follow_up_finish(request: Request, number: int) -> HttpResponse:
    """For the owner and whoever records for the body it came from."""
    found = _follow_up(request, number)
    if not may_finish(request, found):
        raise PermissionDenied("督办事项由责任人和交办的机构办结。")
    try:
        again = finish_follow_up(item=found, result=request.POST.get("result", ""), by=request.user.username)
        after = f"下一次在{again.due.year}年{again.due.month}月{again.due.day}日前。" if again else ""
        messages.success(request, f"已办结。{after}")
    except FollowingRefused as refusal:
        keep_typed(request, f"finish-{number}", ("result",), f"{refusal}。")
    return HttpResponseRedirect(reverse("follow-up", args=[number]))
