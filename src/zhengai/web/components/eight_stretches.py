"""Which stretches of the figure-eight a turn has travelled, and where arrows show the direction."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from zhengai.cycles.rules.stages import Ring
from zhengai.cycles.rules.template import Node
from zhengai.cycles.rules.turn import Turn
from zhengai.web.components.eight_layout import distances, parts_of
from zhengai.web.components.lemniscate import Eight

_EARLIER = 0.075  # each earlier turn is this much smaller: improvement goes outwards
_MOST_EARLIER = 3


def passed_stretches(eight: Eight, turn: Turn, along: dict[str, float]) -> list[str]:
    """The static ring from its first node to the last that is proven; the small loop lies between."""
    static = [state for state in turn.nodes if state.node.ring is Ring.STATIC]
    last = max((index for index, state in enumerate(static) if state.reached), default=-1)
    if last < 1:
        return []
    start, end = along[static[0].node.code], along[static[last].node.code]
    tail = {node.code for node in parts_of(turn.template.nodes).tail}
    if static[last].node.code not in tail:
        return [eight.path(start, end)]
    if turn.closed:  # the last step leads to the first of the next turn
        end = start
    return [eight.path(start, _beginning(eight, turn, along)), eight.path(eight.second_crossing, end)]


def loop_stretch(eight: Eight, turn: Turn, along: dict[str, float]) -> str:
    """The dynamic ring: whole once a loop has closed, else as far as it was followed."""
    ring = [state for state in turn.nodes if state.node.ring is Ring.DYNAMIC]
    reached = [along[state.node.code] for state in ring if state.reached]
    end = max(reached, default=0.0)
    if any(not loop.open for loop in turn.loops):
        end = max(end, eight.second_crossing)
    return eight.path(_beginning(eight, turn, along), end) if end else ""


def _beginning(eight: Eight, turn: Turn, along: dict[str, float]) -> float:
    """The static ring draws the shared stretch as far as it is proven."""
    shared = [state for state in turn.nodes if state.node.shared and state.node.ring is Ring.STATIC]
    reached = [along[state.node.code] for state in shared if state.reached]
    return max([eight.first_crossing, *reached])


def earlier_stretches(eight: Eight, turns: Sequence[Turn]) -> list[str]:
    """Inside the present one, the older the smaller."""
    found = []
    for index, turn in enumerate(turns[:_MOST_EARLIER], start=1):
        inner = _inner(eight, index)
        along = distances(inner, turn.template.nodes)
        stretches = [*passed_stretches(inner, turn, along), loop_stretch(inner, turn, along)]
        found.append(inner.path() if turn.closed and turn.loops else "".join(stretches))
    return [path for path in found if path]


@lru_cache(maxsize=64)
def _inner(eight: Eight, index: int) -> Eight:
    """Kept, because each measures its own length once."""
    return replace(eight, scale=1 - _EARLIER * index)


def arrow_places(eight: Eight, nodes: tuple[Node, ...], along: dict[str, float]) -> list[float]:
    """Half way between nodes, where an arrow shows the direction of travel: twice on each loop."""
    parts = parts_of(nodes)
    middle = len(parts.tail) // 2
    pairs = [
        (parts.head[-1], parts.shared[0]),
        (parts.loop[0], parts.loop[1 % len(parts.loop)]),
        (parts.loop[-2 % len(parts.loop)], parts.loop[-1]),
        (parts.tail[max(middle - 1, 0)], parts.tail[middle]),
        (parts.tail[-1], parts.head[0]),
    ]
    return [_half(eight, along[a.code], along[b.code]) for a, b in pairs if a != b]


def _half(eight: Eight, start: float, end: float) -> float:
    return start + ((end - start) % eight.length) / 2
