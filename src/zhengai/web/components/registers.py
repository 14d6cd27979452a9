"""Who writes in a register, who reviews it, and what waits for a person."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import subjects
from zhengai.datacentre import registers
from zhengai.datacentre.models import RowChange
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


def own_departments(request: Request) -> set[str]:
    """Names of the departments in which the person works or for which they answer."""
    number, departments = request.user.person_number, subjects(request.college, "department")
    granted = [each.subject for each in request.person.grants if each.level == "department"]
    wanted = Q(code__in=granted)
    if number:
        own = Subject.objects.filter(college=request.college, level="teacher", code=number, active=True)
        wanted |= Q(responsibilities__person_number=number) | Q(pk__in=own.order_by().values("department"))
    return set(departments.filter(wanted).values_list("name", flat=True))


def writes(request: Request, dataset: "Dataset", own: set[str]) -> bool:
    """The owner department, and the data steward for all of them."""
    person = request.person
    if not person.sees_everything(Permission.DATA_IMPORT):
        return False
    return person.may(Permission.SOURCE_EDIT) or (bool(dataset.owner) and dataset.owner in own)


def reviews(request: Request, dataset: "Dataset", own: set[str]) -> bool:
    """Who answers for the owner department, and the quality office: an office may have one person only, who cannot
    agree with themselves."""
    person = request.person
    if not person.may(Permission.MEASURE_REVIEW):
        return False
    return person.may(Permission.ORGANISATION_EDIT) or (bool(dataset.owner) and dataset.owner in own)


def waiting_for(request: Request) -> QuerySet[RowChange]:
    """What this person may decide on: entered by somebody else."""
    found = registers.waiting(request.college)
    if not (request.person.may(Permission.MEASURE_REVIEW) and request.person.may(Permission.DATA_VIEW)):
        return found.none()
    found = found.exclude(by=request.user.username)
    if request.person.may(Permission.ORGANISATION_EDIT):
        return found
    own = own_departments(request)
    held = [each.code for each in registers.registers(request.college) if each.owner in own]
    return found.filter(row__dataset__in=held)
