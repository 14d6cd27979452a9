"""Reading diagnosis forms, and what a pack check says about them."""

from typing import Any

import pytest

from zhengai.diagnosis.rules.form import UNNAMED, Evidence, Unreadable, problems_of_forms, read_form
from zhengai.framework.queries import read_pack
from zhengai.scheme.checking import problems_of_pack
from zhengai_engine.model.expression import Aggregate, AggregateFunction
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind

LEVELS = ("college", "course")
KNOWN = {
    "pass_rate": Indicator(
        code="pass_rate",
        name="课程合格率",
        kind=IndicatorKind.RATIO,
        expression=Aggregate(AggregateFunction.COUNT, "grades"),
        formula="计数(成绩)",
        levels=("course",),
        periods=(PeriodKind.SEMESTER,),
    )
}


def form(level: str = "course", code: str = "course", **point: Any) -> dict[str, Any]:
    told = {"code": "1.1.1", "name": "合格", "question": "学得怎么样？", "indicators": ["pass_rate"]} | point
    element = {"code": "1.1", "name": "效果", "points": [told]}
    items = [{"code": "1", "name": "教学", "elements": [element]}]
    return {"code": code, "name": "课程诊断表", "level": level, "items": items}


def test_the_foundation_has_sound_forms_of_a_bearable_length() -> None:
    assert problems_of_pack("foundation") == []
    for item in read_pack("foundation").sections["diagnosis"]:
        points = read_form(item).points()
        assert 8 <= len(points) <= 20, item["code"]
        assert any(not point.indicators for point in points), "some things only a person can judge"


def test_all_levels_have_a_form() -> None:
    levels = {item["level"] for item in read_pack("foundation").sections["diagnosis"]}
    assert levels == {"college", "department", "programme", "course", "class", "teacher", "student"}


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            form(indicators=["pass_rat"]),
            "诊断表 course 诊断点 1.1.1：指标 pass_rat 不存在，是不是 pass_rate？",
        ),
        (form(indicators=["xyz"]), "诊断表 course 诊断点 1.1.1：指标 xyz 不存在，请改正或删去"),
        (
            form(level="college"),
            "诊断表 course 诊断点 1.1.1：指标 课程合格率 不在 college 层面计算，可用的层面有 course",
        ),
        (form(level="planet"), "诊断表 course：没有层面 planet，可用的有 college、course"),
        (
            form(question=""),
            "诊断表 course 项目 1 要素 1.1 诊断点 1.1.1：缺少 question，请补上",
        ),
        (
            form(indicators="pass_rate"),
            "诊断表 course 项目 1 要素 1.1 诊断点 1.1.1：indicators 写指标代码的列表，没有指标时不写或写 []",
        ),
        (
            form() | {"words": {"other": "别的"}},
            "诊断表 course：words 里的 other 没有诊断点使用，请删去或改正代码",
        ),
    ],
)
def test_a_problem_names_its_place_and_remedy(item: dict[str, Any], said: str) -> None:
    assert problems_of_forms([item], KNOWN, LEVELS) == [said]


def test_a_code_used_twice_and_a_second_form_of_a_level_are_found() -> None:
    twice = form()
    twice["items"][0]["elements"][0]["points"] *= 2
    assert problems_of_forms([twice], KNOWN, LEVELS) == ["诊断表 course：诊断点 1.1.1 写了两次，请换一个代码"]
    (said,) = problems_of_forms([form(), form(code="other")], KNOWN, LEVELS)
    assert said == "诊断表 other：层面 course 已有诊断表 course，一个层面只写一份"


def test_unknown_keys_and_empty_lists_are_refused() -> None:
    with pytest.raises(Unreadable, match="不认识 weight"):
        read_form(form(weight=3))
    with pytest.raises(Unreadable, match="items 要写成至少有一项的列表"):
        read_form(form() | {"items": [], "code": "x"} | {"items": "none"})


def test_a_point_may_carry_hints_evidence_and_the_departments_that_answer() -> None:
    written = form(
        hints=["目标写清了吗？", "达到多少？"],
        evidence=[{"name": "发展规划", "department": "院办"}, {"name": "年报", "gap": "责任部门原缺"}],
        departments=["招办", "院办"],
        platform=["1.3", "7"],
        note="待核",
        verbatim="合恪",
    )
    (point,) = read_form(written).points()
    assert point.hints == ("目标写清了吗？", "达到多少？")
    assert point.evidence == (Evidence("发展规划", "院办"), Evidence("年报", "", "责任部门原缺"))
    assert point.answering == ("招办", "院办")
    assert (point.platform, point.marks.note, point.marks.verbatim) == (("1.3", "7"), "待核", "合恪")
    assert point.has_guide
    (plain,) = read_form(form()).points()
    assert not plain.has_guide


def test_an_element_goes_without_a_name_only_where_its_gap_is_told() -> None:
    written = form()
    element = written["items"][0]["elements"][0]
    del element["name"]
    with pytest.raises(Unreadable, match=r"要素 1\.1：缺少 name，请补上"):
        read_form(written)
    element["gap"] = "原表没有写这个要素的名称"
    (read,) = read_form(written).elements()
    assert (read.name, read.marks.gap) == (UNNAMED, "原表没有写这个要素的名称")


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ({"hints": "一句话"}, "诊断点 1.1.1：hints 写提示问题的列表，每项一句话"),
        ({"platform": [7]}, "诊断点 1.1.1：platform 写状态数据平台编号的列表，每个编号加引号"),
        ({"departments": {"a": 1}}, "诊断点 1.1.1：departments 写责任部门名称的列表"),
        ({"evidence": "规划"}, "诊断点 1.1.1：evidence 写成列表，每项是 {name: …, department: …}"),
        ({"evidence": [{"department": "院办"}]}, "诊断点 1.1.1 佐证 1：缺少 name，请补上"),
        (
            {"evidence": [{"name": "规划", "owner": "院办"}]},
            "佐证 1：不认识 owner；可写的有 name、department、gap",
        ),
    ],
)
def test_a_guide_that_cannot_be_read_is_told_with_its_place(point: dict[str, Any], said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_form(form(**point))
    assert said in str(refused.value)
