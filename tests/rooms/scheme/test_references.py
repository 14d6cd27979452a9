"""What one section says of another: unknown codes and circles of parents, each at its line."""

import pytest

from tests.rooms.framework.conftest import PackMaker
from zhengai.framework import queries
from zhengai.scheme.layers import Layer, layers_of
from zhengai.scheme.references import problems_of_references

MANIFEST = (
    "code: own\nname: 试\nversion: 1.0.0\ndescription: 试\n"
    "levels:\n  - {code: college, name: 学校}\n  - {code: course, name: 课程}\n"
    "systems:\n  - {code: decision, name: 决策指挥}\n"
)
INDICATOR = "- {code: pass_rate, name: 及格率}\n"


def told(make_pack: PackMaker, files: dict[str, str]) -> list[str]:
    make_pack("own", files, manifest=MANIFEST)
    return [str(each) for each in problems_of_references(layers_of(queries.with_required("own")))]


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (
            "plans/a.yaml",
            "- {code: p, name: 课程建设规划, category: 课程, level: courses}\n",
            "plans/a.yaml 第 1 行：p：没有“courses”这个层面。是不是 course？",
        ),
        (
            "plans/a.yaml",
            "- {code: whole, name: 总规划}\n- {code: p, name: 子规划, parent: whloe}\n",
            "plans/a.yaml 第 2 行：p：没有“whloe”这个规划。是不是 whole？",
        ),
        (
            "plans/a.yaml",
            "- {code: c, parent: b}\n- {code: a, parent: c}\n- {code: b, parent: a}\n- {code: d, parent: a}\n",
            "plans/a.yaml 第 2 行：a：parent 绕成了圈 a → c → b → a，请断开其中一处",
        ),
        (
            "bodies/a.yaml",
            "- {code: a, parent: a}\n",
            "bodies/a.yaml 第 1 行：a：parent 绕成了圈 a → a，请断开其中一处",
        ),
        (
            "measures/a.yaml",
            "- {code: m1, indicator: pas_rate}\n",
            "measures/a.yaml 第 1 行：m1：没有“pas_rate”这个指标。是不是 pass_rate？",
        ),
        (
            "standards/a.yaml",
            "- code: s\n  name: 课程标准\n  level: course\n  elements:\n    - {name: 及格}\n"
            "    - {name: 优秀, indicator: none}\n",
            "standards/a.yaml 第 6 行：s：没有“none”这个指标，请改正，或在 indicators 段落里补上",
        ),
        (
            "ladders/a.yaml",
            "- code: l\n  steps:\n    - code: s1\n      requirements: [{name: 评教, indicator: score}]\n",
            "ladders/a.yaml 第 4 行：l：没有“score”这个指标，请改正，或在 indicators 段落里补上",
        ),
        (
            "placements/a.yaml",
            "- {code: d, systems: [decision, decison]}\n",
            "placements/a.yaml 第 1 行：d：没有“decison”这个系统。是不是 decision？",
        ),
        (
            "report_list/a.yaml",
            "- {code: r, kind: year}\n",
            "report_list/a.yaml 第 1 行：r：没有“year”这个报告种类，请改正，或在 reports 段落里补上",
        ),
    ],
)
def test_a_code_that_is_nowhere(make_pack: PackMaker, file: str, text: str, sentence: str) -> None:
    assert told(make_pack, {file: text, "indicators/a.yaml": INDICATOR}) == [sentence]


CELL = "- {code: c, system: decision, level: course, groups: [{name: 规划, chain: 目的, elements: [规划]}]}\n"


def test_a_chain_is_known_by_code_or_name_and_needs_chains_to_be_told(make_pack: PackMaker) -> None:
    assert told(make_pack, {"matrix/a.yaml": CELL}) == []
    chains = "- {code: goal, name: 目标}\n"
    assert told(make_pack, {"matrix/a.yaml": CELL, "chains/a.yaml": chains}) == [
        "matrix/a.yaml 第 1 行：c：没有“目的”这个链，请改正，或在 chains 段落里补上"
    ]
    for good in ("目标", "goal"):
        files = {"matrix/a.yaml": CELL.replace("目的", good), "chains/a.yaml": chains}
        assert told(make_pack, files) == []


def test_what_is_empty_names_nothing(make_pack: PackMaker) -> None:
    assert told(make_pack, {"plans/a.yaml": "- {code: p, parent: '', level: ~}\n"}) == []


def test_what_a_college_holds_has_no_line(make_pack: PackMaker) -> None:
    make_pack("own", manifest=MANIFEST)
    chain = [
        *layers_of(queries.with_required("own")),
        Layer("mine", {"plans": [{"code": "p", "parent": "x"}]}),
    ]
    (problem,) = problems_of_references(chain)
    assert str(problem) == "mine/plans：p：没有“x”这个规划，请改正，或在 plans 段落里补上"
