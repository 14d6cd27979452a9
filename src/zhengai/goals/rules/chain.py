"""The chain check (目标链): where plans, goals, yearly targets and tasks do not hang together. Pure; its callers read
the rows as the small tuples below, so that twenty thousand of them are looked through in well under a second."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from zhengai.goals.rules.smart import is_lower

TOP = "总规划"
REACHED = ("programme", "course", "teacher", "student")
_ABOVE = ("college", "department")  # goals of these levels are to be handed down
_PERSONAL = (
    "teacher",
    "student",
)  # who set themselves a target carry it out themselves: no task is asked for


class ChainPlan(NamedTuple):
    pk: int
    title: str
    category: str
    level: str
    parent: int | None
    first_year: int
    last_year: int


class ChainGoal(NamedTuple):
    pk: int
    title: str
    plan: int
    parent: int | None
    subject: int
    indicator: str
    evidence: str
    undivided: str
    standards: tuple[str, ...] = ()


class ChainTarget(NamedTuple):
    pk: int
    goal: int
    year: int
    limit: str


class ChainTask(NamedTuple):
    pk: int
    title: str
    target: int | None
    source: str
    owner: str


class Gap(StrEnum):
    """In the order in which they are mended: first the links, then the years, then who does it."""

    CIRCLE = "circle"
    ORPHAN_PLAN = "orphan_plan"
    NO_GOALS = "no_goals"
    ORPHAN = "orphan"
    NOT_REACHED = "not_reached"
    SIDEWAYS = "sideways"
    UNMEASURED = "unmeasured"
    NO_YEAR = "no_year"
    NO_TARGET = "no_target"
    LOWER = "lower"
    NO_TASK = "no_task"
    NO_ORIGIN = "no_origin"
    NO_OWNER = "no_owner"
    NO_GOAL = "no_goal"

    @property
    def chinese(self) -> str:
        return _NAMES[self]

    @property
    def remedy(self) -> str:
        return _REMEDIES[self]


_NAMES = {
    Gap.CIRCLE: "首尾相接",
    Gap.ORPHAN_PLAN: "规划没有上级",
    Gap.NO_GOALS: "规划没有目标",
    Gap.ORPHAN: "目标没有上级",
    Gap.NOT_REACHED: "没有传到",
    Gap.SIDEWAYS: "左右没有呼应",
    Gap.UNMEASURED: "无法衡量",
    Gap.NO_YEAR: "规划没有年度目标",
    Gap.NO_TARGET: "目标没有年度目标",
    Gap.LOWER: "低于上一年",
    Gap.NO_TASK: "没有任务",
    Gap.NO_ORIGIN: "任务没有对应的年度目标",
    Gap.NO_OWNER: "任务没有落实到人",
    Gap.NO_GOAL: "标准没有目标",
}
_REMEDIES = {
    Gap.CIRCLE: "改正其中一个目标的上级",
    Gap.ORPHAN_PLAN: "选定它服务的上级规划",
    Gap.NO_GOALS: "把规划分解为目标",
    Gap.ORPHAN: "选定它支撑的上级目标",
    Gap.NOT_REACHED: "在下一层的规划里承接，或写明不再分解的理由",
    Gap.SIDEWAYS: "把同一对象、同一指标的两个目标关联起来，或只留一个",
    Gap.UNMEASURED: "选一项指标，或写明佐证材料",
    Gap.NO_YEAR: "为规划的目标定出本年度要达到的值",
    Gap.NO_TARGET: "定出本年度要达到的值",
    Gap.LOWER: "核对数值；确需降低时，在目标里写明理由",
    Gap.NO_TASK: "安排任务，落实到部门和人",
    Gap.NO_ORIGIN: "选定任务服务的年度目标，或改正任务的来源",
    Gap.NO_OWNER: "指定责任人",
    Gap.NO_GOAL: "在目标里选定用它衡量，或说明它服务于什么",
}


@dataclass(frozen=True)
class Found:
    """One gap. `about` is "plan:3", "plan_goal:7", "task:9" or "standard:code"; `level` is the level not reached."""

    gap: Gap
    about: str
    title: str
    level: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Chain:
    """What is looked through. `year` is the year asked for: its targets and tasks, beside those of the year before.
    `levels` are the levels that a goal of the college is to reach; `standards` code → name, null where standards are
    not linked yet; `beside` pairs of goals that are linked sideways."""

    year: int
    plans: Sequence[ChainPlan]
    goals: Sequence[ChainGoal]
    targets: Sequence[ChainTarget]
    tasks: Sequence[ChainTask]
    levels: Collection[str] = REACHED
    beside: Collection[frozenset[int]] = ()
    standards: Mapping[str, str] | None = None

    @cached_property
    def plan(self) -> dict[int, ChainPlan]:
        return {each.pk: each for each in self.plans}

    @cached_property
    def goal(self) -> dict[int, ChainGoal]:
        return {each.pk: each for each in self.goals}

    @cached_property
    def children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for each in self.goals:
            if each.parent is not None:
                found[each.parent].append(each.pk)
        return found

    @cached_property
    def goals_of(self) -> dict[int, list[ChainGoal]]:
        found: dict[int, list[ChainGoal]] = defaultdict(list)
        for each in self.goals:
            found[each.plan].append(each)
        return found

    @cached_property
    def year_targets(self) -> dict[tuple[int, int], ChainTarget]:
        """(goal, year) → target."""
        return {(each.goal, each.year): each for each in self.targets}

    @cached_property
    def reach(self) -> dict[int, frozenset[str]]:
        """Goal → the levels of itself and of all below it; only for goals without a parent, so that no circle is
        walked."""
        found = {}
        for top in (each.pk for each in self.goals if each.parent is None):
            levels, waiting = set[str](), [top]
            while waiting:
                each = waiting.pop()
                levels.add(self.level(each))
                waiting.extend(self.children.get(each, ()))
            found[top] = frozenset(levels)
        return found

    def level(self, goal: int) -> str:
        return self.plan[self.goal[goal].plan].level

    def runs(self, plan: ChainPlan) -> bool:
        return plan.first_year <= self.year <= plan.last_year


def circles(parents: Mapping[int, int | None]) -> list[list[int]]:
    """Every circle once, each beginning with its smallest key."""
    done: set[int] = set()
    found = []
    for first in parents:
        path: list[int] = []
        at: int | None = first
        while at is not None and at not in done:
            done.add(at)
            path.append(at)
            at = parents.get(at)
        if at is not None and at in path:
            ring = path[path.index(at) :]
            turn = ring.index(min(ring))
            found.append(ring[turn:] + ring[:turn])
    return found


def check_chain(chain: Chain) -> list[Found]:
    """Every gap, in the order of `Gap` and then of the rows."""
    found = [
        *_circles(chain),
        *_plans(chain),
        *_links(chain),
        *_sideways(chain),
        *_years(chain),
        *_tasks(chain),
        *_standards(chain),
    ]
    order = list(Gap)
    return sorted(found, key=lambda each: order.index(each.gap))


def _circles(chain: Chain) -> Iterator[Found]:
    for ring in circles({each.pk: each.parent for each in chain.goals}):
        titles = " → ".join(chain.goal[key].title for key in [*ring, ring[0]])
        yield Found(Gap.CIRCLE, f"plan_goal:{ring[0]}", chain.goal[ring[0]].title, detail=titles)


def _plans(chain: Chain) -> Iterator[Found]:
    for plan in chain.plans:
        if plan.parent is None and plan.category != TOP:
            yield Found(Gap.ORPHAN_PLAN, f"plan:{plan.pk}", plan.title)
        own = chain.goals_of.get(plan.pk, [])
        if not own:
            yield Found(Gap.NO_GOALS, f"plan:{plan.pk}", plan.title)
        elif chain.runs(plan) and not any((each.pk, chain.year) in chain.year_targets for each in own):
            yield Found(Gap.NO_YEAR, f"plan:{plan.pk}", plan.title)


def _links(chain: Chain) -> Iterator[Found]:
    for goal in chain.goals:
        about = f"plan_goal:{goal.pk}"
        if goal.parent is None and chain.plan[goal.plan].category != TOP:
            yield Found(Gap.ORPHAN, about, goal.title)
        if not goal.indicator and not goal.evidence:
            yield Found(Gap.UNMEASURED, about, goal.title)
        if goal.parent is None and not goal.undivided and chain.level(goal.pk) in _ABOVE:
            for level in chain.levels:
                if level not in chain.reach[goal.pk]:
                    yield Found(Gap.NOT_REACHED, about, goal.title, level=level)


def _sideways(chain: Chain) -> Iterator[Found]:
    """Two goals of one subject on one indicator that know nothing of each other."""
    same: dict[tuple[int, str], list[ChainGoal]] = defaultdict(list)
    for goal in chain.goals:
        if goal.indicator:
            same[goal.subject, goal.indicator].append(goal)
    for group in same.values():
        first = group[0]
        for other in group[1:]:
            linked = frozenset({first.pk, other.pk}) in chain.beside
            related = first.pk == other.parent or other.pk == first.parent
            if first.plan != other.plan and not linked and not related:
                yield Found(Gap.SIDEWAYS, f"plan_goal:{other.pk}", other.title, detail=first.title)


def _years(chain: Chain) -> Iterator[Found]:
    for goal in chain.goals:
        about, plan = f"plan_goal:{goal.pk}", chain.plan[goal.plan]
        now, before = (chain.year_targets.get((goal.pk, year)) for year in (chain.year, chain.year - 1))
        if now is None:
            has_other = any((each.pk, chain.year) in chain.year_targets for each in chain.goals_of[plan.pk])
            if has_other and chain.runs(plan):  # else the plan as a whole has none, which is said of it
                yield Found(Gap.NO_TARGET, about, goal.title)
        elif before is not None and is_lower(now.limit, before.limit):
            yield Found(Gap.LOWER, about, goal.title, detail=f"{before.limit} → {now.limit}")


def _tasks(chain: Chain) -> Iterator[Found]:
    """A task that serves a goal above serves those it was handed down to only by a task of their own."""
    served = {each.target for each in chain.tasks}
    for target in chain.targets:
        if target.year != chain.year or target.pk in served or target.goal not in chain.goal:
            continue
        if chain.level(target.goal) not in _PERSONAL:
            yield Found(Gap.NO_TASK, f"plan_goal:{target.goal}", chain.goal[target.goal].title)
    for task in chain.tasks:
        if task.source == "plan" and task.target is None:
            yield Found(Gap.NO_ORIGIN, f"task:{task.pk}", task.title)
        if not task.owner:
            yield Found(Gap.NO_OWNER, f"task:{task.pk}", task.title)


def _standards(chain: Chain) -> Iterator[Found]:
    if chain.standards is None:
        return
    named = {code for goal in chain.goals for code in goal.standards}
    for code, name in chain.standards.items():
        if code not in named:
            yield Found(Gap.NO_GOAL, f"standard:{code}", name)
