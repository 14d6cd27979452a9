"""The system administrator keeps accounts, the security administrator roles; everybody has an account of their own."""

from tests.web.access.words import EVERYBODY, Table
from tests.web.school import NOW, PASSWORD, School
from zhengai.accounts.actions import create_user
from zhengai.accounts.models import Grant, Handout
from zhengai.college.models import Subject
from zhengai.framework.models import Post

SYSTEM, SECURITY = frozenset({"sys"}), frozenset({"sec"})

PAGES: Table = {
    "accounts": ("/accounts/", SYSTEM | SECURITY),
    "account": ("/accounts/{account}/", SYSTEM | SECURITY),
    "account-new": ("/accounts/new/", SYSTEM),
    "accounts-open": ("/accounts/open/", SYSTEM),
    "handout": ("/accounts/handouts/{handout}/", SYSTEM),
    "post-roles": ("/accounts/posts/", SECURITY),
    "my-account": ("/account/", EVERYBODY),
}
POSTS: Table = {
    "account-rename": ("/accounts/{account}/rename/", SYSTEM),
    "account-reset": ("/accounts/{account}/reset/", SYSTEM),
    "account-switch": ("/accounts/{account}/switch/", SYSTEM),
    "accounts-start": ("/accounts/open/start/", SYSTEM),
    "handout-take": ("/accounts/handouts/{handout}/take/", SYSTEM),
    "handout-renew": ("/accounts/handouts/{handout}/renew/", SYSTEM),
    "account-grant": ("/accounts/{account}/grant/", SECURITY),
    "post-role": ("/accounts/posts/{post}/", SECURITY),
    "grant-end": ("/accounts/grants/{grant}/end/", SECURITY),
    "password-change": ("/account/password/", EVERYBODY),
}


def prepare(school: School) -> dict[str, object]:
    """Of somebody outside the cast, so that resetting the password sends nobody of it away."""
    account = create_user(username="newcomer", display_name="新来", password=PASSWORD, by="sys")
    handout = Handout.objects.create(
        college=school.college.code, role="teacher", seed="1", made_by="sys", made_at=NOW, ready_at=NOW
    )
    grant = Grant.objects.get(user=school.users["wang"])
    department = Subject.objects.get(level="department", code="D01")
    post, _ = Post.objects.get_or_create(department=department, name="质量岗")
    return {"post": post.pk, "account": account.pk, "handout": handout.pk, "grant": grant.pk}
