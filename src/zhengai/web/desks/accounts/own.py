"""我的账户: the own roles, the own sign-ins, and the own password. With a one-time password nothing else opens."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhengai.accounts.actions import WrongPassword, change_password, record_failed_sign_in
from zhengai.accounts.administering import sign_ins
from zhengai.accounts.queries import sign_in_opens_again
from zhengai.accounts.rules import Refused
from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.accounts.shown import clock_time, grant_views, tries
from zhengai.web.shell.marks import for_own_account
from zhengai.web.shell.request import Request

_TRIES = 10
_FORM = "own-password"


@for_own_account
def own(request: Request) -> HttpResponse:
    """Passwords are the one thing typed that is not kept when a form is refused."""
    views = grant_views(
        request, list(request.user.grants.filter(college=request.college.code).order_by("-id"))
    )
    context = {
        "error": take_typed(request, _FORM, [])[1],
        "must_change": request.user.must_change_password,
        "grants": [each for each in views if each.when != "past"],
        "past": [each for each in views if each.when == "past"],
        "tries": tries(sign_ins(request.user.username, _TRIES)),
        "today": today(request.college),
    }
    return render(request, "desks/accounts/own.html", context)


@require_POST
@sensitive_post_parameters()
@for_own_account
def change(request: Request) -> HttpResponse:
    first = request.user.must_change_password
    try:
        _changed(request)
    except Refused as refusal:
        keep_typed(request, _FORM, [], f"{refusal}。")
        return HttpResponseRedirect(reverse("my-account"))
    update_session_auth_hash(request, request.user)
    messages.success(request, "密码已修改，其他设备上的登录已经结束。")
    return HttpResponseRedirect(reverse("home" if first else "my-account"))


def _changed(request: Request) -> None:
    """Raises Refused. Guessing the current password counts as trying to sign in, and locks as it does."""
    username, address = request.user.username, str(request.META.get("REMOTE_ADDR", ""))
    opens = sign_in_opens_again(username, address, clock.now())
    if opens is not None:
        raise Refused(f"已连续输错 5 次，请在 {clock_time(opens)} 之后再试")
    password = request.POST.get("password", "")
    if not password:
        raise Refused("请写新密码")
    if password != request.POST.get("again", ""):
        raise Refused("两次输入的新密码不一样，请再输一次")
    try:
        change_password(user=request.user, current=request.POST.get("current", ""), password=password)
    except WrongPassword:
        record_failed_sign_in(username=username, address=address, by=username)
        raise
