"""One goal with all that hangs on it, as a tree from left to right; its gaps stand on it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zhengai.goals.rules.chain import Chain, Found
from zhengai.web.desks.chain.flow import COLUMNS

WIDTH, GAP_X, HEIGHT, GAP_Y, HEAD = 190, 46, 52, 12, 34
MOST_CHILDREN = 6  # of one level below one goal; those with gaps come first


@dataclass(frozen=True)
class Box:
    """A goal, or the rest of its brothers when `rest` is above 0."""

    goal: int
    title: str
    owner: str
    x: int
    y: int
    gaps: tuple[str, ...]
    rest: int = 0


@dataclass(frozen=True)
class Edge:
    """A curve from the right side of one box to the left side of another."""

    path: str


@dataclass(frozen=True)
class Tree:
    columns: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


class _Layout:
    """Leaves go down one after the other, a parent stands beside the middle of its children."""

    def __init__(self, chain: Chain, gaps: Mapping[str, list[Found]], places: Mapping[str, int]) -> None:
        self.chain, self.gaps, self.places = chain, gaps, places
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []
        self.next = HEAD
        self.seen: set[int] = set()

    def put(self, goal: int) -> Box:
        self.seen.add(goal)
        below: list[Box] = []
        for children in self._children(goal):
            below += [self.put(key) for key in children[:MOST_CHILDREN]]
            if len(children) > MOST_CHILDREN:
                below.append(self._rest(children[MOST_CHILDREN], len(children) - MOST_CHILDREN))
        y = (below[0].y + below[-1].y) // 2 if below else self._leaf()
        box = self._box(goal, y)
        self.boxes.append(box)
        self.edges += [_edge(box, each) for each in below]
        return box

    def _children(self, goal: int) -> list[list[int]]:
        """Level by level, those with gaps first."""
        free = [key for key in self.chain.children.get(goal, ()) if key not in self.seen]
        by_level: dict[int, list[int]] = defaultdict(list)
        for key in sorted(free, key=lambda key: f"plan_goal:{key}" not in self.gaps):
            by_level[self._x(key)].append(key)
        return [by_level[x] for x in sorted(by_level)]

    def _leaf(self) -> int:
        y, self.next = self.next, self.next + HEIGHT + GAP_Y
        return y

    def _box(self, goal: int, y: int) -> Box:
        row = self.chain.goal[goal]
        words = tuple(
            each.gap.chinese + (f"{each.level}" if each.level else "")
            for each in self.gaps.get(f"plan_goal:{goal}", ())
        )
        return Box(goal, row.title, self.chain.plan[row.plan].title, self._x(goal), y, words)

    def _rest(self, goal: int, count: int) -> Box:
        box = Box(goal, f"还有 {count} 个", "", self._x(goal), self._leaf(), (), count)
        self.boxes.append(box)
        return box

    def _x(self, goal: int) -> int:
        return self.places[self.chain.level(goal)]


def _edge(left: Box, right: Box) -> Edge:
    x1, y1, x2, y2 = left.x + WIDTH, left.y + HEIGHT // 2, right.x, right.y + HEIGHT // 2
    if x2 <= left.x:  # a child of the same level hangs below
        x1, x2 = left.x + 12, right.x + 12
        return Edge(f"M{x1} {left.y + HEIGHT} V{right.y}")
    half = (x1 + x2) // 2
    return Edge(f"M{x1} {y1} C{half} {y1} {half} {y2} {x2} {y2}")


def tree(chain: Chain, top: int, gaps: Mapping[str, list[Found]], names: Mapping[str, str]) -> Tree:
    """Columns are the levels that occur below `top`, in their order."""
    here = {chain.level(key) for key in _below(chain, top)}
    order = [level for level in COLUMNS if level in here] + sorted(here - set(COLUMNS))
    places = {level: 8 + (WIDTH + GAP_X) * number for number, level in enumerate(order)}
    told = {about: [_named(each, names) for each in found] for about, found in gaps.items()}
    layout = _Layout(chain, told, places)
    layout.put(top)
    width = 8 + (WIDTH + GAP_X) * len(order)
    columns = tuple((places[level], names.get(level, level)) for level in order)
    return Tree(columns, tuple(layout.boxes), tuple(layout.edges), width, layout.next + 4)


def _named(found: Found, names: Mapping[str, str]) -> Found:
    return Found(found.gap, found.about, found.title, names.get(found.level, found.level), found.detail)


def _below(chain: Chain, top: int) -> set[int]:
    found: set[int] = set()
    waiting = [top]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(chain.children.get(each, ()))
    return found
