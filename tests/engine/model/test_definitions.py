"""Definitions that cannot be, and the words people see."""

import pytest

from tests.spec.write import count, indicator
from zhengai_engine.model.expression import Type
from zhengai_engine.model.indicator import IndicatorKind, InvalidDefinition, OverTime
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.value import NullReason, Value

WEEK, SEMESTER, MONTH = PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.MONTH


@pytest.mark.parametrize("missing", [{"levels": ()}, {"periods": ()}])
def test_an_indicator_needs_a_level_and_a_period_kind(missing: dict[str, object]) -> None:
    with pytest.raises(InvalidDefinition, match=r"指标 x\(x\)至少要有一个层面和一个周期类型"):
        indicator("x", count("attendance"), **missing)


def test_longer_periods_must_be_made_of_base_periods() -> None:
    with pytest.raises(InvalidDefinition, match="基础周期是周，不能归入月"):
        indicator("x", count("attendance"), periods=(WEEK, SEMESTER, MONTH), over_time=OverTime.SUM)
    assert indicator("x", count("attendance"), periods=(WEEK, SEMESTER), over_time=OverTime.SUM)
    assert indicator("x", count("attendance"), periods=(WEEK, MONTH)), "from rows any kinds go together"


def test_the_chinese_words() -> None:
    assert [kind.chinese for kind in IndicatorKind] == [
        "数值",
        "比率",
        "计数",
        "金额",
        "是否",
        "等级",
        "文件",
        "文本",
    ]
    assert [kind.chinese for kind in Type] == ["数", "文本", "日期", "是/否"]
    assert [reason.chinese for reason in NullReason] == [
        "无数据",
        "分母为零",
        "此层面或周期不计算",
        "人数过少不显示",
    ]


def test_a_value_is_compared_by_what_it_says() -> None:
    assert Value("x", "student", "s1", "2026", 1.0) == Value("x", "student", "s1", "2026", 1.0)
    assert Value("x", "student", "s1", "2026", 1.0) != Value(
        "x", "student", "s1", "2026", None, reason=NullReason.NO_DATA
    )
