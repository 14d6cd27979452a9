"""One thing of the chain: the picture, what breaks without it and whose work that is, what it stands on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.reports.lineage import impact_of, lineage
from zhengai.reports.rules.impact import Impact, work_of
from zhengai.reports.rules.lineage import EVERYWHERE, Graph, Key, Node, NodeKind
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.lineage.addresses import lineage_address, own_address
from zhengai.web.desks.lineage.drawing import HEIGHT, WIDTH, Box, picture
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FEW = 12  # of a kind that are shown without being asked
_LOST = "受影响"
_SENT = (NodeKind.SOURCE, NodeKind.DATASET)


@dataclass(frozen=True)
class Item:
    """`effect` says what is not said of all of its kind."""

    name: str
    note: str
    number: str
    address: str
    own: str
    effect: str


@dataclass(frozen=True)
class Step:
    """One kind, in the order in which data flow."""

    title: str
    told: str
    items: list[Item]

    @property
    def open(self) -> bool:
        return len(self.items) <= _FEW


@needs(Permission.DATA_VIEW)
def page(request: Request, kind: str, code: str) -> HttpResponse:
    graph = lineage(request.college)
    chosen = _chosen(graph, kind, code)
    found = impact_of(graph, request.college, chosen.key)
    if request.GET.get("format") == "xlsx":
        return _export(request, graph, chosen, found)
    states = {each.node.key: "partly" if each.partly else "lost" for each in found.affected}
    below = graph.below(chosen.key)
    drawn = picture(graph, chosen.key, states)
    context = {
        "chosen": chosen,
        "found": found,
        "own": own_address(request, chosen),
        "picture": drawn,
        "boxes": [(each, _address(each)) for each in drawn.boxes],
        "box": (WIDTH, HEIGHT),
        "above": _steps(request, graph, graph.above(chosen.key), found),
        "below": _steps(request, graph, below, None),
        "owners": _told(found.owners),
        "senders": _told(work_of(graph.nodes[key] for key in below if key[0] in _SENT)),
    }
    return answer(request, "desks/lineage/page.html", "desks/lineage/page.html", context)


def _told(owners: Iterable[tuple[str, Counter[NodeKind]]]) -> list[tuple[str, list[str]]]:
    return [
        (owner, [f"{number} {kind.counter}{kind.chinese}" for kind, number in work.items()])
        for owner, work in owners
    ]


def _chosen(graph: Graph, kind: str, code: str) -> Node:
    found = graph.nodes.get((NodeKind(kind), code)) if kind in list(NodeKind) else None
    if found is None:
        raise Http404(f"没有代码为“{code}”的东西，它可能已经不在方案或登记里")
    return found


def _address(box: Box) -> str:
    return lineage_address(box.node) if box.node else ""


def _steps(request: Request, graph: Graph, keys: Iterable[Key], found: Impact | None) -> list[Step]:
    nodes = graph.ordered(keys)
    told = _effects(request, found) if found else {}
    effects = {each.key: told.get(each.key, "不受影响") for each in nodes} if found else {}
    steps = []
    for kind in NodeKind:
        items = [_item(request, each, effects.get(each.key, "")) for each in nodes if each.kind is kind]
        if items:
            number = sum(each.count for each in nodes if each.kind is kind)
            lost = f"，{found.count(kind)} {kind.counter}受影响" if found else ""
            steps.append(Step(kind.chinese, f"{number} {kind.counter}{lost}", items))
    return steps


def _effects(request: Request, found: Impact) -> dict[Key, str]:
    names = level_names(request)
    told = {}
    for each in found.affected:
        levels = "、".join(names.get(level, level) for level in names if level in each.levels)
        told[each.node.key] = f"只在{levels}层面受影响" if each.partly else _LOST
    return told


def _item(request: Request, node: Node, effect: str) -> Item:
    number = f"{node.count} {node.kind.counter}" if node.count > 1 else ""
    said = "" if effect == _LOST else effect
    return Item(node.name, node.note, number, lineage_address(node), own_address(request, node), said)


def _export(request: Request, graph: Graph, chosen: Node, found: Impact) -> HttpResponse:
    effects = _effects(request, found)
    headers = ["种类", "代码", "名称", "说明", "个数", "责任部门", "层面", "没有它"]
    names = level_names(request)

    def rows(keys: Iterable[Key]) -> list[list[str | int]]:
        return [
            [
                each.kind.chinese, each.code, each.name, each.note, each.count, "、".join(each.owners),
                "、".join(name for code, name in names.items() if code in each.levels - EVERYWHERE),
                effects.get(each.key, ""),
            ]
            for each in graph.ordered(keys)
        ]  # fmt: skip

    work = [
        [owner, kind.chinese, number] for owner, counted in found.owners for kind, number in counted.items()
    ]
    sheets = [
        Sheet("依据它的", headers, rows(graph.above(chosen.key))),
        Sheet("它依据的", headers, rows(graph.below(chosen.key))),
        Sheet("是谁的事", ["部门", "种类", "个数"], work),
    ]
    return workbook_of(f"{chosen.name}的数据血缘", sheets)
