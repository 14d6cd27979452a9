"""The chain as a flow: a row for each goal at the top, a column for each level, then the year's targets and tasks.
A hole is seen where something is missing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhengai.goals.rules.chain import REACHED, TOP, Chain, Found

COLUMNS = ("college", "department", "programme", "course", "class", "teacher", "student")
LEFT, STEP, HEAD, ROW = 290, 108, 44, 46
YEARLY = ("年度目标", "任务")


@dataclass(frozen=True)
class Spot:
    """One place of the picture. `kind`: goals (with how many), hole (missing), stay (not handed down for a stated
    reason), none (not asked for) or share (`text` says how many of how many)."""

    x: int
    y: int
    kind: str
    text: str
    title: str


@dataclass(frozen=True)
class Strand:
    """A row: a goal at the top with what hangs on it."""

    goal: int
    title: str
    y: int
    spots: tuple[Spot, ...]
    ends: tuple[int, int]  # x of the line

    @property
    def gaps(self) -> int:
        return sum(spot.kind in ("hole", "short") for spot in self.spots)


@dataclass(frozen=True)
class Flow:
    columns: tuple[tuple[int, str], ...]
    strands: tuple[Strand, ...]
    width: int
    height: int


@dataclass
class Hanging:
    """What hangs on one goal at the top: its descendants by level, and how far the year reaches."""

    levels: Counter[str] = field(default_factory=Counter)
    goals: list[int] = field(default_factory=list)


def tops(chain: Chain) -> list[int]:
    """Goals of the whole plan first, then those that hang on nothing."""
    free = [each.pk for each in chain.goals if each.parent is None]
    return sorted(free, key=lambda key: (chain.plan[chain.goal[key].plan].category != TOP, key))


def hanging(chain: Chain, top: int) -> Hanging:
    found, waiting = Hanging(), [top]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        found.levels[chain.level(each)] += 1
        found.goals.append(each)
        waiting.extend(chain.children.get(each, ()))
    return found


def flow(
    chain: Chain, chosen: Sequence[int], names: Mapping[str, str], levels: Collection[str] = REACHED
) -> Flow:
    """`chosen` are the goals at the top that are drawn, `names` the levels' own words."""
    shown = [level for level in COLUMNS if level in names and (level in REACHED or _has(chain, level))]
    served = {task.target for task in chain.tasks}
    targets = {target.goal: target.pk for target in chain.targets if target.year == chain.year}
    titles = [names[level] for level in shown] + list(YEARLY)
    columns = tuple((LEFT + STEP * place, title) for place, title in enumerate(titles))
    strands = []
    for number, top in enumerate(chosen):
        y = HEAD + ROW * number + ROW // 2
        held = hanging(chain, top)
        spots = [
            _level_spot(chain, top, held, level, columns[i][0], y, levels) for i, level in enumerate(shown)
        ]
        own = [key for key in held.goals if chain.runs(chain.plan[chain.goal[key].plan])]
        set_ = [targets[key] for key in own if key in targets]
        asked = [
            targets[key] for key in own if key in targets and chain.level(key) not in ("teacher", "student")
        ]
        spots.append(_share(columns[-2][0], y, len(set_), len(own), "个目标定了年度目标"))
        spots.append(
            _share(columns[-1][0], y, sum(each in served for each in asked), len(asked), "个年度目标有任务")
        )
        here = [spot.x for spot in spots if spot.kind in ("goals", "share", "short")]
        strands.append(Strand(top, chain.goal[top].title, y, tuple(spots), (min(here), max(here))))
    return Flow(columns, tuple(strands), columns[-1][0] + STEP // 2 + 10, HEAD + ROW * len(chosen) + 10)


def _has(chain: Chain, level: str) -> bool:
    return any(plan.level == level for plan in chain.plans)


def _level_spot(
    chain: Chain, top: int, held: Hanging, level: str, x: int, y: int, levels: Collection[str]
) -> Spot:
    count = held.levels[level]
    if count:
        return Spot(x, y, "goals", str(count), f"{count} 个目标")
    if level not in levels or chain.level(top) not in ("college", "department"):
        return Spot(x, y, "none", "", "")
    reason = chain.goal[top].undivided
    return (
        Spot(x, y, "stay", "", f"不再分解：{reason}")
        if reason
        else Spot(x, y, "hole", "缺", "没有传到这一层")
    )


def _share(x: int, y: int, some: int, whole: int, words: str) -> Spot:
    if not whole:
        return Spot(x, y, "none", "", "")
    kind = "share" if some == whole else "short"
    return Spot(x, y, kind, f"{some}/{whole}", f"{whole} 个里 {some} {words}")


def gaps_of(found: Iterable[Found]) -> dict[str, list[Found]]:
    """About → gaps."""
    result: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        result[each.about].append(each)
    return result
