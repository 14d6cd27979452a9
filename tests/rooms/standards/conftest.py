"""A college and the outlines of a few indicators, as the indicators room would hand them over."""

import pytest

from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.indicators import queries as indicators
from zhengai_engine.model.expression import Aggregate, AggregateFunction
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind


def indicator(code: str, name: str, levels: tuple[str, ...], periods: tuple[PeriodKind, ...]) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        kind=IndicatorKind.RATIO,
        expression=Aggregate(AggregateFunction.COUNT, "attendance"),
        formula="计数(考勤)",
        levels=levels,
        periods=periods,
    )


KNOWN = {
    each.code: each
    for each in (
        indicator("absence_rate", "缺课率", ("course", "student"), (PeriodKind.WEEK, PeriodKind.SEMESTER)),
        indicator("equipment_share", "新增设备比例", ("college",), (PeriodKind.ACADEMIC_YEAR,)),
        indicator("equipment_value", "设备总值", ("college",), (PeriodKind.ACADEMIC_YEAR,)),
        indicator("book_count", "图书册数", ("college",), (PeriodKind.ACADEMIC_YEAR,)),
    )
}


@pytest.fixture(autouse=True)
def _known_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indicators, "indicators", lambda college, versions=None: KNOWN)


@pytest.fixture
def college(db: None) -> College:
    return create_college(code="SAMPLE0001", name="青禾职业技术学院(示例)", category="综合", by="sys")
