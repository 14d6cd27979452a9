"""Where the nodes of a spiral stand on the figure-eight, and where their names are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

from zhengai.cycles.rules.stages import Ring
from zhengai.cycles.rules.template import Node
from zhengai.web.components.lemniscate import Eight, Point

RADIUS = 13.0
_ARM = {False: 0.185, True: 0.205}  # between shared nodes, in shares of the large loop's reach; passed twice
GAP = 10.0  # between a node and its name
_CLEAR = 5.0  # between a name and the line
_APART = 4.0  # between two names
_SAMPLES = 240
_AWAY = (0, 5, 10, 15)  # further out, for a node on the crossing itself
# away from the loop first, then turning aside, then into the loop
_TURNS = (0, 15, -15, 30, -30, 45, -45, 60, -60, 75, -75, 90, -90, 180, 165, -165, 150, -150, 135, -135)


@dataclass(frozen=True)
class Parts:
    """The stretches of the eight in the order of travel."""

    head: tuple[Node, ...]
    shared: tuple[Node, ...]
    loop: tuple[Node, ...]
    again: tuple[Node, ...]
    tail: tuple[Node, ...]


@dataclass(frozen=True)
class Box:
    x: float  # of the middle
    y: float
    width: float
    height: float

    def gap(self, point: Point) -> float:
        """How far a point is outside; 0 inside."""
        across = max(abs(point.x - self.x) - self.width / 2, 0)
        down = max(abs(point.y - self.y) - self.height / 2, 0)
        return hypot(across, down)

    def overlap(self, other: "Box") -> float:
        across = (self.width + other.width) / 2 + _APART - abs(self.x - other.x)
        down = (self.height + other.height) / 2 - abs(self.y - other.y)
        return min(across, down) if across > 0 and down > 0 else 0.0


@dataclass(frozen=True)
class Place:
    node: Node
    along: float
    point: Point
    label: Box


def parts_of(nodes: Sequence[Node]) -> Parts:
    loop = [index for index, node in enumerate(nodes) if node.ring is Ring.DYNAMIC and not node.shared]
    before, after = nodes[: loop[0]], nodes[loop[-1] + 1 :]
    return Parts(
        head=tuple(node for node in before if not node.shared),
        shared=tuple(node for node in before if node.shared),
        loop=tuple(nodes[loop[0] : loop[-1] + 1]),
        again=tuple(node for node in after if node.shared),
        tail=tuple(node for node in after if not node.shared),
    )


def distances(eight: Eight, nodes: Sequence[Node]) -> dict[str, float]:
    """Node → how far along the curve it stands, evenly on each loop and equally far from the crossing."""
    parts = parts_of(nodes)
    arm = _ARM[bool(parts.again)] * eight.reach * eight.scale
    shared, again = _steps(len(parts.shared), bool(parts.again)), _steps(len(parts.again), True)
    again = [-step for step in reversed(again)]
    steps = [*shared, *again]
    right = arm * max(0, *shared, *(-step for step in again))
    left = arm * max(0, *(-step for step in shared), *again)
    first, second = eight.first_crossing, eight.second_crossing
    found = {node.code: first + arm * step for node, step in zip(parts.shared, shared, strict=True)}
    found |= {node.code: second + arm * step for node, step in zip(parts.again, again, strict=True)}
    found |= _evenly(parts.loop, first + right, second - right)
    found |= _evenly((*parts.tail, *parts.head), second + left, eight.length + first - left)
    return {code: along % eight.length for code, along in found.items()} if steps else {}


def _steps(count: int, twice: bool) -> list[float]:
    """Around the crossing. Where the stretch is passed twice, nobody stands on the crossing itself and one more
    stands on the side of the large loop."""
    if not twice:
        return [index - (count - 1) / 2 for index in range(count)]
    left = (count + 1) // 2
    return [float(index - left + (index >= left)) for index in range(count)]


def _evenly(nodes: Sequence[Node], start: float, end: float) -> dict[str, float]:
    step = (end - start) / (len(nodes) + 1)
    return {node.code: start + step * number for number, node in enumerate(nodes, start=1)}


def longest(nodes: Sequence[Node], size: float) -> float:
    """The width of the longest name."""
    return max(_width(node.name, size) for node in nodes)


def places(eight: Eight, nodes: Sequence[Node], size: float) -> list[Place]:
    """The nodes with their names, `size` high, beside the line and clear of each other."""
    along = distances(eight, nodes)
    points = {code: eight.at(eight.parameter(each)) for code, each in along.items()}
    line = eight.points(_SAMPLES)
    written: dict[str, Box] = {}
    # the one on the crossing has the least room, so it chooses first
    for node in sorted(nodes, key=lambda each: not _is_crossing(eight, along[each.code])):
        candidates = _candidates(eight, along[node.code], _width(node.name, size), size)
        others = [point for code, point in points.items() if code != node.code]
        taken = list(written.values())
        written[node.code] = min(candidates, key=lambda box: _trouble(box, line, others, taken))
    return [Place(node, along[node.code], points[node.code], written[node.code]) for node in nodes]


def _is_crossing(eight: Eight, along: float) -> bool:
    return abs(along - eight.first_crossing) < 1


def _candidates(eight: Eight, along: float, width: float, height: float) -> Iterable[Box]:
    t = eight.parameter(along)
    point, normal = eight.at(t), eight.normal(t)
    if _is_crossing(eight, along):
        notch = Point(1, 0) if eight.tall else Point(0, -1)
        yield from (_beside(point, notch, width, height, away) for away in _AWAY)
    outward = normal if eight.is_left(t) else Point(-normal.x, -normal.y)
    yield from (_beside(point, _turned(outward, degrees), width, height) for degrees in _TURNS)


def _beside(point: Point, towards: Point, width: float, height: float, away: float = 0.0) -> Box:
    reach = RADIUS + GAP + away + abs(towards.x) * width / 2 + abs(towards.y) * height / 2
    middle = point.moved(towards, reach)
    return Box(middle.x, middle.y, width, height)


def _turned(point: Point, degrees: float) -> Point:
    angle = radians(degrees)
    return Point(point.x * cos(angle) - point.y * sin(angle), point.x * sin(angle) + point.y * cos(angle))


def _trouble(box: Box, line: Sequence[Point], nodes: Sequence[Point], written: Sequence[Box]) -> float:
    """How much of the line, of other nodes and of other names is in the way, in units of drawing; 0 = none."""
    crossed = sum(max(_CLEAR - box.gap(point), 0) for point in line)
    covered = sum(max(RADIUS + _CLEAR - box.gap(point), 0) for point in nodes)
    hidden = sum(4 * box.overlap(other) for other in written)
    return round(crossed + covered + hidden, 1)


def _width(name: str, size: float) -> float:
    """Chinese characters are as wide as high, others a little more than half."""
    return sum(size if ord(character) > 0x2E80 else size * 0.6 for character in name)
