"""The chain check on small chains: each gap alone, and a whole chain without one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from zhengai.goals.rules.chain import (
    Chain,
    ChainGoal,
    ChainPlan,
    ChainTarget,
    ChainTask,
    Gap,
    check_chain,
    circles,
)

# the college's plan and those below it, one each
PLANS = [
    ChainPlan(1, "总规划", "总规划", "college", None, 2026, 2030),
    ChainPlan(2, "护理规划", "专业", "programme", 1, 2026, 2028),
    ChainPlan(3, "课程规划", "课程", "course", 2, 2026, 2028),
    ChainPlan(4, "王静的规划", "师资", "teacher", 1, 2026, 2028),
    ChainPlan(5, "李晓的规划", "学生", "student", 1, 2026, 2028),
]
GOALS = [
    ChainGoal(10, "就业率", 1, None, 100, "employment", "", "", ("S1",)),
    ChainGoal(20, "护理就业率", 2, 10, 200, "employment", "", ""),
    ChainGoal(30, "课程通过率", 3, 20, 300, "pass", "", ""),
    ChainGoal(40, "下企业", 4, 10, 400, "", "实践报告", ""),
    ChainGoal(50, "取得证书", 5, 10, 500, "", "证书", ""),
]
TARGETS = [ChainTarget(each.pk * 10, each.pk, 2026, "≥ 90%") for each in GOALS]
TASKS = [ChainTask(each.pk, f"任务{each.pk}", each.pk, "plan", "郑怡") for each in TARGETS]
WHOLE = Chain(2026, PLANS, GOALS, TARGETS, TASKS, standards={"S1": "就业标准"})

Change = Callable[[Chain], Chain]


def goal(number: int, **fields: object) -> Change:
    def change(chain: Chain) -> Chain:
        goals = [each._replace(**fields) if each.pk == number else each for each in chain.goals]
        return replace(chain, goals=goals)

    return change


def plan(number: int, **fields: object) -> Change:
    def change(chain: Chain) -> Chain:
        plans = [each._replace(**fields) if each.pk == number else each for each in chain.plans]
        return replace(chain, plans=plans)

    return change


def without_goal(number: int) -> Change:
    return lambda chain: replace(
        chain,
        goals=[each for each in chain.goals if each.pk != number],
        targets=[each for each in chain.targets if each.goal != number],
        tasks=[each for each in chain.tasks if each.target != number * 10],
    )


def test_a_whole_chain_has_no_gap() -> None:
    assert check_chain(WHOLE) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (goal(20, parent=30), [(Gap.CIRCLE, "plan_goal:20", ""), (Gap.NOT_REACHED, "plan_goal:10", "programme"),
                               (Gap.NOT_REACHED, "plan_goal:10", "course")]),
        (plan(2, parent=None), [(Gap.ORPHAN_PLAN, "plan:2", "")]),
        (without_goal(50), [(Gap.NO_GOALS, "plan:5", ""), (Gap.NOT_REACHED, "plan_goal:10", "student")]),
        (goal(40, parent=None), [(Gap.ORPHAN, "plan_goal:40", ""), (Gap.NOT_REACHED, "plan_goal:10", "teacher")]),
        (goal(50, evidence=""), [(Gap.UNMEASURED, "plan_goal:50", "")]),
        (goal(10, standards=()), [(Gap.NO_GOAL, "standard:S1", "")]),
        (lambda chain: replace(chain, targets=chain.targets[1:], tasks=chain.tasks[1:]),
         [(Gap.NO_YEAR, "plan:1", "")]),
        (lambda chain: replace(chain, targets=[*chain.targets, ChainTarget(1, 20, 2025, "≥ 92%")]),
         [(Gap.LOWER, "plan_goal:20", "")]),
        (lambda chain: replace(chain, targets=[*chain.targets, ChainTarget(1, 20, 2025, "≥ 88%")]), []),
        (lambda chain: replace(chain, tasks=chain.tasks[1:]), [(Gap.NO_TASK, "plan_goal:10", "")]),
        # who set themselves a target carry it out themselves
        (lambda chain: replace(chain, tasks=chain.tasks[:3]), []),
        (lambda chain: replace(chain, tasks=[*chain.tasks, ChainTask(1, "新任务", None, "plan", "")]),
         [(Gap.NO_ORIGIN, "task:1", ""), (Gap.NO_OWNER, "task:1", "")]),
        (lambda chain: replace(chain, tasks=[*chain.tasks, ChainTask(1, "上级交办", None, "superior", "林敏")]), []),
    ],
)  # fmt: skip
def test_each_gap_is_found_alone(change: Change, expected: list[tuple[Gap, str, str]]) -> None:
    found = check_chain(change(WHOLE))
    assert [(each.gap, each.about, each.level) for each in found] == expected


def test_a_goal_without_a_target_where_its_plan_has_others() -> None:
    other = ChainGoal(11, "双师比例", 1, None, 100, "dual", "", "只在学校层面")
    found = check_chain(replace(WHOLE, goals=[*GOALS, other]))
    assert [(each.gap, each.about) for each in found] == [(Gap.NO_TARGET, "plan_goal:11")]


def test_two_goals_on_one_indicator_are_to_know_of_each_other() -> None:
    special = ChainPlan(6, "就业专项", "专项规划", "college", 1, 2026, 2030)
    twin = ChainGoal(60, "毕业生就业率", 6, 10, 100, "employment", "", "")
    target, task = ChainTarget(600, 60, 2026, "≥ 90%"), ChainTask(600, "招聘会", 600, "plan", "林敏")
    chain = replace(
        WHOLE, plans=[*PLANS, special], goals=[*GOALS, twin], targets=[*TARGETS, target], tasks=[*TASKS, task]
    )
    assert check_chain(chain) == []  # one is above the other
    apart = goal(60, parent=20)(chain)
    assert [(each.gap, each.detail) for each in check_chain(apart)] == [(Gap.SIDEWAYS, "就业率")]
    assert check_chain(replace(apart, beside={frozenset({10, 60})})) == []


def test_a_goal_that_says_why_it_stays_is_no_gap() -> None:
    alone = ChainGoal(11, "智能校园", 1, None, 100, "", "验收报告", "信息中心统一建设")
    target, task = ChainTarget(110, 11, 2026, "完成验收"), ChainTask(110, "建设", 110, "plan", "何川")
    chain = replace(WHOLE, goals=[*GOALS, alone], targets=[*TARGETS, target], tasks=[*TASKS, task])
    assert check_chain(chain) == []
    levels = [each.level for each in check_chain(goal(11, undivided="")(chain))]
    assert levels == ["programme", "course", "teacher", "student"]


def test_the_gaps_come_in_the_order_of_mending() -> None:
    found = check_chain(goal(50, evidence="", parent=None)(plan(2, parent=None)(WHOLE)))
    assert [each.gap for each in found] == [
        Gap.ORPHAN_PLAN, Gap.ORPHAN, Gap.NOT_REACHED, Gap.UNMEASURED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({1: None, 2: 1, 3: 2}, []),
        ({1: 1}, [[1]]),
        ({1: 2, 2: 3, 3: 1, 4: 1}, [[1, 2, 3]]),
        ({4: 3, 3: 2, 2: 3}, [[2, 3]]),
        ({1: 2, 2: 1, 3: 4, 4: 3}, [[1, 2], [3, 4]]),
    ],
)
def test_every_circle_once(parents: dict[int, int | None], expected: list[list[int]]) -> None:
    assert circles(parents) == expected


def test_every_gap_has_its_words() -> None:
    assert len({each.chinese for each in Gap}) == len(Gap)
    assert all(each.remedy for each in Gap)
