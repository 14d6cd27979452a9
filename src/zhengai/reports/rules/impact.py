"""What breaks without a thing: counted by kind, in one sentence, and whose work it is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengai.reports.rules.lineage import Graph, Key, Node, NodeKind, lost_without

# what is said of so many things of a kind
_SAID = {
    NodeKind.DATASET: "不再更新",
    NodeKind.INDICATOR: "没有新值",
    NodeKind.CONTROL: "无法判断",
    NodeKind.GOAL: "看不出进度",
    NodeKind.ELEMENT: "无法对照",
    NodeKind.POINT: "缺数据",
    NodeKind.MEASURE: "收集不到",
    NodeKind.TABLE: "填不全",
    NodeKind.REPORT: "有缺口",
}
_BEGINS = {
    NodeKind.SOURCE: "停了",
    NodeKind.DATASET: "没有新数据",
    NodeKind.FIELD: "没有了",
    NodeKind.INDICATOR: "算不出来",
    NodeKind.CONTROL: "不判断了",
}


@dataclass(frozen=True)
class Affected:
    """`partly`: only at some of its levels."""

    node: Node
    partly: bool
    levels: frozenset[str]


@dataclass(frozen=True)
class Impact:
    """`warnings` are the open warnings of the control points that are lost: they close on new data only. `spared` are
    datasets that another source still feeds."""

    node: Node
    affected: tuple[Affected, ...]
    warnings: int
    spared: tuple[Node, ...]

    def of(self, kind: NodeKind) -> list[Affected]:
        return [each for each in self.affected if each.node.kind is kind]

    def count(self, kind: NodeKind) -> int:
        return sum(each.node.count for each in self.of(kind))

    @property
    def owners(self) -> list[tuple[str, Counter[NodeKind]]]:
        return work_of(each.node for each in self.affected)

    @property
    def sentence(self) -> str:
        if self.node.kind not in _BEGINS:
            return f"没有什么依据{self.node.name}：它是这条链的末端。"
        begins = f"如果{_called(self.node)}{_BEGINS[self.node.kind]}"
        told = [self._told(kind) for kind in _SAID if self.of(kind)]
        if self.warnings:
            place = (
                next((n for n, kind in enumerate(_counted(self.affected)) if kind is NodeKind.CONTROL), -1)
                + 1
            )
            told.insert(place, f"{self.warnings} 条未关闭的预警等不到新数据")
        if not told:
            spared = "、".join(each.name for each in self.spared)
            return f"{begins}，没有什么受影响" + (f"：{spared}还有别的来源。" if spared else "。")
        owners = len(self.owners)
        return f"{begins}，{'，'.join(told)}" + (f"；牵涉 {owners} 个部门。" if owners else "。")

    def _told(self, kind: NodeKind) -> str:
        told = f"{self.count(kind)} {kind.counter}{kind.chinese}{_SAID[kind]}"
        partly = sum(each.node.count for each in self.of(kind) if each.partly)
        if not partly:
            return told
        return f"{told}(其中 {partly} {kind.counter}只在部分层面)"


def work_of(nodes: Iterable[Node]) -> list[tuple[str, Counter[NodeKind]]]:
    """Department → how many of each kind are its work; the most concerned first."""
    found: dict[str, Counter[NodeKind]] = {}
    for node in nodes:
        for owner in node.owners:
            found.setdefault(owner, Counter())[node.kind] += node.count
    return sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))


def _called(node: Node) -> str:
    return f"{node.note}的“{node.name}”" if node.kind is NodeKind.FIELD else f"“{node.name}”"


def _counted(affected: Iterable[Affected]) -> list[NodeKind]:
    kinds = {each.node.kind for each in affected}
    return [kind for kind in _SAID if kind in kinds]


def impact(graph: Graph, key: Key, warnings: Mapping[str, int]) -> Impact:
    """`warnings`: control point → how many of its warnings are open."""
    lost = lost_without(graph, key)
    nodes = graph.ordered(lost)
    controls = {each.code for each in nodes if each.kind is NodeKind.CONTROL}
    if key[0] is NodeKind.CONTROL:
        controls.add(key[1])
    near = [graph.nodes[edge.upper] for edge in graph.upper.get(key, ()) if edge.enough]
    return Impact(
        node=graph.nodes[key],
        affected=tuple(Affected(each, lost[each.key] != each.levels, lost[each.key]) for each in nodes),
        warnings=sum(number for code, number in warnings.items() if code in controls),
        spared=tuple(each for each in near if each.key not in lost),
    )
