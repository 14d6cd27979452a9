"""`zhengai lineage`: what a source, dataset, field, indicator… stands on, and what stands on it."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.reports.lineage import impact_of, lineage
from zhengai.reports.rules.impact import Affected
from zhengai.reports.rules.lineage import EVERYWHERE, Graph, Node, NodeKind

COLUMNS = {
    "side": "方向",
    "kind": "种类",
    "code": "代码",
    "name": "名称",
    "count": "个数",
    "note": "说明",
    "owners": "责任部门",
    "lost": "没有它",
    "loses": "受影响的层面",
}
_SIDES = {"below": "它依据", "above": "依据它"}
_OFFERED = 8


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("lineage", help="数据从哪里来、用在哪里；某一个没有了，什么受影响")
    parser.add_argument(
        "what", metavar="CODE", help="代码或名称，也可写成 种类:代码，例如 dataset:attendance"
    )
    parser.add_argument("--side", choices=list(_SIDES), help="只要它依据的(below)或依据它的(above)")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    graph = lineage(college)
    chosen = _chosen(graph, arguments.what)
    found = impact_of(graph, college, chosen.key)
    lost = {each.node.key: each for each in found.affected}
    sides = {"below": graph.below(chosen.key), "above": graph.above(chosen.key)}
    rows = [
        _row(side, each, lost.get(each.key), table=arguments.format == "table")
        for side, keys in sides.items()
        if arguments.side in (None, side)
        for each in graph.ordered(keys)
    ]
    emit(rows, COLUMNS, arguments.format)
    say(found.sentence)
    return 0


def _chosen(graph: Graph, written: str) -> Node:
    found = graph.find(written)
    if not found:
        kinds = "、".join(kind.chinese for kind in NodeKind)
        raise Refused(f"没有代码或名称是“{written}”的东西，可以找的有：{kinds}")
    if len(found) > 1:
        offered = "、".join(f"{each.kind}:{each.code}({each.name})" for each in found[:_OFFERED])
        more = f" 等 {len(found)} 个" if len(found) > _OFFERED else ""
        raise Refused(f"“{written}”可以是几个东西，请写明种类:代码：{offered}{more}")
    return found[0]


def _row(side: str, each: Node, lost: Affected | None, *, table: bool) -> dict[str, Any]:
    return {
        "side": _SIDES[side] if table else side,
        "kind": each.kind.chinese if table else each.kind.value,
        "code": each.code,
        "name": each.name,
        "count": each.count,
        "note": each.note,
        "owners": list(each.owners),
        "lost": _lost(lost, table),
        "loses": sorted(lost.levels - EVERYWHERE) if lost else [],
    }


def _lost(lost: Affected | None, table: bool) -> str:
    if lost is None:
        return ""
    if lost.partly:
        return "部分受影响" if table else "partly"
    return "受影响" if table else "wholly"
