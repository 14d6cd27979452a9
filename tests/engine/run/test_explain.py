"""From a value to its rows."""

from collections.abc import Iterable

import duckdb
import pytest

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, SPRING, YEAR, by_code, indicator, number
from zhengai_engine.compile.trace import Part
from zhengai_engine.model.expression import (
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    ChangeKind,
    IndicatorRef,
    Rank,
    Round,
    Shift,
    ShiftKind,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Indicator, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run.explain import Explained, explain_rows
from zhengai_engine.run.sources import MemorySource
from zhengai_engine.tables.catalogue import Catalogue

RATE = indicator("rate", school.ABSENCE_RATE)


def explained(
    found: Indicator,
    subject: str = "student:s1",
    period: str = AUTUMN,
    part: Part | None = None,
    limit: int = 10,
) -> Explained:
    level, _, code = subject.partition(":")
    return explain_rows(
        found.code,
        by_code(RATE, found),
        school.CATALOGUE,
        school.CALENDAR,
        MemorySource(school.ROWS),
        college=school.COLLEGE,
        level=level,
        subject=code,
        period=school.CALENDAR.period(period),
        part=part,
        limit=limit,
    )


def numbers(answer: Explained) -> list[str]:
    return [row[0] for each in answer.rows for row in each.rows]


def test_each_half_of_a_rate_has_its_rows_under_chinese_headers() -> None:
    above = explained(RATE, part=Part.NUMERATOR)
    assert numbers(above) == ["n01"]
    assert above.rows[0].columns[:2] == (("number", "编号"), ("student", "学号"))
    assert (above.rows[0].dataset, above.rows[0].name) == ("attendance", "考勤")
    assert numbers(explained(RATE, part=Part.DENOMINATOR)) == ["n01", "n02", "n03"]


def test_rows_are_limited_and_counted() -> None:
    whole = explained(RATE, "college:C1", limit=2)
    assert (len(whole.rows[0].rows), whole.rows[0].total) == (2, 7)


def test_a_class_sees_the_rows_of_its_students() -> None:
    assert numbers(explained(RATE, "class:k1", part=Part.NUMERATOR)) == ["n01", "n05"]


def test_rounding_and_references_are_followed() -> None:
    percent = indicator("x", Round(IndicatorRef("rate"), 2))
    assert numbers(explained(percent, part=Part.NUMERATOR)) == ["n01"]


def test_windows_and_earlier_periods_show_the_rows_of_those_periods() -> None:
    rolling = indicator("x", Window(WindowKind.ROLLING, "rate", 2, PeriodKind.WEEK))
    assert numbers(explained(rolling, period="2025-2026-1-W02", part=Part.DENOMINATOR)) == [
        "n01",
        "n02",
        "n03",
    ]
    before = indicator("x", Shift(ShiftKind.PREVIOUS, "rate"))
    assert numbers(explained(before, period=SPRING, part=Part.NUMERATOR)) == ["n01"]
    assert explained(before, period=AUTUMN).rows == ()


def test_a_longer_period_shows_the_rows_of_its_parts() -> None:
    summed = indicator(
        "x", school.ABSENT, over_time=OverTime.SUM, periods=(PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
    )
    assert numbers(explained(summed, period=YEAR)) == ["n01", "n09"]


@pytest.mark.parametrize("expression", [Rank("rate"), Change(ChangeKind.POP, "rate")])
def test_what_is_made_of_other_values_says_which(expression: Rank | Change) -> None:
    answer = explained(indicator("x", expression))
    assert (answer.rows, answer.follow) == ((), ("rate",))


def test_a_level_folded_from_members_points_to_them() -> None:
    folded = indicator("x", school.ABSENCE_RATE, over_levels=OverLevels.WEIGHTED)
    assert explained(folded, "class:k1").follow == ("x",)


def test_a_formula_over_two_datasets_shows_both() -> None:
    both = Arithmetic(
        ArithmeticOperator.ADD, school.ABSENT, Arithmetic(
            ArithmeticOperator.MULTIPLY, number(2), school.scores(AggregateFunction.SUM)
        ),
    )  # fmt: skip
    answer = explained(indicator("x", both))
    assert [(each.dataset, each.total) for each in answer.rows] == [("attendance", 1), ("grades", 1)]


def test_rows_that_cannot_count_explain_nothing() -> None:
    graded = indicator("x", school.scores(AggregateFunction.SUM))
    assert explained(graded, period="2025-2026-1-W01").rows == ()
    assert explained(indicator("x", school.ABSENT, levels=("class",))).rows == ()


def test_only_the_tables_that_the_rows_come_from_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []
    register = MemorySource.register

    def told(
        source: MemorySource,
        connection: duckdb.DuckDBPyConnection,
        catalogue: Catalogue,
        datasets: Iterable[str] | None = None,
    ) -> None:
        asked.append(set(datasets or catalogue.datasets))
        register(source, connection, catalogue, datasets)

    monkeypatch.setattr(MemorySource, "register", told)
    assert numbers(explained(RATE, part=Part.NUMERATOR)) == ["n01"]
    assert numbers(explained(RATE, "class:k1", part=Part.NUMERATOR)) == ["n01", "n05"]
    assert asked[0] == {"attendance"}
    # a class is reached through its students
    assert asked[1] == {"attendance", "students"}
