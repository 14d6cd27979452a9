"""What waits for the three administrators: accounts without a role, roles that end, locks, lists to hand out, the trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from zhengai.accounts.administering import accounts, in_state
from zhengai.accounts.models import Handout
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.core import clock
from zhengai.core.models import AuditEvent
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Kept:
    """One line: what it is, why it matters, and the button that leads there."""

    kind: str
    title: str
    why: str
    address: str
    button: str


def kept_for(request: Request) -> list[Kept]:
    person = request.person
    found: list[Kept] = []
    if person.may(Permission.GRANT_EDIT):
        found += _grants(request)
    if person.may(Permission.ACCOUNT_EDIT):
        found += _accounts(request)
    if person.may(Permission.AUDIT_VIEW):
        found += _trail()
    return found


def _counted(request: Request, state: str) -> int:
    everybody = accounts(request.college.code, today(request.college))
    return in_state(everybody, state, clock.now()).count()


def _in(state: str) -> str:
    return f"{reverse('accounts')}?state={state}"


def _grants(request: Request) -> Iterator[Kept]:
    if number := _counted(request, "without"):
        why = "没有角色的人能登录，看不到任何业务数据。"
        yield Kept("授权", f"{number} 个账户还没有角色", why, _in("without"), "授权")
    if number := _counted(request, "ending"):
        why = "到期以后这些人不再看到业务数据，需要继续的请延长。"
        yield Kept("授权", f"{number} 个账户的角色即将到期", why, _in("ending"), "看账户")


def _accounts(request: Request) -> Iterator[Kept]:
    if number := _counted(request, "locked"):
        why = "连续输错密码暂停登录，过十分钟自动恢复，也可以现在解除。"
        yield Kept("账户", f"{number} 个账户已锁定", why, _in("locked"), "看账户")
    waiting = Handout.objects.filter(college=request.college.code, ready_at__isnull=False).exclude(seed="")
    for each in waiting.order_by("ready_at"):
        why = "一次性密码只能领取一次，领取后发给本人。"
        yield Kept("账户", f"{each}等待领取", why, reverse("handout", args=[each.pk]), "领取密码表")


def _trail() -> Iterator[Kept]:
    since = timezone.localtime(clock.now()) - timedelta(days=1)
    number = AuditEvent.objects.filter(at__gte=since).count()
    why = "每条记录与上一条相扣，可以校验有没有被改动。"
    yield Kept("审计", f"最近一天新增 {number:,} 条审计记录", why, reverse("audit"), "看审计")
