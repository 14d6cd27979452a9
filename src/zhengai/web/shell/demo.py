"""The demo accounts on the sign-in page: one for each role, on a sample college only."""

from dataclasses import dataclass

from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ROLES
from zhengai.college.models import College
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
    found = [
        DemoAccount(holders[code].username, holders[code].display_name, role.name, role.description)
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
