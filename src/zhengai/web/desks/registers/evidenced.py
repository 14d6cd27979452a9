"""The files that prove a row of a register: whoever reads registers sees them, whoever writes in this one attaches."""

from django.db.models import QuerySet

from zhengai.accounts.rules import Permission
from zhengai.college.queries import subjects
from zhengai.datacentre import queries
from zhengai.datacentre.models import RegisterRow
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.components.registers import own_departments, writes
from zhengai.web.desks.registers.seen import kept_address
from zhengai.web.shell.request import Request


def _seen(request: Request) -> QuerySet[RegisterRow]:
    person = request.person
    if not (person.may(Permission.DATA_VIEW) and person.sees_everything(Permission.ROWS_VIEW)):
        return RegisterRow.objects.none()
    return RegisterRow.objects.filter(college=request.college).select_related("college")


def _may_change(request: Request, row: RegisterRow) -> bool:
    dataset = queries.catalogue(request.college).datasets.get(row.dataset)
    return dataset is not None and writes(request, dataset, own_departments(request))


def _unit(row: RegisterRow) -> str:
    """The code of the owner department; "" where the college has none of that name."""
    dataset = queries.catalogue(row.college).datasets.get(row.dataset)
    owner = subjects(row.college, "department").filter(name=dataset.owner) if dataset else None
    return owner.values_list("code", flat=True).first() or "" if owner is not None else ""


KEEPER = keeps(
    Keeper(
        kind="register_row",
        name="台账",
        seen=_seen,
        may_change=_may_change,
        title=lambda row: row.title,
        unit=_unit,
        address=kept_address,
    )
)
