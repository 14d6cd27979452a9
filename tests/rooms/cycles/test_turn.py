"""Where a subject stands follows from what happened."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rooms.cycles.telling import PERIOD, START, answered, closed, seen, warned
from zhengai import packs
from zhengai.cycles.rules.proof import ProofSeen
from zhengai.cycles.rules.reading import read_templates
from zhengai.cycles.rules.stages import Ring, Stage
from zhengai.cycles.rules.template import Template, misplaced, plain_template
from zhengai.cycles.rules.turn import Turn, derive

_FILE = Path(packs.__path__[0]) / "foundation" / "spirals" / "spirals.yaml"
TEMPLATES: dict[str, Template] = read_templates(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
TEN = TEMPLATES["ten"]
STATIC = (Stage.GOAL, Stage.STANDARD, Stage.DESIGN, Stage.ORGANISE, Stage.CARRY_OUT)


def turn(proofs: list[ProofSeen], template: Template = TEN) -> Turn:
    return derive(template, PERIOD, proofs)


def here(*told: Any, template: Template = TEN) -> str | None:
    standing = turn(seen(*told), template).here
    return standing.node.code if standing else None


def test_nothing_told_begins_at_the_goal() -> None:
    found = turn([])
    assert (found.here and found.here.node.code, found.reached, found.started) == ("goal", (), False)
    assert found.sentence == "还没有留下证据，从“目标”开始。"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ((Stage.GOAL,), "standard"),
        ((Stage.GOAL, Stage.STANDARD), "plan"),
        (STATIC, "diagnose"),
        ((*STATIC, Stage.MONITOR), "diagnose"),
        ((Stage.DIAGNOSE,), "motivate"),
        ((Stage.CARRY_OUT, Stage.GOAL), "diagnose"),  # told late, it does not lead back
        ((*STATIC, Stage.DIAGNOSE, Stage.IMPROVE), None),
        ((*STATIC, warned(1)), "adjust"),
        ((*STATIC, warned(1), answered(1)), "adjust"),
        ((*STATIC, warned(1), answered(1), closed(1)), "diagnose"),
        ((*STATIC, warned(1), warned(2), closed(2)), "adjust"),
        ((*STATIC, Stage.DIAGNOSE, Stage.IMPROVE, warned(1)), "adjust"),
    ],
)
def test_where_it_stands(told: tuple[Any, ...], code: str | None) -> None:
    assert here(*told) == code


def test_exactly_one_node_at_most_is_now() -> None:
    for told in ((), STATIC, (*STATIC, warned(1)), (*STATIC, Stage.IMPROVE)):
        assert sum(state.here for state in turn(seen(*told)).nodes) <= 1


def test_skipped_nodes_stay_hollow_and_are_named() -> None:
    found = turn(seen(Stage.GOAL, Stage.CARRY_OUT))
    assert [state.node.code for state in found.skipped] == ["standard", "plan", "organise"]
    assert not any(state.reached for state in found.skipped)
    assert found.sentence == "走过 2 个环节，现在到“诊断”；其间标准、计划、组织还没有证据。"


def test_each_warning_is_a_loop_that_data_closes() -> None:
    loops = turn(seen(warned(1), warned(2), answered(1), closed(1))).loops
    assert [(loop.number, loop.about, loop.open, len(loop.proofs)) for loop in loops] == [
        (1, "alert:1", False, 3),
        (2, "alert:2", True, 1),
    ]
    assert loops[0].sentence == "alert:1:raise 预警"
    assert loops[0].closed_at is not None
    assert loops[0].closed_at > loops[0].opened_at


def test_what_was_raised_and_closed_at_one_moment_is_a_closed_loop() -> None:
    told = [replace(proof, at=START) for proof in seen(closed(1), answered(1), warned(1))]
    assert [loop.open for loop in turn(told).loops] == [False]


def test_an_answer_alone_closes_nothing() -> None:
    assert turn(seen(warned(1), answered(1))).open_loops


def test_a_warning_told_again_before_it_closed_is_the_same_loop() -> None:
    again = (Stage.WARN, "alert:1:escalate")
    assert len(turn(seen(warned(1), again, closed(1))).loops) == 1
    assert len(turn(seen(warned(1), closed(1), again)).loops) == 2


def test_an_adjustment_without_a_warning_is_no_loop_but_a_proof() -> None:
    found = turn(seen(closed(7)))
    assert found.loops == ()
    assert [state.node.code for state in found.reached] == ["adjust"]


def test_the_loop_is_not_asked_for_without_a_warning() -> None:
    asked = {state.node.code: state.asked for state in turn(seen(*STATIC)).nodes}
    assert {code for code, each in asked.items() if not each} == {"warn", "adjust"}
    assert all(state.asked for state in turn(seen(warned(1))).nodes)


def test_the_second_passing_is_proven_by_answer_and_data() -> None:
    sixteen = TEMPLATES["sixteen"]

    def reached(*told: Any) -> set[str]:
        return {state.node.code for state in turn(seen(*told), sixteen).reached}

    assert not {"design_again", "carry_out_again"} & reached(*STATIC, warned(1))
    assert {"adjust", "design_again", "organise_again"} <= reached(*STATIC, warned(1), answered(1))
    assert "carry_out_again" not in reached(*STATIC, warned(1), answered(1))
    assert "carry_out_again" in reached(*STATIC, warned(1), answered(1), closed(1))
    assert here(*STATIC, warned(1), answered(1), template=sixteen) == "carry_out_again"


def test_what_counts_for_the_level_lights_nodes_but_starts_no_cycle() -> None:
    found = turn(seen(Stage.STANDARD, level_wide=True))
    assert [state.node.code for state in found.reached] == ["standard"]
    assert not found.started
    assert turn(seen(Stage.GOAL)).started


def test_a_whole_cycle_says_so() -> None:
    stages = [*STATIC, Stage.DIAGNOSE, Stage.MOTIVATE, Stage.LEARN, Stage.INNOVATE, Stage.IMPROVE]
    found = turn(seen(*stages, warned(1), closed(1)))
    assert found.closed
    assert found.here is None
    assert found.sentence == "已经走完一圈，下一个周期从新的目标开始；动态螺旋转了 1 圈，都已闭合。"


@pytest.mark.parametrize(
    ("code", "static", "dynamic"),
    [
        ("five", "目标 标准 运行 诊断 改进", "监测 预警 改进"),
        ("ten", "目标 标准 计划 组织 实施 诊断 激励 学习 创新 改进", "监测 预警 纠偏"),
    ],
)
def test_the_node_lists_of_the_sources(code: str, static: str, dynamic: str) -> None:
    template = TEMPLATES[code]
    assert " ".join(node.name for node in template.static) == static
    assert " ".join(node.name for node in template.dynamic) == dynamic


def test_the_sixteen_steps_are_unchanged() -> None:
    line = "目标、标准、设计、组织、实施、监测、预警、改进、设计、组织、实施、诊断、学习、创新、存储、改进"
    assert "、".join(node.name for node in TEMPLATES["sixteen"].nodes) == line


def test_ten_shares_plan_organisation_and_execution() -> None:
    assert [node.name for node in TEN.nodes if node.shared] == ["计划", "组织", "实施"]


def test_the_plain_template_is_an_eight_of_all_stages() -> None:
    template = plain_template()
    assert [node.stage for node in template.nodes] == list(Stage)
    assert not misplaced(template.nodes)
    assert len({ring.chinese for ring in Ring}) == 2
