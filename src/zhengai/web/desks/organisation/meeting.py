"""One meeting: called, held, and followed up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.following import record_meeting
from zhengai.framework.models import FollowUp, Meeting
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.following import FollowingRefused, Recurrence
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.organisation.body import FOLLOWING, body_or_404, may_record
from zhengai.web.desks.organisation.evidenced import MEETING
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("title", "day", "place", "present", "agenda", "minutes", "decisions")


@needs(Permission.ORGANISATION_VIEW)
def meeting(request: Request, number: int) -> HttpResponse:
    found = Meeting.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这次会议")
    body = body_tree(request.college).bodies.get(found.body)
    about = f"meeting:{found.pk}"
    typed, error = take_typed(request, f"follow-{about}", FOLLOWING)
    followed = list(FollowUp.objects.filter(college=request.college, about=about))
    context = {
        "meeting": found,
        "body": body,
        "agenda": lines_of(found.agenda),
        "decisions": lines_of(found.decisions),
        "held": bool(found.minutes or found.decisions),
        "followed": followed,
        "open": sum(each.done_on is None for each in followed),
        "about": about,
        "recurrences": [(each.value, each.chinese) for each in Recurrence],
        "who": names_of({found.by}).get(found.by, found.by),
        "may_record": may_record(request, found.body),
        "evidence": evidence_box(request, MEETING, found),
        "typed": typed,
        "error": error,
        "today": today(request.college),
    }
    return render(request, "desks/organisation/meeting.html", context)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@needs(Permission.ORGANISATION_VIEW)
def meeting_new(request: Request, code: str) -> HttpResponse:
    """For the office and the members of the body."""
    return _written(request, code, None)


@needs(Permission.ORGANISATION_VIEW)
def meeting_edit(request: Request, number: int) -> HttpResponse:
    """For the office and the members of the body."""
    found = Meeting.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这次会议")
    return _written(request, found.body, found)


def _written(request: Request, code: str, found: Meeting | None) -> HttpResponse:
    body = body_or_404(request, code)
    if not may_record(request, code):
        raise PermissionDenied("会议由机构的成员和质管办登记。")
    typed = {name: str(getattr(found, name)) if found else "" for name in FIELDS}
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        told = {name: text for name, text in typed.items() if name != "day"}
        try:
            day = dated(typed["day"])
            if day is None:
                raise FollowingRefused("请写会议日期")
            made = record_meeting(
                college=request.college, body=code, day=day, meeting=found, by=request.user.username, **told
            )
        except (FollowingRefused, OrganisationRefused) as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "会议已保存。")
            return HttpResponseRedirect(reverse("meeting", args=[made.pk]))
    context = {"body": body, "meeting": found, "typed": typed, "error": error}
    return render(request, "desks/organisation/meeting_edit.html", context)
