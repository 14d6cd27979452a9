"""The figure-eight of a turn, ready to draw: large, standing up for narrow screens, and small for lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import atan2, degrees, sqrt

from zhengai.cycles.rules.stages import Ring
from zhengai.cycles.rules.template import Node
from zhengai.cycles.rules.turn import NodeState, Turn
from zhengai.web.components.eight_layout import GAP, RADIUS, Place, distances, longest, places
from zhengai.web.components.eight_stretches import (
    arrow_places,
    earlier_stretches,
    loop_stretch,
    passed_stretches,
)
from zhengai.web.components.lemniscate import Eight, Point, number
from zhengai_engine.model.period import Period, PeriodKind

WIDE = Eight(reach=352, centre=Point(432.8, 198))
WIDE_SIZE = (760, 396)
TALL = Eight(reach=268, centre=Point(164, 312), tall=True, stretch=1.1)
TALL_SIZE = (328, 544)
SMALL = Eight(reach=31.5, centre=Point(36.5, 16), stretch=1.02)
_NAME = {False: 16.0, True: 15.0}
_HALF_LINE = 9.0  # two lines are written in the middle of a loop
_MARGIN = 2.0  # to the edge of the drawing
_MOST_SHOWN = 99


@dataclass(frozen=True)
class Spot:
    """A node as drawn; `look` names its shape."""

    state: NodeState
    x: str
    y: str
    label_x: str
    label_y: str
    look: str
    href: str

    @property
    def count(self) -> str:
        found = len(self.state.proofs)
        return "" if not found else str(found) if found <= _MOST_SHOWN else f"{_MOST_SHOWN}+"

    @property
    def title(self) -> str:
        return f"{self.state.node.name}：{standing(self.state)}"


@dataclass(frozen=True)
class Arrow:
    x: str
    y: str
    angle: str


@dataclass(frozen=True)
class Drawing:
    """`passed` are the stretches that are proven, `loop` the one of the dynamic ring, `middles` the middles of both
    loops."""

    tall: bool
    width: int
    height: int
    line: str
    passed: list[str]
    loop: str
    earlier: list[str]
    arrows: list[Arrow]
    spots: list[Spot]
    middles: tuple[Point, Point]
    period: str
    passed_of: str


def standing(state: NodeState) -> str:
    """What the shape of a node says, in words."""
    words = [f"{len(state.proofs)} 件证据"] if state.reached else []
    if not state.asked:
        words.append("没有预警，不需要")
    elif not state.reached:
        words.append("还没有证据")
    if state.here:
        words.append("现在在这里")
    return "，".join(words)


def drawings(turn: Turn, base: str = "", earlier: Sequence[Turn] = ()) -> list[Drawing]:
    """The same turn lying for wide places and standing for narrow ones; the page shows one of them. `base` is the
    address whose #node-… are the proofs."""
    return [_drawing(turn, base, earlier, tall=tall) for tall in (False, True)]


@dataclass(frozen=True)
class SmallDrawing:
    line: str
    passed: list[str]
    loop: str
    here: Point | None


def small_drawing(turn: Turn) -> SmallDrawing:
    along = _small_distances(turn.template.nodes)
    standing_at = turn.here
    here = SMALL.at(SMALL.parameter(along[standing_at.node.code])) if standing_at else None
    return SmallDrawing(
        SMALL.path(), passed_stretches(SMALL, turn, along), loop_stretch(SMALL, turn, along), here
    )


@lru_cache(maxsize=32)
def _small_distances(nodes: tuple[Node, ...]) -> dict[str, float]:
    """The same for every row of a list."""
    return distances(SMALL, nodes)


def _drawing(turn: Turn, base: str, earlier: Sequence[Turn], *, tall: bool) -> Drawing:
    eight = fitted(turn.template.nodes, tall)
    placed = _places(turn.template.nodes, tall)
    along = {place.node.code: place.along for place in placed}
    width, height = TALL_SIZE if tall else WIDE_SIZE
    return Drawing(
        tall=tall,
        width=width,
        height=height,
        line=eight.path(),
        passed=passed_stretches(eight, turn, along),
        loop=loop_stretch(eight, turn, along),
        earlier=earlier_stretches(eight, earlier),
        arrows=[_arrow(eight, each) for each in arrow_places(eight, turn.template.nodes, along)],
        spots=[_spot(place, state, base) for place, state in zip(placed, turn.nodes, strict=True)],
        middles=(_middle(eight, -0.6), _middle(eight, 0.6 * eight.small)),
        period=_said(turn.period),
        passed_of=_passed_of(turn),
    )


@lru_cache(maxsize=32)
def _places(nodes: tuple[Node, ...], tall: bool) -> list[Place]:
    """The same for every turn of a template."""
    return places(fitted(nodes, tall), nodes, _NAME[tall])


@lru_cache(maxsize=32)
def fitted(nodes: tuple[Node, ...], tall: bool) -> Eight:
    """The curve that leaves room for the names on both sides: narrower where they are long."""
    beside = longest(nodes, _NAME[tall]) + RADIUS + GAP + _MARGIN
    if tall:
        # the loop of Bernoulli's lemniscate is √2/4 of its reach to each side
        room = (TALL_SIZE[0] / 2 - beside) / (TALL.reach * sqrt(2) / 4)
        return replace(TALL, stretch=min(TALL.stretch, room))
    reach = min(WIDE.reach, (WIDE_SIZE[0] - 2 * beside) / (1 + WIDE.small))
    left = (WIDE_SIZE[0] - reach * (1 + WIDE.small)) / 2
    return replace(WIDE, reach=reach, centre=Point(left + reach, WIDE.centre.y))


def _said(period: Period) -> str:
    """Short enough for the middle of a loop."""
    if period.kind is PeriodKind.SEMESTER:
        return f"{period.code[:4]} 秋" if period.code.endswith("-1") else f"{period.code[5:9]} 春"
    return period.name


def _passed_of(turn: Turn) -> str:
    static = [state for state in turn.nodes if state.node.ring is Ring.STATIC]
    return f"{sum(state.reached for state in static)}/{len(static)}"


def _spot(place: Place, state: NodeState, base: str) -> Spot:
    return Spot(
        state,
        number(place.point.x),
        number(place.point.y),
        number(place.label.x),
        number(place.label.y),
        _look(state),
        f"{base}#node-{state.node.code}",
    )


def _look(state: NodeState) -> str:
    words = ["done" if state.reached else "open" if state.asked else "idle"]
    return " ".join([*words, "here"] if state.here else words)


def _arrow(eight: Eight, along: float) -> Arrow:
    t = eight.parameter(along)
    point, heading = eight.at(t), eight.heading(t)
    return Arrow(number(point.x), number(point.y), number(degrees(atan2(heading.y, heading.x))))


def _middle(eight: Eight, share: float) -> Point:
    across = share * eight.reach
    middle = eight.centre.moved(Point(0, 1) if eight.tall else Point(1, 0), across)
    return Point(middle.x, middle.y - _HALF_LINE)
