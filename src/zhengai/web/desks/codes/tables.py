"""The code tables of the information standards, and the fields that point at them."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.coding import code_tables
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.rules.sections import CodeItem, CodeTableItem
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import Sheet, workbook, workbook_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class User:
    """A field that points at a table. `words` are its choices and whether a code is read for each."""

    dataset: str
    dataset_name: str
    field: str
    name: str
    words: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """`hits` are the entries that the search found."""

    table: CodeTableItem
    users: list[User]
    hits: list[CodeItem]


_SORTS = {
    "name": lambda row: row.table.name,
    "standard": lambda row: (row.table.standard, row.table.name),
    "count": lambda row: -len(row.table.entries),
}


@needs(Permission.DATA_VIEW)
def tables(request: Request) -> HttpResponse:
    every, users = code_tables(request.college), _users(request)
    text, standard = request.GET.get("q", "").strip().lower(), request.GET.get("standard", "")
    if request.GET.get("format") == "xlsx":
        return _export(every)
    rows = [
        Row(each, users.get(each.code, []), hits)
        for each in every
        if standard in ("", each.standard) and (hits := _hits(each, text)) is not None
    ]
    context = {
        "listing": listing_of(request, rows, _SORTS, "standard"),
        "standards": sorted({each.standard for each in every}),
        "total": len(every),
        "gaps": sum(bool(each.gap) for each in every),
        "entries": sum(len(each.entries) for each in every),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
    }
    return answer(request, "desks/codes/tables.html", "desks/codes/_tables.html", context)


@needs(Permission.DATA_VIEW)
def table(request: Request, code: str) -> HttpResponse:
    found = next((each for each in code_tables(request.college) if each.code == code), None)
    if found is None:
        raise Http404(f"没有代码为“{code}”的代码表")
    if request.GET.get("format") == "xlsx":
        return workbook(found.name, ["代码", "名称"], [[each.code, each.name] for each in found.entries])
    context = {"table": found, "users": _users(request).get(code, [])}
    return answer(request, "desks/codes/table.html", "desks/codes/table.html", context)


def _hits(table: CodeTableItem, text: str) -> list[CodeItem] | None:
    """The entries that hold the text; null where neither they nor the table do."""
    found = [each for each in table.entries if text and text in f"{each.code} {each.name}".lower()]
    named = text in f"{table.code} {table.name} {table.standard}".lower()
    return found if found or named else None


def _users(request: Request) -> dict[str, list[User]]:
    found: dict[str, list[User]] = {}
    for dataset in catalogue(request.college).datasets.values():
        for field in dataset.fields:
            if field.code_table:
                words = [(each.value, "、".join(each.aliases)) for each in field.choices]
                user = User(dataset.code, dataset.name, field.code, field.name, words)
                found.setdefault(field.code_table, []).append(user)
    return found


def _export(every: list[CodeTableItem]) -> HttpResponse:
    listed = [
        [each.standard, each.code, each.name, len(each.entries), each.gap, each.note, each.source]
        for each in every
    ]
    codes = [
        [each.standard, each.code, each.name, one.code, one.name] for each in every for one in each.entries
    ]
    sheets = [
        Sheet("代码表", ["标准", "表", "名称", "代码数", "缺什么", "说明", "出处"], listed),
        Sheet("代码", ["标准", "表", "表名", "代码", "含义"], codes),
    ]
    return workbook_of("代码表", sheets)
