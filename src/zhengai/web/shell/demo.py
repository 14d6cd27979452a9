"""The demo accounts on the sign-in page: one for each role, on a sample college only."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ROLES
from zhengai.college.models import College
from zhengai.college.queries import NoCollege, only_college
from zhengai.framework.queries import shown_words
from zhengai.sample.accounts import PASSWORD


@dataclass(frozen=True)
class DemoAccount:
    username: str
    display_name: str
    role_name: str
    sentence: str
    password: str = PASSWORD


def demo_accounts(college: College) -> list[DemoAccount]:
    """The first holder of each role, and one person with none."""
    if not college.is_sample:
        return []
    holders: dict[str, User] = {}
    for grant in Grant.objects.filter(college=college.code).select_related("user").order_by("id"):
        holders.setdefault(grant.role, grant.user)
    words = shown_words(college)
    found = [
        DemoAccount(holders[code].username, holders[code].display_name, words[code], role.description)
        for code, role in ROLES.items()
        if code in holders
    ]
    without = User.objects.filter(grants=None, is_active=True).order_by("id").first()
    if found and without is not None:
        found.append(
            DemoAccount(
                without.username, without.display_name, "没有角色的人", "能登录，看不到任何业务数据。"
            )
        )
    return found


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """以……登录: of a demo account, with the password its college shows to everybody. A real college has none."""
    try:
        known = {account.username: account for account in demo_accounts(only_college())}
    except NoCollege:
        known = {}
    account = known.get(request.POST.get("username", ""))
    if account is None:
        raise Http404("没有这个演示账户")
    user = authenticate(request, username=account.username, password=account.password)
    if user is None:
        messages.error(request, f"{account.display_name}的演示密码已经改过，请在登录页输入新的密码。")
        return HttpResponseRedirect(reverse("sign-in"))
    login(request, user)
    after = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(after, {request.get_host()})
    return HttpResponseRedirect(after if allowed else reverse("home"))
