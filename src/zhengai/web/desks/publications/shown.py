"""One publication: frozen figures, each with the version of its definition and the run it came from."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.reports.models import Publication
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import full_name
from zhengai.web.components.values import value_address_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.publications.listed import plans_here
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.value import NullReason


@dataclass(frozen=True)
class Block:
    """An indicator of the publication with its figures: subject, figure, run. `empty` counts the subjects of which
    there are no data; a figure that is held back has its line."""

    code: str
    name: str
    version: int
    lines: list[tuple[str, Figure, int]]
    empty: int


@needs(Permission.REPORT_VIEW)
def publication(request: Request, number: int) -> HttpResponse:
    found = (
        Publication.objects.select_related("plan").filter(plan__college=request.college, pk=number).first()
    )
    own = {role.code for role in request.person.roles}
    if found is None or not (plans_here(request) or own & set(found.roles)):
        raise Http404("没有这期统计，或者它不是发给您的")
    if request.GET.get("format") == "xlsx":
        return _export(request, found)
    context = {
        "publication": found,
        "level": level_names(request).get(found.level, found.level),
        "period": full_name(calendar_of(request.college), found.period),
        "blocks": [_block(each, found) for each in found.figures],
        "circle": "、".join(request.person.word(role) for role in found.roles),
        "runs": sorted(int(run) for run in found.runs),
    }
    return render(request, "desks/publications/publication.html", context)


def _block(frozen: dict[str, Any], found: Publication) -> Block:
    measure = Measure.of(frozen["body"])
    lines = [
        (
            each["name"],
            figure(
                each["value"],
                measure,
                reason=each["reason"],
                href=value_address_of(frozen["code"], found.level, each["subject"], found.period),
            ),
            each["run"],
        )
        for each in frozen["values"]
        if each["reason"] != NullReason.NO_DATA
    ]
    empty = len(frozen["values"]) - len(lines)
    return Block(frozen["code"], frozen["name"], frozen["version"], lines, empty)


def _export(request: Request, found: Publication) -> HttpResponse:
    headers = ["指标", "代码", "口径版本", "对象代码", "对象", "值", "分子", "分母", "第几次计算"]
    rows = [
        [
            each["name"], each["code"], each["version"], value["subject"], value["name"], value["value"],
            value["numerator"], value["denominator"], value["run"],
        ]
        for each in found.figures
        for value in each["values"]
    ]  # fmt: skip
    return workbook(f"{found.title}_{found.period}", headers, rows)
