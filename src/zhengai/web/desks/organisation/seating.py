"""What a body's page sends: seats taken and ended, proofs of duties."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.organisation import (
    drop_fulfilment,
    end_term,
    record_fulfilment,
    seat_member,
)
from zhengai.framework.models import BodyMember, Fulfilment
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.organisation.body import DUTY_FIELDS, SEAT_FIELDS, body_or_404, may_record
from zhengai.web.desks.organisation.offers import title_of
from zhengai.web.desks.organisation.years import chosen_year
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def _back(code: str, place: str, period: str = "") -> HttpResponse:
    asked = f"?period={period}" if period else ""
    return HttpResponseRedirect(f"{reverse('body', args=[code])}{asked}#{place}")


def dated(text: str) -> date | None:
    """What a date field sent; null when it is empty. Raises OrganisationRefused."""
    if not text.strip():
        return None
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise OrganisationRefused(f"“{text}”不是日期，请写成 2026-11-20 的样子")
    return found


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def seat(request: Request, code: str) -> HttpResponse:
    body_or_404(request, code)
    told = {name: request.POST.get(name, "") for name in SEAT_FIELDS}
    try:
        seat_member(
            college=request.college,
            body=code,
            seat=told["seat"],
            person_number=told["person_number"],
            person_name=told["person_name"],
            unit=told["unit"],
            office=told["office"],
            term_from=dated(told["term_from"]) or today(request.college),
            term_until=dated(told["term_until"]),
            by=request.user.username,
        )
    except OrganisationRefused as refusal:
        keep_typed(request, f"seat-{code}", SEAT_FIELDS, f"{refusal}。")
        return _back(code, "seat")
    messages.success(request, f"已列入席位：{told['seat'].strip()}。")
    return _back(code, "members")


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def member_end(request: Request, number: int) -> HttpResponse:
    member = BodyMember.objects.filter(college=request.college, pk=number).first()
    if member is None:
        raise Http404("没有这个席位")
    try:
        until = dated(request.POST.get("until", "")) or today(request.college)
        end_term(member=member, on=until, by=request.user.username)
        messages.success(request, f"任期到{until.month}月{until.day}日为止。")
    except OrganisationRefused as refusal:
        messages.error(request, f"{refusal}。")
    return _back(member.body, "members")


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def fulfil(request: Request, code: str) -> HttpResponse:
    """For the office and for whoever sits in the body."""
    body_or_404(request, code)
    if not may_record(request, code):
        raise PermissionDenied("履职记录由机构的成员和质管办登记。")
    year, _ = chosen_year(request)
    about, note = request.POST.get("about", ""), request.POST.get("note", "")
    title = title_of(request, about) if about else note.strip().splitlines()[0][:80] if note.strip() else ""
    try:
        if about and not title:
            raise OrganisationRefused("选的佐证已经不在列表里，请重新选择")
        record_fulfilment(
            college=request.college, body=code, duty=request.POST.get("duty", ""), period=year.code,
            about=about, title=title, note=note, by=request.user.username,
        )  # fmt: skip
    except OrganisationRefused as refusal:
        keep_typed(request, f"duty-{code}", DUTY_FIELDS, f"{refusal}。")
        return _back(code, "duties", year.code)
    messages.success(request, "佐证已登记。")
    return _back(code, "duties", year.code)


@require_POST
@needs(Permission.ORGANISATION_VIEW)
def fulfilment_drop(request: Request, code: str, number: int) -> HttpResponse:
    """Sent twice it is taken back once."""
    body_or_404(request, code)
    if not may_record(request, code):
        raise PermissionDenied("履职记录由机构的成员和质管办撤回。")
    found = Fulfilment.objects.filter(college=request.college, body=code, pk=number).first()
    if found is None:
        messages.info(request, "这条佐证已经撤回了。")
        return _back(code, "duties")
    drop_fulfilment(fulfilment=found, by=request.user.username)
    messages.success(request, "已撤回这条佐证，审计记录里保留了登记和撤回。")
    return _back(code, "duties", found.period)
