"""Whole schemes: read in any order, and every problem told with the indicator's code."""

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import pytest

from tests.engine.formulas.school import CATALOGUE
from zhengai_engine.formulas import SchemeError, Vocabulary, parse, read_indicators, to_text
from zhengai_engine.model.expression import IndicatorRef
from zhengai_engine.model.indicator import Direction, Indicator, IndicatorKind, Missing, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind


def item(code: str, formula: str, /, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "code": code,
        "name": more.pop("name", f"指标{code}"),
        "kind": "number",
        "formula": formula,
        "levels": ["student", "programme", "college"],
        "periods": ["semester"],
    }
    return {key: value for key, value in (given | more).items() if value is not None}


RATE = item("rate", '占比(考勤, 状态 = "缺勤")', name="缺课率", kind="ratio")
HEADS = item("heads", "计数(学生)", name="人数", kind="count")


def problems(*items: Mapping[str, Any]) -> list[str]:
    with pytest.raises(SchemeError) as caught:
        read_indicators(items, CATALOGUE)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def only_problem(*items: Mapping[str, Any]) -> str:
    found = problems(*items)
    assert len(found) == 1, found
    return found[0]


def test_an_item_becomes_an_indicator() -> None:
    full = item(
        "absence_rate",
        ' 占比(考勤, 状态 = "缺勤") ',
        name="缺课率",
        english="absence rate",
        kind="ratio",
        unit="%",
        levels=["学生", "college"],
        periods=["周", "semester"],
        direction="lower",
        over_time="none",
        over_levels="weighted",
        missing="never",
        decimals=2,
        meaning="含义",
        source="出处",
        owner="教务处",
        version=3,
    )
    found = read_indicators([full], CATALOGUE)
    expression = found["absence_rate"].expression
    assert found == {
        "absence_rate": Indicator(
            code="absence_rate",
            name="缺课率",
            english="absence rate",
            kind=IndicatorKind.RATIO,
            expression=expression,
            formula='占比(考勤, 状态 = "缺勤")',
            levels=("student", "college"),
            periods=(PeriodKind.WEEK, PeriodKind.SEMESTER),
            unit="%",
            direction=Direction.LOWER,
            over_time=OverTime.NONE,
            over_levels=OverLevels.WEIGHTED,
            missing=Missing.NEVER,
            decimals=2,
            meaning="含义",
            source="出处",
            owner="教务处",
            version=3,
        )
    }
    vocabulary = Vocabulary.of(CATALOGUE, found)
    assert parse(to_text(expression, vocabulary), vocabulary) == expression


def test_optional_keys_may_be_missing_or_empty() -> None:
    found = read_indicators([item("heads", "计数(学生)", unit=None, owner="", direction=None)], CATALOGUE)
    assert found["heads"].direction is Direction.NONE
    assert found["heads"].over_time is OverTime.ROWS


def test_order_of_definitions_does_not_matter() -> None:
    scheme = [RATE, item("change", "同比([缺课率])"), item("mixed", "加权([rate] 权 1 反向, [change] 权 2)")]
    trees = [
        {code: each.expression for code, each in read_indicators(order, CATALOGUE).items()}
        for order in permutations(scheme)
    ]
    assert all(each == trees[0] for each in trees)
    assert list(read_indicators(scheme, CATALOGUE)) == ["rate", "change", "mixed"]


def test_references_are_stored_as_codes() -> None:
    found = read_indicators([item("again", "[缺课率]"), RATE], CATALOGUE)
    assert found["again"].expression == IndicatorRef("rate")


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        ({"formla": "1"}, "没有“formla”这个键，是不是“formula”？"),
        ({"zzz": "1"}, "没有“zzz”这个键，可以是code、name"),
        ({"name": None}, "指标 x：缺少“name”"),
        ({"code": None}, "指标 人：缺少“code”"),
        ({"formula": ""}, "缺少“formula”"),
        ({"levels": []}, "缺少“levels”"),
        ({"periods": None}, "缺少“periods”"),
        ({"code": "X 1"}, "代码“X 1”要以小写字母开头"),
        ({"kind": "rato"}, "“kind”不能是“rato”，是不是“ratio”？"),
        ({"kind": "document"}, "文件类的指标不由公式计算"),
        ({"direction": "up"}, "“direction”不能是“up”，可以是higher、lower、band、none"),
        ({"over_time": "total"}, "“over_time”不能是“total”"),
        ({"levels": "college"}, "“levels”要是一个列表"),
        ({"levels": ["studnet"]}, "没有层面“studnet”，是不是“student”？"),
        ({"levels": ["student", "学生"]}, "“levels”里“学生”写了两次"),
        ({"periods": ["semster"]}, "没有周期类型“semster”，是不是“semester”？"),
        ({"decimals": 2.5}, "“decimals”要是 0 到 6 的整数"),
        ({"decimals": True}, "“decimals”要是 0 到 6 的整数"),
        ({"decimals": 9}, "“decimals”要是 0 到 6 的整数"),
        ({"unit": 5}, "“unit”要是文本，不能是 5"),
        ({"formula": "计数(学升)"}, "指标 x(人)：公式第 4 个字：没有数据集“学升”。是不是“学生”？"),
        ({"formula": "[没有]"}, "公式第 1 个字：没有指标“没有”"),
        ({"formula": "存在(学生)"}, "公式得到是/否，kind 要写 yes_no(是否)，不能是 number(数值)"),
        ({"kind": "yes_no"}, "公式得到数，kind 要写 number、ratio、count 等数的类型，不能是 yes_no(是否)"),
        ({"kind": "ratio"}, "比率要有分子和分母"),
        ({"over_levels": "weighted"}, "over_levels 是 weighted 时公式要有分子和分母"),
        ({"levels": ["team"]}, "层面团队(team)没有成员表"),
        ({"levels": ["room"]}, "数据集“学生”的行到不了层面实训室(room)"),
        (
            {"levels": ["college", "student"], "over_levels": "sum"},
            "不能从基础层面学校(college)汇总到学生(student)",
        ),
        (
            {"periods": ["semester", "month"], "over_time": "last"},
            "指标 x(人)的基础周期是学期，不能归入月",
        ),
    ],
)
def test_problem_of_one_definition(changes: dict[str, Any], fragment: str) -> None:
    base = {"levels": ["student", "college"], "name": "人"}
    found = problems(item("x", "计数(学生)", **(base | changes)))
    assert any(fragment in each for each in found), found


def test_an_item_that_is_no_mapping_is_told_by_its_position() -> None:
    wrong: Any = "计数(学生)"
    assert only_problem(HEADS, wrong) == "第 2 个指标：要写成“键: 值”的样子"


def test_nameless_item_is_told_by_its_position() -> None:
    assert problems(HEADS, {"kind": "count"})[0] == "第 2 个指标：缺少“code”"


def test_all_problems_are_told_at_once() -> None:
    found = problems(
        item("a", "计数(学升)"),
        item("b", "平均(成绩.总平)", kind="wrong"),
        item("c", "[c]"),
        item("d", "计数(考勤)", levels=["room"]),
    )
    assert [each.split("(")[0].split("：")[0] for each in found] == [
        "指标 a",
        "指标 b",
        "指标 b",
        "指标 c",
        "指标 d",
    ]


def test_a_definition_with_a_bad_formula_may_still_be_referred_to() -> None:
    """One mistake is one sentence, not one for every indicator that builds on it."""
    found = only_problem(
        item("rate", "计数(考勤, 状太 为空)", name="缺课率", kind="ratio"),
        item("change", "同比([缺课率])"),
        item("again", "四舍五入([缺课率], 2)", kind="ratio"),
    )
    assert found.startswith("指标 rate(缺课率)：公式第 8 个字")


@pytest.mark.parametrize(
    ("second", "fragment"),
    [
        (
            {"code": "heads", "name": "别的"},
            "指标 heads(别的)：代码“heads”已经用于指标 heads(人数)，请换一个",
        ),
        (
            {"code": "others", "name": "人数"},
            "指标 others(人数)：名称“人数”已经用于指标 heads(人数)，请换一个",
        ),
        ({"code": "others", "name": "heads"}, "指标 others(heads)：名称“heads”已经用于指标 heads(人数)"),
    ],
)
def test_codes_and_names_are_unique(second: dict[str, Any], fragment: str) -> None:
    assert fragment in only_problem(HEADS, item(second["code"], "计数(学生)", name=second["name"]))


def test_a_name_equal_to_its_own_code_is_fine() -> None:
    assert "heads" in read_indicators([item("heads", "计数(学生)", name="heads")], CATALOGUE)


@pytest.mark.parametrize(
    ("formulas", "circles"),
    [
        ({"a": "[a] + 1"}, ["a → a"]),
        ({"a": "[b]", "b": "[a]"}, ["a → b → a"]),
        ({"c": "上期([b])", "a": "同比([c])", "b": "加权([a] 权 1)"}, ["a → c → b → a"]),
        ({"a": "[b]", "b": "[a]", "c": "[d]", "d": "[c]", "e": "[a]"}, ["a → b → a", "c → d → c"]),
        ({"a": "[b] + [c]", "b": "[a]", "c": "[a]"}, ["a → b → a", "a → c → a"]),
    ],
)
def test_circles_are_printed(formulas: dict[str, str], circles: list[str]) -> None:
    found = problems(*(item(code, formula) for code, formula in formulas.items()))
    told = [each.split("引用绕成了圈 ")[1].split("，")[0] for each in found if "引用绕成了圈" in each]
    assert told == circles


def test_a_diamond_is_no_circle() -> None:
    scheme = [HEADS, item("l", "[heads]"), item("r", "[heads]"), item("top", "[l] + [r]")]
    assert len(read_indicators(scheme, CATALOGUE)) == 4


def test_long_chains_of_definitions_are_read() -> None:
    chain = [item("n0", "计数(考勤)", kind="count")]
    chain += [item(f"n{n}", f"[n{n - 1}] + 上期([n{n - 1}])") for n in range(1, 1500)]
    assert len(read_indicators(chain[::-1], CATALOGUE)) == 1500


@pytest.mark.parametrize(
    ("definition", "fragment"),
    [
        (
            item("x", "平均(成绩.总评)", periods=["semester", "month"]),
            "数据集“成绩”按学期记录，分不到月，请从 periods 去掉 month",
        ),
        (item("x", "计数(成绩)", periods=["week"]), "数据集“成绩”按学期记录，分不到周"),
        (item("x", "计数(考勤) + 计数(实训室)"), "数据集“实训室”的行到不了层面学生(student)"),
        (item("x", "[rate]", periods=["semester", "month"]), "引用的指标 rate(缺课率)没有月的值"),
        (item("x", "[rate]", levels=["room"]), "引用的指标 rate(缺课率)没有层面实训室(room)的值"),
        (item("x", "校均([rate])", levels=["room"]), "没有层面实训室(room)的值"),
        (item("x", "子级([rate], 学生, 平均)", levels=["student"]), "层面学生(student)不在学生(student)之下"),
        (
            item("x", "子级([rate], 专业, 平均)", levels=["student"]),
            "层面专业(programme)不在学生(student)之下，不能作为它的子级",
        ),
        (
            item("x", "子级([rate], 实训室, 平均)", levels=["college"]),
            "子级的指标 rate(缺课率)没有层面实训室(room)的值",
        ),
        (item("x", "子级([rate], 团队, 平均)", levels=["college"]), "不在学校(college)之下"),
        (item("x", "上期([heads])"), "指标 heads(人数)只读取没有时间的数据集，各期的值都一样"),
        (item("x", "同比([heads])"), "不能求上期、同比、环比、滚动或累计"),
        (item("x", "累计([heads])"), "只读取没有时间的数据集"),
        (item("x", "滚动([rate], 4, 周)"), "滚动以周为单位，不能计算学期的值，periods 只能有 week"),
        (item("x", "加权([rate] 权 1)", kind="ratio"), "比率要有分子和分母"),
        (item("x", "[heads]", kind="ratio"), "比率要有分子和分母"),
        (item("x", "[rate] * 100", kind="ratio"), "比率要有分子和分母"),
        (item("x", "求和(成绩.学分)", kind="ratio"), "比率要有分子和分母"),
    ],
)
def test_definition_that_cannot_be_computed_everywhere(definition: dict[str, Any], fragment: str) -> None:
    found = problems(RATE, HEADS, definition)
    assert any(each.startswith("指标 x(指标x)：") and fragment in each for each in found), found


@pytest.mark.parametrize(
    "definition",
    [
        item("x", "平均(成绩.总评)", periods=["semester", "academic_year"]),
        item("x", "计数(考勤)", periods=["day", "week", "month", "calendar_year"]),
        item("x", "计数(学生)", periods=["day", "calendar_year"]),
        item("x", "平均(成绩.总评)", periods=["semester", "academic_year"], over_time="last"),
        item("x", "计数(实训室)", levels=["room", "college"], over_levels="sum"),
        item("x", "计数(学生)", levels=["student", "programme", "college"], over_levels="sum"),
        item("x", "计数(实训室)", levels=["college"]),
        item("x", "[rate]", levels=["student", "programme", "college"], over_levels="weighted"),
        item("x", "子级([rate], 学生, 平均)", levels=["programme", "college"]),
        item("x", "滚动([weekly], 4, 周)", periods=["week"]),
        item("x", "滚动([weekly], 4, 周)", periods=["week", "semester"], over_time="mean"),
        item("x", "上期([indirect])"),
        item("x", "[rate]", kind="ratio"),
        item("x", "四舍五入([rate], 3)", kind="ratio"),
        item("x", "上期([rate])", kind="ratio"),
        item("x", "累计([rate])", kind="ratio"),
        item("x", "校均([rate])", kind="ratio"),
        item("x", "平均(成绩.总评)", kind="ratio"),
        item("x", "[heads] / [heads]", kind="ratio"),
        item("x", "存在(考勤)", kind="yes_no"),
        item("x", "[rate] > 5%", kind="是否"),
    ],
)
def test_definition_that_can_be_computed(definition: dict[str, Any]) -> None:
    weekly = item("weekly", "计数(考勤)", kind="count", periods=["week", "semester"])
    scheme = [RATE, HEADS, weekly, item("indirect", "[heads] + [weekly]"), definition]
    assert "x" in read_indicators(scheme, CATALOGUE)


def test_children_are_only_needed_at_their_own_level() -> None:
    below = item("below", "计数(考勤)", levels=["student"], kind="count")
    above = item("above", "子级([below], 学生, 最大)", levels=["college"])
    assert len(read_indicators([below, above], CATALOGUE)) == 2


def test_empty_scheme_is_empty() -> None:
    assert read_indicators([], CATALOGUE) == {}
