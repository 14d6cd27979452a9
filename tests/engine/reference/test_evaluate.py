"""What the judge's entry point promises beside the values themselves."""

from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE, rows
from tests.spec.write import count, indicator
from zhengai_engine.reference import evaluate


def test_values_come_by_indicator_then_period_then_member() -> None:
    known = {code: indicator(code, count("attendance")) for code in ("b", "a")}
    periods = [CALENDAR.period("2026-2027-1"), CALENDAR.period("2025-2026-2")]
    found = evaluate(known, CATALOGUE, rows(), CALENDAR, college=COLLEGE, level="course", periods=periods)
    places = [(v.indicator, v.period, v.subject) for v in found]
    assert places == [(i, p.code, s) for i in ("b", "a") for p in periods for s in ("c1", "c2")]
    chosen = evaluate(
        known, CATALOGUE, rows(), CALENDAR, college=COLLEGE, level="college", periods=periods[:1], codes=["a"]
    )
    assert [(v.indicator, v.subject) for v in chosen] == [("a", COLLEGE)]


def test_a_member_row_without_a_key_is_no_member() -> None:
    found = evaluate(
        {"x": indicator("x", count("students"))},
        CATALOGUE,
        rows(students="student | programme\n s1 | p1\n - | p1"),
        CALENDAR,
        college=COLLEGE,
        level="student",
        periods=[CALENDAR.period("2026")],
    )
    assert [v.subject for v in found] == ["s1"]
