"""The chain as a picture: a column for each step from source to use, what the chosen thing stands on to its left, what
stands on it to its right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from zhengai.reports.rules.lineage import Graph, Key, Node, NodeKind

_K = NodeKind
_COLUMNS: tuple[tuple[str, tuple[NodeKind, ...]], ...] = (
    ("数据源", (_K.SOURCE,)),
    ("数据集", (_K.DATASET,)),
    ("字段", (_K.FIELD,)),
    ("指标", (_K.INDICATOR,)),
    ("质控点", (_K.CONTROL,)),
    ("用在", (_K.GOAL, _K.ELEMENT, _K.POINT, _K.MEASURE, _K.TABLE, _K.REPORT)),
)
WIDTH, HEIGHT = 162, 34  # of a box
_STEP, _ROW, _HEAD, _SIDE = 208, 42, 44, 12
_MOST = 11  # boxes of a column; the rest is one box
_MOST_OF_A_USE = 3
_FITS = 20  # half-wide characters of a name that a box holds


@dataclass(frozen=True)
class Box:
    """`node` is null for the box of those that are not drawn (`state` rest) and for the name of a kind (caption). The
    others are chosen, lost, partly or in no state."""

    x: int
    y: int
    text: str
    title: str
    state: str
    node: Node | None = None


@dataclass(frozen=True)
class Picture:
    columns: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: int
    height: int


@dataclass(frozen=True)
class _Slot:
    """What stands in a column: a node, the rest of a kind, or its name."""

    kind: NodeKind
    node: Node | None = None
    rest: int = 0

    @property
    def is_caption(self) -> bool:
        return self.node is None and not self.rest


def picture(graph: Graph, chosen: Key, states: Mapping[Key, str]) -> Picture:
    """`states`: what is said of a thing that is lost."""
    related = graph.below(chosen) | graph.above(chosen) | {chosen}
    columns = [
        (title, slots)
        for title, kinds in _COLUMNS
        if (
            slots := [
                slot for kind in kinds for slot in _slots(graph, related, chosen, kind, len(kinds) == 1)
            ]
        )
    ]
    tallest = max(len(slots) for _, slots in columns)
    place: dict[Key, tuple[int, int]] = {}
    boxes: list[Box] = []
    for number, (_, slots) in enumerate(columns):
        x = _SIDE + number * _STEP
        top = _HEAD + (tallest - len(slots)) * _ROW // 2
        for row, slot in enumerate(_untangled(graph, slots, place)):
            y = top + row * _ROW
            boxes.append(_box(x, y, slot, chosen, states))
            if slot.node is not None:
                place[slot.node.key] = (x, y)
            elif slot.rest:
                drawn = {each.node.key for each in slots if each.node is not None}
                hidden = (key for key in related if key[0] is slot.kind and key not in drawn)
                place.update(dict.fromkeys(hidden, (x, y)))
    return Picture(
        columns=tuple((_SIDE + number * _STEP, title) for number, (title, _) in enumerate(columns)),
        boxes=tuple(boxes),
        lines=tuple(_lines(graph, related, place)),
        width=_SIDE * 2 + (len(columns) - 1) * _STEP + WIDTH,
        height=_HEAD + tallest * _ROW + _SIDE,
    )


def _slots(graph: Graph, related: set[Key], chosen: Key, kind: NodeKind, alone: bool) -> list[_Slot]:
    """The most connected ones; the chosen one always."""
    most = _MOST if alone else _MOST_OF_A_USE
    nodes = [graph.nodes[key] for key in related if key[0] is kind]
    nodes.sort(key=lambda each: (each.key != chosen, -_ties(graph, each.key, related), each.name))
    shown = nodes if len(nodes) <= most + 1 else nodes[:most]
    rest = sum(each.count for each in nodes[len(shown) :])
    return [
        *([] if alone or not nodes else [_Slot(kind)]),
        *(_Slot(kind, each) for each in shown),
        *([_Slot(kind, rest=rest)] if rest else []),
    ]


def _ties(graph: Graph, key: Key, related: set[Key]) -> int:
    near = [edge.lower for edge in graph.lower.get(key, ())] + [
        edge.upper for edge in graph.upper.get(key, ())
    ]
    return sum(each in related for each in near)


def _untangled(graph: Graph, slots: Sequence[_Slot], place: Mapping[Key, tuple[int, int]]) -> list[_Slot]:
    """Each beside what it stands on; kinds stay together under their name, the rest comes last."""
    order = {kind: number for number, kind in enumerate(NodeKind)}

    def height(slot: _Slot) -> float:
        if slot.node is None:
            return -1.0 if slot.is_caption else float("inf")
        below = [place[edge.lower][1] for edge in graph.lower.get(slot.node.key, ()) if edge.lower in place]
        return sum(below) / len(below) if below else 0.0

    return sorted(slots, key=lambda slot: (order[slot.kind], height(slot)))


def _box(x: int, y: int, slot: _Slot, chosen: Key, states: Mapping[Key, str]) -> Box:
    if slot.is_caption:
        return Box(x, y, slot.kind.chinese, "", "caption")
    if slot.node is None:
        text = f"另有 {slot.rest} {slot.kind.counter}"
        return Box(x, y, text, f"{text}{slot.kind.chinese}，在下面的清单里", "rest")
    state = "chosen" if slot.node.key == chosen else states.get(slot.node.key, "")
    name = f"{slot.node.note}.{slot.node.name}" if slot.kind is _K.FIELD else slot.node.name
    return Box(x, y, _short(name), _title(slot.node), state, slot.node)


def _title(node: Node) -> str:
    note = f"({node.note})" if node.note else ""
    number = f"，{node.count} {node.kind.counter}" if node.count > 1 else ""
    return f"{node.kind.chinese}：{node.name}{note}{number}"


def _short(name: str) -> str:
    used = 0
    for number, character in enumerate(name):
        used += 2 if east_asian_width(character) in "WF" else 1
        if used > _FITS:
            return f"{name[:number]}…"
    return name


def _lines(graph: Graph, related: set[Key], place: Mapping[Key, tuple[int, int]]) -> Iterable[str]:
    """Curves between boxes, each once. What is read through a field is not drawn from its dataset again."""
    ends: dict[tuple[int, int, int, int], None] = {}
    for upper in related:
        edges = [edge for edge in graph.lower.get(upper, ()) if edge.lower in related]
        through = {edge.lower[1].partition(".")[0] for edge in edges if edge.lower[0] is _K.FIELD}
        for edge in edges:
            if edge.lower[0] is _K.DATASET and edge.lower[1] in through:
                continue
            (x1, y1), (x2, y2) = place[edge.lower], place[upper]
            if x1 < x2:
                ends[x1, y1, x2, y2] = None
    for x1, y1, x2, y2 in sorted(ends):
        start, stop, from_, to = x1 + WIDTH, x2, y1 + HEIGHT // 2, y2 + HEIGHT // 2
        bend = (stop - start) // 2
        yield f"M{start} {from_}C{start + bend} {from_} {stop - bend} {to} {stop} {to}"
