"""Every national table: what feeds it and how far it is."""

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import data_versions
from zhengai.submissions import queries
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.submissions.words import BLIND, NAMES, Standing, standing
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_ORDER = list(NAMES)
_SORTS = {
    "number": lambda each: each.table.number,
    "name": lambda each: each.table.item.name,
    "state": lambda each: (-_ORDER.index(each.state), each.table.number),
    "fed": lambda each: -each.table.fed,
    "rows": lambda each: -(each.last.rows if each.last else -1),
}
_HEADERS = ["代码", "表号", "名称", "标准", "字段", "有来源", "缺来源的必填", "情况", "行数", "问题", "原因"]


@needs(Permission.DATA_SUBMIT)
def listed(request: Request) -> HttpResponse:
    every = _standings(request)
    text, wanted = request.GET.get("q", "").strip().lower(), request.GET
    shown = [
        each
        for each in every
        if wanted.get("state", "") in ("", each.state)
        and wanted.get("standard", "") in ("", each.table.item.standard)
        and text in f"{each.table.code} {each.table.number} {each.table.item.name}".lower()
    ]
    if wanted.get("format") == "xlsx":
        return workbook("国家数据表", _HEADERS, [_line(each) for each in shown])
    context = {
        "listing": listing_of(request, shown, _SORTS, "state"),
        "total": len(every),
        "blind": sum(each.state == BLIND for each in every),
        "sent": sum(each.state == "sent" for each in every),
        "states": [(code, name, sum(each.state == code for each in every)) for code, name in NAMES.items()],
        "standards": list(dict.fromkeys(each.table.item.standard for each in every)),
        "chosen": wanted,
        "search": wanted.get("q", ""),
        "school": queries.interface(request.college).school_code,
    }
    return answer(request, "desks/submissions/listed.html", "desks/submissions/_listed.html", context)


def _standings(request: Request) -> list[Standing]:
    college = request.college
    received, newest = data_versions(college), queries.newest(college)
    return [
        standing(each, newest.get(each.code), queries.why_blind(college, each, received), received)
        for each in queries.tables(college).values()
    ]


def _line(each: Standing) -> list[object]:
    table, last = each.table, each.last
    return [
        table.code, table.number, table.item.name, table.item.standard, len(table.columns), table.fed,
        len(table.lacking), each.word, last.rows if last else "", last.faults if last else "", each.why,
    ]  # fmt: skip
