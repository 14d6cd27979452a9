"""Sentences composed from data."""

from datetime import date

import pytest

from zhengai.alerts.rules.wording import Facts, Measure, gap_sentence, limit_text, sentence, trend_text
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.scoring import Grade, Movement, Trend, read_limit

RATE = Measure("缺课率", "%", "ratio")
CALENDAR = Calendar([Semester("2026-2027-1", date(2026, 8, 31), 18)])


@pytest.mark.parametrize(
    ("measure", "value", "written"),
    [
        (RATE, 0.125, "12.5%"),
        (RATE, 0.1, "10%"),
        (Measure("落实率", "", "ratio", decimals=2), 0.83844, "83.84%"),
        (Measure("设备值", "元/生", "money", decimals=0), 4000.4, "4,000元/生"),
        (Measure("生师比", "", "number", decimals=2), 18.727, "18.73"),
        (Measure("生师比", ":1", "ratio", decimals=1), 18.727, "18.7:1"),
        (Measure("论文", "篇", "count", decimals=0), 10, "10篇"),
    ],
)
def test_values_are_written_in_their_unit(measure: Measure, value: float, written: str) -> None:
    assert measure.write(value) == written


def test_a_measure_is_read_from_a_definition() -> None:
    assert Measure.of(
        "x", {"name": "缺课率", "unit": "%", "kind": "ratio", "decimals": 2, "owner": "教务处"}
    ) == (Measure("缺课率", "%", "ratio", 2, "教务处"))
    assert Measure.of("x", {"unit": None}) == Measure("x")


@pytest.mark.parametrize(
    ("limit", "measure", "written"),
    [
        ("> 10%", RATE, "高于预警值10%"),
        ("< 62.55%", RATE, "低于预警值62.55%"),
        ("outside 60%..90%", RATE, "不在60%—90%之间"),
        ("within 5..8", Measure("x", "人"), "介于5人—8人之间"),
        ("< 4000", Measure("x", "元", decimals=0), "低于预警值4,000元"),
    ],
)
def test_limits_are_read_aloud(limit: str, measure: Measure, written: str) -> None:
    assert limit_text(read_limit(limit), measure, Grade.WARNING) == written


@pytest.mark.parametrize(
    ("trend", "kind", "written"),
    [
        (Trend(Movement.RISING, 3), PeriodKind.WEEK, "连续3周上升"),
        (Trend(Movement.FALLING, 2), PeriodKind.SEMESTER, "连续2个学期下降"),
        (Trend(Movement.FALLING, 1), PeriodKind.ACADEMIC_YEAR, "较上学年下降"),
        (Trend(Movement.LEVEL, 3), PeriodKind.WEEK, ""),
        (Trend(Movement.UNKNOWN), PeriodKind.WEEK, ""),
    ],
)
def test_trends_are_read_aloud(trend: Trend, kind: PeriodKind, written: str) -> None:
    assert trend_text(trend, kind) == written


def test_a_sentence_without_a_trend() -> None:
    facts = Facts(
        "青禾职业技术学院",
        CALENDAR.period("2026-2027"),
        Measure("生师比", decimals=2),
        22.888,
        Grade.SEVERE,
        read_limit("> 22"),
        Trend(Movement.UNKNOWN),
        date(2026, 11, 23),
    )
    assert (
        sentence(facts)
        == "青禾职业技术学院2026—2027学年生师比为22.89，高于严重值22，请在2026年11月23日前处理。"
    )
    assert sentence(facts, "{grade}{indicator}") == "严重生师比"


def test_a_gap_without_known_datasets() -> None:
    text = gap_sentence(
        period=CALENDAR.period("2026-2027-1"),
        measure=RATE,
        level="课程",
        missing=3,
        expected=4,
        datasets=(),
        due=date(2026, 12, 1),
    )
    assert text == (
        "缺课率自2026—2027学年第1学期起缺少数据：原有数据的 4 个课程中有 3 个没有值，"
        "请核对数据是否送达，并在2026年12月1日前补齐。"
    )
