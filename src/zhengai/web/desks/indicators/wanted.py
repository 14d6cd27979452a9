"""这项指标缺数据 → 生成采集表: from a definition to the declaration of the table that feeds it, read over by an officer
and taken into the college's own scheme; its register, form and template are there from then on (INF-24)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import subjects
from zhengai.datacentre.queries import catalogue
from zhengai.framework.queries import section
from zhengai.framework.rules.writing import text_of
from zhengai.indicators.wanting import Item, declarations_for, problems_with
from zhengai.scheme.editing import ItemRefused, change_item
from zhengai.web.desks.indicators.declaring import (
    MOST_FIELDS,
    PRIVACIES,
    TYPES,
    Declared,
    FieldRow,
    declared,
    item_of,
    problems_of,
    typed,
)
from zhengai.web.desks.indicators.drafted import definition_sent, keep_definition, plain
from zhengai.web.desks.indicators.sent import number_in
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.SCHEME_EDIT)
def wanted(request: Request) -> HttpResponse:
    """Comes from the editor with the definition as it stands there, and carries it along."""
    body = definition_sent(request)
    doing = request.POST.get("do", "")
    if not doing:
        found = declarations_for(request.college, body)
        if not found:
            keep_definition(request, body)
            messages.info(request, "公式用到的数据集和字段都已经有了，不用再生成采集表。")
            return HttpResponseRedirect(_editor(body))
        return _page(request, body, declared(found[0]), further=[each.item["name"] for each in found[1:]])
    table = typed(request.POST)
    if doing == "add" and len(table.rows) < MOST_FIELDS:
        return _page(request, body, replace(table, rows=(*table.rows, FieldRow(""))))
    item, problems = _checked(request, body, table)
    if doing != "adopt" or problems:
        return _page(request, body, table, problems=problems, item=item, checked=doing == "check")
    return _adopted(request, body, table, item)


def _checked(request: Request, body: dict[str, Any], table: Declared) -> tuple[Item, list[str]]:
    known = catalogue(request.college)
    base = None
    if table.base:
        base = next(
            (each for each in section(request.college, "datasets") if each["code"] == table.base), None
        )
    item = item_of(table, known, base)
    problems = problems_of(table, known)
    if table.base and base is None:
        problems.append("方案里已经没有这个数据集了")
    return item, problems or problems_with(request.college, item, plain(body))


def _adopted(request: Request, body: dict[str, Any], table: Declared, item: Item) -> HttpResponse:
    try:
        change_item(
            college=request.college, section="datasets", code=item["code"], text=text_of(item),
            by=request.user.username,
        )  # fmt: skip
    except ItemRefused as refused:
        return _page(request, body, table, problems=refused.problems, item=item)
    keep_definition(request, body)
    how = "加好了字段" if table.base else f"已采用，由{table.owner}在“台账”里登记"
    messages.success(request, f"采集表“{table.name}”{how}。公式现在可以计算，请保存指标。")
    return HttpResponseRedirect(_editor(body))


def _editor(body: dict[str, Any]) -> str:
    known = number_in(body["version"])
    return reverse("indicator-edit", args=[body["code"]]) if known else reverse("indicator-new")


def _page(
    request: Request,
    body: dict[str, Any],
    table: Declared,
    *,
    problems: list[str] | None = None,
    item: Item | None = None,
    checked: bool = False,
    further: list[str] | None = None,
) -> HttpResponse:
    known = catalogue(request.college)
    context = {
        "body": body,
        "sent": [(key, value) for key, value in body.items() if not isinstance(value, list)],
        "lists": [(key, each) for key, value in body.items() if isinstance(value, list) for each in value],
        "table": table,
        "problems": problems or [],
        "sound": checked and not problems,
        "text": text_of(item) if item and not problems else "",
        "further": further or [],
        "types": TYPES,
        "privacies": PRIVACIES,
        "datasets": [(each.code, each.name) for each in known.datasets.values() if len(each.key) == 1],
        "departments": list(subjects(request.college, "department").values_list("name", flat=True)),
        "named": {code: each.name for code, each in known.datasets.items()}.get(table.base, ""),
    }
    return render(request, "desks/indicators/wanted.html", context)
