"""Choosing where to begin: every source with what breaks without it, and a search over everything."""

from dataclasses import dataclass

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.reports.lineage import lineage, open_warnings
from zhengai.reports.rules.impact import Impact, impact
from zhengai.reports.rules.lineage import Graph, Node, NodeKind
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.lineage.addresses import lineage_address
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_K = NodeKind
_COUNTED = (_K.DATASET, _K.INDICATOR, _K.CONTROL, _K.GOAL, _K.POINT, _K.TABLE, _K.REPORT)
_SORTS = {
    "name": lambda row: row.node.name,
    "weight": lambda row: -row.weight,
    "warnings": lambda row: -row.warnings,
}


@dataclass(frozen=True)
class Row:
    """A source and what has no new values without it; `counts` in the order of `_COUNTED`."""

    node: Node
    address: str
    counts: tuple[int, ...]
    warnings: int
    owners: int
    spared: str

    @property
    def weight(self) -> int:
        return sum(self.counts)


@needs(Permission.DATA_VIEW)
def choosing(request: Request) -> HttpResponse:
    graph = lineage(request.college)
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    warnings = open_warnings(request.college)
    rows = [
        _row(each, impact(graph, each.key, warnings))
        for each in graph.ordered(graph.nodes)
        if each.kind is _K.SOURCE
    ]
    if request.GET.get("format") == "xlsx":
        return _export(rows)
    hits = _hits(graph, text, kind) if text or kind else []
    context = {
        "asked": bool(text or kind),
        "hits": listing_of(request, hits, {"flow": lambda pair: 0}, "flow"),
        "listing": listing_of(request, rows, _SORTS, "weight"),
        "titles": [each.chinese for each in _COUNTED],
        "kinds": [(each.value, each.chinese) for each in NodeKind],
        "kind": kind,
        "search": text,
        "total": len(graph.nodes),
        "heaviest": max(rows, key=lambda row: row.weight, default=None),
    }
    return answer(request, "desks/lineage/choosing.html", "desks/lineage/_choices.html", context)


def _hits(graph: Graph, text: str, kind: str) -> list[tuple[Node, str]]:
    found = graph.find(text) if text else graph.ordered(graph.nodes)
    if text:
        partly = [
            each for each in graph.ordered(graph.nodes) if text.lower() in f"{each.code} {each.name}".lower()
        ]
        found = [*found, *(each for each in partly if each not in found)]
    return [(each, lineage_address(each)) for each in found if kind in ("", each.kind.value)]


def _row(node: Node, found: Impact) -> Row:
    return Row(
        node,
        lineage_address(node),
        tuple(found.count(kind) for kind in _COUNTED),
        found.warnings,
        len(found.owners),
        _spared(found),
    )


def _spared(found: Impact) -> str:
    return "、".join(each.name for each in found.spared)


def _export(rows: list[Row]) -> HttpResponse:
    headers = [
        "数据源", "代码", "责任部门", "说明", *(each.chinese for each in _COUNTED), "等不到新数据的预警", "牵涉的部门",
        "还有别的来源的数据集",
    ]  # fmt: skip
    lines = [
        [
            row.node.name, row.node.code, "、".join(row.node.owners), row.node.note, *row.counts, row.warnings,
            row.owners, row.spared,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("数据源停了什么受影响", headers, lines)
