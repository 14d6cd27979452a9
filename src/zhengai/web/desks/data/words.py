"""Words and reach that the pages of the data centre share."""

from typing import TYPE_CHECKING

from django.http import Http404

from zhengai.accounts.queries import reach
from zhengai.accounts.rules import ROLES, Permission
from zhengai.college.models import Responsibility
from zhengai.datacentre import queries
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

FREQUENCIES = {
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "semester": "每学期",
    "academic_year": "每学年",
    "calendar_year": "每年",
}


def dataset_or_404(request: Request, code: str) -> "Dataset":
    found = queries.catalogue(request.college).datasets.get(code)
    if found is None:
        raise Http404("没有这个数据集")
    return found


def sendable(request: Request) -> "list[Dataset]":
    """What this person may import, by owner and name."""
    person = request.person
    if not person.may(Permission.DATA_IMPORT):
        return []
    roles = [role.code for role in person.roles if Permission.DATA_IMPORT in role.permissions]
    found = queries.may_be_sent(request.college, roles, person.sees_everything(Permission.DATA_IMPORT))
    return sorted(found, key=lambda each: (each.owner, each.name))


def within(request: Request, dataset: str) -> dict[str, list[str]] | None:
    """What this person's rows must hold; null for those who answer for all rows. Only what they themselves answer
    for: a colleague's class of the same course is not theirs."""
    far = reach(request.user, request.person.grants, Permission.DATA_IMPORT)
    if far.everything:
        return None
    number = request.user.person_number
    held = set(far.subjects)
    if number:
        answered = Responsibility.objects.filter(
            subject__college=request.college, subject__active=True, person_number=number
        )
        held |= {("teacher", number), *answered.values_list("subject__level", "subject__code")}
    found = queries.within(request.college, dataset, held)
    return {field: sorted(values) for field, values in found.items()}


def roles_that_send(dataset: "Dataset") -> str:
    return "、".join(ROLES[code].name for code in dataset.senders if code in ROLES)
