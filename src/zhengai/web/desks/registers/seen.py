"""Who reads a register and who writes in it."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries, registers
from zhengai.datacentre.models import RegisterRow
from zhengai.web.components.registers import own_departments, writes
from zhengai.web.components.rows import shown_fields
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field


def register_or_404(request: Request, code: str) -> "Dataset":
    """Rows are of the whole college: for those who may see rows everywhere."""
    found = queries.catalogue(request.college).datasets.get(code)
    if found is None or found.register is None:
        raise Http404("没有这本台账")
    if not request.person.sees_everything(Permission.ROWS_VIEW):
        raise PermissionDenied("台账里是全校的数据，由责任部门、质管办和数据管理员查看。")
    return found


def row_or_404(request: Request, dataset: "Dataset") -> tuple[list[str], registers.Row]:
    """The key that the address names, and its row."""
    key = request.GET.getlist("key")
    found = registers.row(request.college, dataset, key)
    if found is None:
        raise Http404("台账里没有这一行，可能已经撤销")
    return key, found


def written_register(request: Request, code: str) -> "Dataset":
    """For pages on which something is entered."""
    found = register_or_404(request, code)
    if not writes(request, found, own_departments(request)):
        raise PermissionDenied(f"“{found.name}”由{found.owner or '责任部门'}和数据管理员登记。")
    return found


def sealed_fields(dataset: "Dataset") -> "list[Field]":
    """What is shown masked on the page of a row, and in full on a demand with a reason."""
    return [each for each in dataset.fields if each.sealed]


def title_field(dataset: "Dataset") -> "Field":
    """The field by which people know a row: its declared name, its first plain text, else its key."""
    if dataset.label:
        return dataset.field(dataset.label)
    time = dataset.time.fields if dataset.time else ()
    number = dataset.register.number if dataset.register else ""
    plain = [
        each
        for each in shown_fields(dataset)
        if each.type == "text"
        and not each.choices
        and not each.references
        and each.code not in (*time, number)
    ]
    return plain[0] if plain else dataset.field(number or dataset.key[-1])


def address(route: str, dataset: "Dataset", key: list[str]) -> str:
    return f"{reverse(route, args=[dataset.code])}?{urlencode({'key': key}, doseq=True)}"


def kept_address(row: RegisterRow) -> str:
    return f"{reverse('register-row', args=[row.dataset])}?{urlencode({'key': row.key}, doseq=True)}"
