"""The handbook says everything a reader of a definition must know."""

from typing import Any

import pytest

from tests.engine.formulas.school import CATALOGUE
from tests.engine.formulas.test_scheme import item
from zhengai_engine.formulas import Vocabulary, read_indicators
from zhengai_engine.handbook import render_handbook

RATE = item(
    "absence_rate",
    '占比(考勤, 状态 = "缺勤")',
    name="缺课率",
    english="absence rate",
    kind="ratio",
    unit="%",
    direction="lower",
    meaning="缺勤人次占应到人次之比。",
    source="状态数据表 JX0702",
    owner="教务处",
    decimals=2,
)


def handbook(*items: dict[str, Any]) -> str:
    indicators = read_indicators(items, CATALOGUE)
    return render_handbook(indicators, Vocabulary.of(CATALOGUE, indicators), CATALOGUE)


def test_an_indicator_has_all_its_facts() -> None:
    text = handbook(RATE)
    for fact in (
        "### 缺课率",
        "缺勤人次占应到人次之比。",
        "| 代码 | `absence_rate` |",
        "| 英文名称 | absence rate |",
        "| 类型 | 比率 |",
        "| 单位 | % |",
        "| 小数位数 | 2 |",
        "| 方向 | 越低越好 |",
        "| 层面 | 学生、专业、学校 |",
        "| 周期 | 学期 |",
        "| 跨周期 | 每一种周期都由该周期内的原始记录直接计算 |",
        "| 跨层面 | 每一个层面都由归属于它的原始记录直接计算，不由下级的值平均 |",
        "| 缺失值 | 任何一个数缺失，结果就是无数据 |",
        "| 数据集 | 考勤(`attendance`) |",
        "| 依据 | 状态数据表 JX0702 |",
        "| 责任部门 | 教务处 |",
        "| 版本 | 1 |",
        '```text\n计数(考勤, 状态 = "缺勤") / 计数(考勤)\n```',
        '```text\ncount(attendance, status = "缺勤") / count(attendance)\n```',
    ):
        assert fact in text


def test_the_index_lists_each_level_with_its_indicators() -> None:
    text = handbook(RATE, item("rooms", "计数(实训室)", name="实训室数", kind="count", levels=["college"]))
    index = text[: text.index("## 指标\n")]
    assert "### 学校层面(2 个)\n\n- [缺课率](#absence_rate)\n- [实训室数](#rooms)\n" in index
    assert "### 学生层面(1 个)\n\n- [缺课率](#absence_rate)\n" in index
    assert "团队" not in index
    assert text.count('<a id="rooms"></a>') == 1


def test_facts_without_content_are_left_out() -> None:
    text = handbook(item("x", "计数(考勤)"))
    assert "| 单位 |" not in text
    assert "| 引用的指标 |" not in text


def test_references_lead_to_the_other_indicator() -> None:
    text = handbook(RATE, item("change", "同比([缺课率])"))
    assert "| 引用的指标 | [缺课率](#absence_rate) |" in text


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("sum", "较长的周期等于其中各周的值相加"),
        ("mean", "较长的周期等于其中各周的值的平均"),
        ("last", "较长的周期取其中最后一个有值的周"),
        ("first", "较长的周期取其中第一个有值的周"),
        ("max", "较长的周期取其中各周的最大值"),
        ("min", "较长的周期取其中各周的最小值"),
        ("none", "只计算周的值，较长的周期不计算"),
    ],
)
def test_aggregation_over_time_is_told_in_words(how: str, words: str) -> None:
    assert words in handbook(item("x", "计数(考勤)", periods=["week", "semester"], over_time=how))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("sum", "上级的值等于所属各学生的值相加"),
        ("weighted", "上级的值等于所属各学生的分子之和除以分母之和"),
        ("none", "只计算学生层面的值，上级不汇总"),
    ],
)
def test_aggregation_over_levels_is_told_in_words(how: str, words: str) -> None:
    assert words in handbook(item("x", "占比(考勤, 状态 为空)", over_levels=how))


@pytest.mark.parametrize(
    ("how", "words"),
    [("skip_if_all", "全部缺失才是无数据"), ("never", "缺失的数按 0 计算")],
)
def test_the_missing_strategy_is_told_in_words(how: str, words: str) -> None:
    assert words in handbook(item("x", "计数(考勤)", missing=how))


def test_free_text_cannot_become_markup() -> None:
    text = handbook(item("x", "计数(考勤)", meaning="<b>a|b</b>\n# 标题", owner="*甲*"))
    assert "\\<b\\>a\\|b\\</b\\> \\# 标题" in text
    assert "| 责任部门 | \\*甲\\* |" in text


def test_backticks_in_a_formula_stay_inside_its_block() -> None:
    text = handbook(item("x", '计数(考勤, 编号 = "```")'))
    assert '````text\n计数(考勤, 编号 = "```")\n````' in text


def test_an_empty_scheme_is_an_empty_handbook() -> None:
    assert handbook() == "# 指标手册\n\n共 0 个指标。公式的中文和英文写法等价。\n\n## 按层面查找\n\n## 指标\n"
