"""What the system administrator does: open an account, correct its name, reset its password, disable it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengai.accounts.actions import (
    disable_account,
    enable_account,
    open_account,
    rename_user,
    reset_password,
    unlock,
)
from zhengai.accounts.models import User
from zhengai.accounts.rules import Permission, Refused
from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.accounts.shown import account_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SENT_TWICE = timedelta(minutes=1)
_FIELDS = ("username", "display_name", "person_number")


@never_cache
@needs(Permission.ACCOUNT_EDIT)
def new(request: Request) -> HttpResponse:
    """The one-time password is shown in the answer itself, so that it is kept nowhere."""
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    error = ""
    if request.method == "POST":
        try:
            user, password = open_account(**typed, by=request.user.username)
            return _told(request, user, password, "new")
        except Refused as refusal:
            error = f"{refusal}。"
            if (again := _just_made(typed)) is not None:
                return _told(request, again, _reset(request, again), "new")
    return render(request, "desks/accounts/new.html", {"typed": typed, "error": error})


def _just_made(typed: dict[str, str]) -> User | None:
    """The same form sent twice: the account is there, and the answer that told its password is lost."""
    told = {name: text.strip() for name, text in typed.items()}
    since = clock.now() - _SENT_TWICE
    return User.objects.filter(
        **told, must_change_password=True, last_login=None, date_joined__gt=since, is_active=True
    ).first()


def _reset(request: Request, user: User) -> str:
    return reset_password(user=user, on=today(request.college), by=request.user.username)


def _told(request: Request, user: User, password: str, why: str) -> HttpResponse:
    context = {"account": user, "password": password, "why": why}
    return render(request, "desks/accounts/told.html", context)


@never_cache
@require_POST
@needs(Permission.ACCOUNT_EDIT)
def reset(request: Request, number: int) -> HttpResponse:
    """Pressed twice: the password shown last is the one that holds."""
    found = account_or_404(number)
    try:
        password = _reset(request, found)
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
        return _back(number)
    return _told(request, found, password, "reset")


@require_POST
@needs(Permission.ACCOUNT_EDIT)
def rename(request: Request, number: int) -> HttpResponse:
    found = account_or_404(number)
    told = {name: request.POST.get(name, "") for name in ("display_name", "person_number")}
    try:
        rename_user(user=found, **told, on=today(request.college), by=request.user.username)
        messages.success(request, "姓名和工号、学号已保存。")
    except Refused as refusal:
        keep_typed(request, f"account-{number}", told, f"{refusal}。")
    return _back(number)


@require_POST
@needs(Permission.ACCOUNT_EDIT)
def switch(request: Request, number: int) -> HttpResponse:
    """停用, 启用 or 解除锁定."""
    found = account_or_404(number)
    move, by = request.POST.get("move", ""), request.user.username
    try:
        if move == "disable":
            disable_account(user=found, on=today(request.college), by=by)
            messages.success(request, f"{found}的账户已停用，登录已经结束。")
        elif move == "enable":
            enable_account(user=found, by=by)
            messages.success(request, f"{found}的账户已启用，可以用原来的密码登录。")
        elif move == "unlock":
            unlock(user=found, by=by)
            messages.success(request, f"已解除{found}的锁定，现在可以登录。")
        else:
            messages.error(request, "没有看懂要做什么，请用页面上的按钮再试一次。")
    except Refused as refusal:
        messages.error(request, f"{refusal}。")
    return _back(number)


def _back(number: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("account", args=[number]))
