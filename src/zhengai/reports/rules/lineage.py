"""From where data come to what is made of them, as one graph: what a thing stands on, and what stands on it."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Key = tuple["NodeKind", str]
# the one level of what has none: a source, a dataset, a field
EVERYWHERE = frozenset({""})


class NodeKind(StrEnum):
    """In the order in which data flow."""

    SOURCE = "source"
    DATASET = "dataset"
    FIELD = "field"
    INDICATOR = "indicator"
    CONTROL = "control"
    GOAL = "goal"
    ELEMENT = "element"
    POINT = "point"
    MEASURE = "measure"
    TABLE = "table"
    REPORT = "report"

    @property
    def chinese(self) -> str:
        return _WORDS[self][0]

    @property
    def counter(self) -> str:
        """个 or 张: the word between a number and the thing."""
        return _WORDS[self][1]


_WORDS = {
    NodeKind.SOURCE: ("数据源", "个"),
    NodeKind.DATASET: ("数据集", "个"),
    NodeKind.FIELD: ("字段", "个"),
    NodeKind.INDICATOR: ("指标", "个"),
    NodeKind.CONTROL: ("质控点", "个"),
    NodeKind.GOAL: ("目标", "个"),
    NodeKind.ELEMENT: ("标准要素", "个"),
    NodeKind.POINT: ("诊断点", "个"),
    NodeKind.MEASURE: ("诊断指标链上的指标", "项"),
    NodeKind.TABLE: ("国家数据表", "张"),
    NodeKind.REPORT: ("报告", "种"),
}


@dataclass(frozen=True)
class Node:
    """`levels` are those at which the thing exists, each of which can be lost on its own. `count` is how many things
    a node stands for: the goals of one level on one indicator are one node. `owners` are departments; `registered` is
    false for a source that only batches speak of."""

    kind: NodeKind
    code: str
    name: str
    owners: tuple[str, ...] = ()
    levels: frozenset[str] = EVERYWHERE
    count: int = 1
    note: str = ""
    registered: bool = True

    @property
    def key(self) -> Key:
        return self.kind, self.code


@dataclass(frozen=True)
class Edge:
    """`upper` stands on `lower`. Without it, `upper` is lost at the levels `at` (empty: at those that `lower` is lost
    at, or at all where `lower` has no levels). Of the edges that are each `enough`, one that holds is enough."""

    lower: Key
    upper: Key
    at: frozenset[str] = frozenset()
    enough: bool = False


@dataclass
class Graph:
    nodes: dict[Key, Node] = field(default_factory=dict)
    lower: dict[Key, list[Edge]] = field(default_factory=dict)  # by what stands
    upper: dict[Key, list[Edge]] = field(default_factory=dict)  # by what it stands on

    def add(self, node: Node) -> None:
        self.nodes[node.key] = node

    def stand(self, upper: Key, lower: Key, *, at: Iterable[str] = (), enough: bool = False) -> None:
        """What is not in the graph holds nothing and stands on nothing: packs may name what a college lacks."""
        if upper not in self.nodes or lower not in self.nodes or upper == lower:
            return
        edge = Edge(lower, upper, frozenset(at), enough)
        if edge not in self.lower.get(upper, ()):
            self.lower.setdefault(upper, []).append(edge)
            self.upper.setdefault(lower, []).append(edge)

    def below(self, key: Key) -> set[Key]:
        """Everything it stands on, near and far."""
        return _reached(key, {each: [edge.lower for edge in edges] for each, edges in self.lower.items()})

    def above(self, key: Key) -> set[Key]:
        """Everything that stands on it, near and far."""
        return _reached(key, {each: [edge.upper for edge in edges] for each, edges in self.upper.items()})

    def find(self, text: str) -> list[Node]:
        """By code, by name, else by part of either; "kind:code" names one kind. In the order in which data flow."""
        kind, _, code = text.partition(":")
        if kind in list(NodeKind) and (NodeKind(kind), code) in self.nodes:
            return [self.nodes[NodeKind(kind), code]]
        wanted = text.strip().lower()
        every = self.ordered(self.nodes)
        exact = [each for each in every if wanted in (each.code.lower(), each.name.lower())]
        return exact or [each for each in every if wanted in f"{each.code} {each.name}".lower()]

    def ordered(self, keys: Iterable[Key]) -> list[Node]:
        order = {kind: number for number, kind in enumerate(NodeKind)}
        found = [self.nodes[key] for key in keys]
        return sorted(found, key=lambda each: (order[each.kind], each.name, each.code))


def _reached(start: Key, steps: Mapping[Key, list[Key]]) -> set[Key]:
    found: set[Key] = set()
    waiting = deque([start])
    while waiting:
        for each in steps.get(waiting.popleft(), ()):
            if each not in found and each != start:
                found.add(each)
                waiting.append(each)
    return found


def lost_without(graph: Graph, key: Key) -> dict[Key, frozenset[str]]:
    """What gets no new data when this one has none → the levels at which; the thing itself is not among them."""
    lost: dict[Key, frozenset[str]] = {key: graph.nodes[key].levels}
    waiting = deque([key])
    while waiting:
        at = waiting.popleft()
        for edge in graph.upper.get(at, ()):
            gone = _lost_by(graph, edge, lost)
            known = lost.get(edge.upper, frozenset())
            if not gone <= known:
                lost[edge.upper] = known | gone
                waiting.append(edge.upper)
    del lost[key]
    return lost


def _lost_by(graph: Graph, edge: Edge, lost: Mapping[Key, frozenset[str]]) -> frozenset[str]:
    levels = graph.nodes[edge.upper].levels
    if edge.enough:
        others = [each for each in graph.lower[edge.upper] if each.enough]
        if any(each.lower not in lost for each in others):
            return frozenset()
    if edge.at:
        return edge.at & levels
    below = graph.nodes[edge.lower].levels
    return levels if below == EVERYWHERE or levels == EVERYWHERE else lost[edge.lower] & levels
