"""What the security administrator does: give a role, end it, take back one given by mistake."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhengai.accounts.granting import end_grant, grant_role, withdraw_grant
from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ROLES, Permission, Refused, Scope
from zhengai.college.queries import subjects, today
from zhengai.web.components.picking import NotPicked, pick
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.accounts.account import GRANT_FIELDS
from zhengai.web.desks.accounts.shown import account_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.GRANT_EDIT)
def give(request: Request, number: int) -> HttpResponse:
    found = account_or_404(number)
    try:
        grant = _given(request, found)
    except (Refused, NotPicked) as refusal:
        keep_typed(request, f"grant-{number}", GRANT_FIELDS, f"{refusal}。")
        return HttpResponseRedirect(f"{reverse('account', args=[number])}#give")
    messages.success(request, f"已让{found}担任“{request.person.word(grant.role)}”。")
    return HttpResponseRedirect(reverse("account", args=[number]))


def _given(request: Request, found: User) -> Grant:
    role = ROLES.get(request.POST.get("role", ""))
    if role is None:
        raise Refused("请选择角色")
    level, subject = "", ""
    if role.level:
        picked = pick(subjects(request.college, role.level), request.POST.get("subject", ""), "本校")
        level, subject = picked.level, picked.code
    elif role.scope is Scope.SELF:
        level, subject = (role.code, found.person_number) if found.person_number else ("", "")
    return grant_role(
        user=found,
        role=role.code,
        college=request.college.code,
        level=level,
        subject=subject,
        valid_from=_day(request, "from") or today(request.college),
        valid_until=_day(request, "until"),
        by=request.user.username,
    )


def _day(request: Request, field: str) -> date | None:
    text = request.POST.get(field, "").strip()
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"“{text}”不是一个日期，请写成 2026-11-20 的样子")
    return found


@require_POST
@needs(Permission.GRANT_EDIT)
def end(request: Request, number: int) -> HttpResponse:
    """结束 with a day, or 撤销 what was given since today."""
    grant = Grant.objects.select_related("user").filter(pk=number, college=request.college.code).first()
    if grant is None:
        raise Http404("没有这项授权，可能已经撤销。请回到账户页面查看")
    name, day = request.person.word(grant.role), today(request.college)
    try:
        if request.POST.get("move") == "withdraw":
            withdraw_grant(grant=grant, on=day, by=request.user.username)
            messages.success(request, f"已撤销{grant.user}的“{name}”。")
        else:
            last = _day(request, "until") or day
            end_grant(grant=grant, on=last, by=request.user.username)
            messages.success(request, f"{grant.user}的“{name}”到 {last} 为止。")
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("account", args=[grant.user_id]))
