"""Values counted by hand, of every kind of node, on DuckDB."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, SPRING, YEAR, by_code, indicator, number
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Clip,
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    If,
    IndicatorRef,
    InList,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Not,
    PeerMean,
    Rank,
    Round,
    Shift,
    ShiftKind,
    Type,
    Weighted,
    WeightedPart,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Direction, Indicator, Missing, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.run.connection import Bounds
from zhengai_engine.run.evaluate import Evaluation, Request, evaluate
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.sources import LakeSource, MemorySource, Source

F = AggregateFunction
RATE = indicator("rate", school.ABSENCE_RATE)
MEAN = indicator("mean", school.scores(F.MEAN), periods=(PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR))


def run(
    indicators: Mapping[str, Indicator],
    level: str,
    *periods: str,
    source: Source | None = None,
    complete: bool = False,
) -> Evaluation:
    return evaluate(
        indicators,
        school.CATALOGUE,
        school.CALENDAR,
        source or MemorySource(school.ROWS),
        college=school.COLLEGE,
        requests=[Request(level, tuple(school.CALENDAR.period(each) for each in periods))],
        complete=complete,
    )


def values(
    code: str, level: str, period: str, *indicators: Indicator, source: Source | None = None
) -> dict[str, Value]:
    with run(by_code(*indicators), level, period, source=source) as done:
        return {each.subject: each for each in done.values() if each.indicator == code}


def plain(code: str, level: str, period: str, *indicators: Indicator) -> dict[str, float | NullReason | None]:
    """The value, or the reason why there is none."""
    found = values(code, level, period, *indicators)
    return {subject: each.reason if each.value is None else each.value for subject, each in found.items()}


def of(
    expression: Expression, level: str = "student", period: str = AUTUMN, **details: object
) -> dict[str, object]:
    return dict(plain("x", level, period, RATE, MEAN, indicator("x", expression, **details)))


NO_DATA, NO_DENOMINATOR, NOT_APPLICABLE = (
    NullReason.NO_DATA,
    NullReason.NO_DENOMINATOR,
    NullReason.NOT_APPLICABLE,
)


def test_a_rate_keeps_both_halves_at_every_level() -> None:
    students = values("rate", "student", AUTUMN, RATE)
    assert students["s1"] == Value("rate", "student", "s1", AUTUMN, 1 / 3, 1.0, 3.0)
    assert students["s3"] == Value("rate", "student", "s3", AUTUMN, None, 0.0, 0.0, NO_DENOMINATOR)
    classes = values("rate", "class", AUTUMN, RATE)
    assert (classes["k1"].numerator, classes["k1"].denominator, classes["k1"].value) == (2, 5, 0.4)
    college = values("rate", "college", AUTUMN, RATE)[school.COLLEGE]
    assert (college.numerator, college.denominator) == (
        3,
        7,
    )  # the unknown student's row belongs to the college


def test_a_subject_without_rows_is_there_and_says_no_data() -> None:
    assert plain("rate", "student", SPRING, RATE)["s2"] is NO_DATA
    assert plain("rate", "student", "2025-2026-1-W09", RATE) == dict.fromkeys(
        ["s1", "s2", "s3", "s4"], NO_DATA
    )


def test_weeks_semesters_and_years() -> None:
    assert plain("rate", "student", "2025-2026-1-W01", RATE)["s1"] == 0.5
    assert plain("rate", "student", YEAR, RATE)["s1"] == 0.5
    with run(by_code(RATE), "student", AUTUMN, SPRING) as done:
        assert [(v.period, v.subject) for v in done.values()][3:5] == [(AUTUMN, "s4"), (SPRING, "s1")]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (F.COUNT, {"k1": 2, "k2": 0}),
        (F.COUNT_DISTINCT, {"k1": 2, "k2": 0}),
        (F.SUM, {"k1": 130, "k2": NO_DATA}),
        (F.MEAN, {"k1": 65, "k2": NO_DATA}),
        (F.MAX, {"k1": 80, "k2": NO_DATA}),
        (F.MIN, {"k1": 50, "k2": NO_DATA}),
        (F.MEDIAN, {"k1": 65, "k2": NO_DATA}),
        (F.STDDEV, {"k1": 15, "k2": NO_DATA}),
    ],
)
def test_aggregates(function: AggregateFunction, expected: dict[str, object]) -> None:
    assert of(school.scores(function), "class") == expected


def test_quantile_interpolates_and_latest_takes_the_last_row() -> None:
    assert of(Aggregate(F.QUANTILE, "grades", FieldRef(("score",)), None, 0.25), "class")["k1"] == 57.5
    latest = Aggregate(F.LATEST, "attendance", FieldRef(("week",)))
    assert of(latest) == {"s1": 2, "s2": 2, "s3": 1, "s4": 1}


def test_a_mean_carries_sum_and_count() -> None:
    mean = values("mean", "class", AUTUMN, MEAN)
    assert (mean["k1"].numerator, mean["k1"].denominator) == (130, 2)
    assert (mean["k2"].numerator, mean["k2"].denominator, mean["k2"].reason) == (0, 0, NO_DATA)


def test_a_condition_may_look_through_references() -> None:
    women = Comparison(ComparisonOperator.EQUAL, FieldRef(("student", "gender")), school.words("女"))
    assert of(Aggregate(F.COUNT, "attendance", None, women), "college") == {school.COLLEGE: 3}
    unknown = IsNull(FieldRef(("student", "class")))
    assert of(Aggregate(F.COUNT, "attendance", None, unknown), "college") == {school.COLLEGE: 2}


def test_row_operators() -> None:
    score, minutes = FieldRef(("score",)), FieldRef(("minutes",))
    either = Logic(
        LogicOperator.OR,
        (
            InList(score, (number(80), number(90))),
            Not(Comparison(ComparisonOperator.GREATER, score, number(50))),
        ),
    )
    assert of(school.scores(F.COUNT, either), "college") == {school.COLLEGE: 2}
    halved = Arithmetic(ArithmeticOperator.DIVIDE, score, number(0))
    assert of(Aggregate(F.COUNT, "grades", halved), "college") == {school.COLLEGE: 0}
    passed = If(Comparison(ComparisonOperator.GREATER_OR_EQUAL, score, number(60)), number(1), number(0))
    assert of(Aggregate(F.SUM, "grades", passed), "college") == {school.COLLEGE: 1}
    shaped = Round(Clip(Arithmetic(ArithmeticOperator.MULTIPLY, minutes, number(0.15)), 0, 1), 1)
    assert of(Aggregate(F.MAX, "attendance", shaped), "college") == {school.COLLEGE: 1}


def test_value_operators() -> None:
    percent = Round(Arithmetic(ArithmeticOperator.MULTIPLY, IndicatorRef("rate"), number(100)), 1)
    assert of(percent) == {"s1": 33.3, "s2": 50, "s3": NO_DENOMINATOR, "s4": 0}
    high = Comparison(ComparisonOperator.GREATER, IndicatorRef("rate"), number(0.4))
    assert of(high) == {"s1": 0, "s2": 1, "s3": NO_DENOMINATOR, "s4": 0}
    assert of(If(high, number(1), IndicatorRef("mean"))) == {"s1": 80, "s2": 1, "s3": NO_DATA, "s4": NO_DATA}
    assert of(Not(IsNull(IndicatorRef("rate")))) == {"s1": 1, "s2": 1, "s3": 0, "s4": 1}
    both = Logic(LogicOperator.AND, (high, IsNull(IndicatorRef("mean"))))
    assert of(both) == {"s1": 0, "s2": 0, "s3": NO_DENOMINATOR, "s4": 0}
    assert of(InList(IndicatorRef("rate"), (number(0), number(0.5)), negated=True))["s1"] == 1
    assert of(Clip(IndicatorRef("rate"), 0.1, 0.4)) == {
        "s1": 1 / 3,
        "s2": 0.4,
        "s3": NO_DENOMINATOR,
        "s4": 0.1,
    }


def test_words_and_missing_words_compare() -> None:
    last = Aggregate(F.LATEST, "attendance", FieldRef(("status",)))
    absent = Comparison(ComparisonOperator.EQUAL, last, school.words("缺勤"))
    assert of(absent) == {"s1": 0, "s2": 1, "s3": 0, "s4": 0}
    assert of(absent, period="2025-2026-1-W02", missing=Missing.NEVER)["s4"] is NO_DATA
    day = Aggregate(F.MAX, "visits", FieldRef(("day",)))
    after = Comparison(ComparisonOperator.GREATER, day, Literal(date(2025, 9, 1), Type.DATE))
    assert set(of(after, "student").values()) == {NOT_APPLICABLE}


def test_yes_and_no_stand_for_one_and_zero_among_numbers() -> None:
    yes = Comparison(ComparisonOperator.GREATER, IndicatorRef("mean"), number(60))
    assert of(If(yes, yes, number(5)))["s1"] == 1
    assert of(Comparison(ComparisonOperator.EQUAL, yes, number(0)))["s2"] == 1
    longest = Aggregate(
        F.MAX, "attendance", Comparison(ComparisonOperator.EQUAL, FieldRef(("status",)), school.words("缺勤"))
    )
    assert of(longest, missing=Missing.NEVER, period="2025-2026-1-W02") == {
        "s1": 0,
        "s2": 1,
        "s3": 0,
        "s4": 0,
    }
    either = Aggregate(
        F.MAX, "grades", If(IsNull(FieldRef(("score",))), school.words("缺"), school.words("有"))
    )
    assert of(Comparison(ComparisonOperator.EQUAL, either, school.words("缺")))["s3"] == 1


def test_what_is_not_offered_elsewhere_is_not_applicable_here() -> None:
    only_college = indicator("college_only", school.EXPECTED, levels=("college",))
    for expression in (
        PeerMean("college_only"),
        Window(WindowKind.CUMULATIVE, "college_only"),
        Children(ChildrenFunction.SUM, "college_only", "student"),
        IndicatorRef("college_only"),
    ):
        found = plain("x", "class", AUTUMN, only_college, indicator("x", expression))
        assert set(found.values()) == {NOT_APPLICABLE}


def test_members_of_a_level_never_received_are_no_data() -> None:
    children = indicator("x", Children(ChildrenFunction.COUNT, "rate", "student"), levels=("college",))
    rows = {code: each for code, each in school.ROWS.items() if code != "students"}
    found = values("x", "college", AUTUMN, RATE, children, source=MemorySource(rows))[school.COLLEGE]
    assert (found.value, found.reason) == (None, NO_DATA)


def test_an_infinite_result_is_null() -> None:
    huge = Arithmetic(
        ArithmeticOperator.MULTIPLY,
        number(1e308),
        Arithmetic(ArithmeticOperator.ADD, school.EXPECTED, number(9)),
    )
    assert set(of(huge).values()) == {NO_DATA}


def test_earlier_periods() -> None:
    assert of(Shift(ShiftKind.PREVIOUS, "rate"), period=SPRING)["s1"] == 1 / 3
    assert of(Shift(ShiftKind.PREVIOUS, "rate"))["s1"] is NO_DATA
    assert of(Shift(ShiftKind.LAST_YEAR, "rate"), period=SPRING)["s1"] is NO_DATA
    assert of(Change(ChangeKind.POP, "mean"), period=SPRING) == {"s1": 0.125} | dict.fromkeys(
        ["s2", "s3", "s4"], NO_DATA
    )
    assert of(Change(ChangeKind.POP, "rate"), period="2025-2026-1-W02") == {
        "s1": -1, "s2": NO_DENOMINATOR, "s3": NO_DATA, "s4": NO_DATA,
    }  # fmt: skip


def test_windows_are_sums_over_sums() -> None:
    rolling = indicator("x", Window(WindowKind.ROLLING, "rate", 2, PeriodKind.WEEK))
    found = values("x", "student", "2025-2026-1-W02", RATE, rolling)["s1"]
    assert (found.value, found.numerator, found.denominator) == (1 / 3, 1, 3)
    assert of(Window(WindowKind.CUMULATIVE, "rate"), period="2025-2026-1-W09")["s2"] == 0.5
    assert of(Window(WindowKind.ROLLING, "rate", 2, PeriodKind.WEEK))["s1"] is NOT_APPLICABLE
    assert of(Window(WindowKind.CUMULATIVE, "mean"), "class", SPRING)["k1"] == pytest.approx(220 / 3)


def test_members_ranks_and_peers() -> None:
    late = Comparison(ComparisonOperator.GREATER, ChildValue(), number(0.4))
    assert of(Children(ChildrenFunction.COUNT, "rate", "student", late), "class") == {"k1": 1, "k2": 0}
    assert of(Children(ChildrenFunction.MEAN, "rate", "student"), "class") == {
        "k1": pytest.approx(5 / 12),
        "k2": NO_DATA,
    }
    assert of(Children(ChildrenFunction.MEDIAN, "mean", "student"), "college") == {school.COLLEGE: 65}
    assert of(Children(ChildrenFunction.MAX, "mean", "class"), "college") == {school.COLLEGE: 65}
    assert of(Children(ChildrenFunction.MEAN, "rate", "class"), "student")["s1"] is NOT_APPLICABLE
    low = indicator("low", school.ABSENCE_RATE, direction=Direction.LOWER)
    ranked = plain("x", "student", AUTUMN, low, indicator("x", Rank("low")))
    assert ranked == {"s1": 2, "s2": 3, "s3": NO_DENOMINATOR, "s4": 1}
    assert list(of(PeerMean("rate")).values()) == [pytest.approx(2 / 6)] * 4


def test_weights_and_missing_parts() -> None:
    parts = (WeightedPart("rate", 0.4, inverted=True), WeightedPart("mean", 0.6))
    expected = 0.4 * (1 - 1 / 3) + 0.6 * 80
    assert of(Weighted(parts)) == {
        "s1": pytest.approx(expected),
        "s2": pytest.approx(30.2),
        "s3": NO_DENOMINATOR,
        "s4": NO_DATA,
    }
    assert of(Weighted(parts), missing=Missing.SKIP_IF_ALL)["s4"] == 1
    assert of(Weighted(parts), missing=Missing.NEVER)["s4"] == pytest.approx(0.4)


def test_missing_strategies_of_sums() -> None:
    summed = Arithmetic(ArithmeticOperator.ADD, IndicatorRef("rate"), IndicatorRef("mean"))
    assert of(summed)["s4"] is NO_DATA
    assert of(summed, missing=Missing.SKIP_IF_ALL) == {
        "s1": pytest.approx(80 + 1 / 3),
        "s2": 50.5,
        "s3": NO_DENOMINATOR,
        "s4": 0,
    }
    assert of(summed, missing=Missing.NEVER)["s3"] == 0


def test_over_time() -> None:
    headcount = school.EXPECTED

    def over(how: OverTime) -> float | NullReason | None:
        return of(
            headcount, period=YEAR, over_time=how, periods=(PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
        )["s1"]

    assert [over(how) for how in (OverTime.SUM, OverTime.MEAN, OverTime.LAST, OverTime.FIRST)] == [4, 2, 1, 3]
    assert [over(how) for how in (OverTime.MAX, OverTime.MIN, OverTime.NONE)] == [3, 1, NOT_APPLICABLE]


def test_the_last_week_is_the_last_one_with_rows_in_the_college() -> None:
    found = of(school.EXPECTED, over_time=OverTime.LAST, periods=(PeriodKind.WEEK, PeriodKind.SEMESTER))
    assert found == {"s1": 1, "s2": 1, "s3": 0, "s4": 0}  # week 2, not an empty week 18


def test_over_levels() -> None:
    assert of(school.EXPECTED, "class", over_levels=OverLevels.SUM) == {"k1": 5, "k2": 0}
    weighted = indicator("x", school.ABSENCE_RATE, over_levels=OverLevels.WEIGHTED)
    college = values("x", "college", AUTUMN, weighted)[school.COLLEGE]
    assert (college.numerator, college.denominator) == (2, 6)  # of the members: the unknown student is none
    assert set(of(school.EXPECTED, "class", over_levels=OverLevels.NONE).values()) == {NOT_APPLICABLE}
    assert set(of(school.EXPECTED, "class", over_levels=OverLevels.WEIGHTED).values()) == {NOT_APPLICABLE}


def test_never_received_is_no_data_and_received_empty_is_zero() -> None:
    count = indicator("x", school.EXPECTED)
    without = {code: rows for code, rows in school.ROWS.items() if code != "attendance"}
    never = values("x", "student", AUTUMN, count, source=MemorySource(without))
    assert {(each.value, each.reason) for each in never.values()} == {(None, NO_DATA)}
    empty = values("x", "student", AUTUMN, count, source=MemorySource(without | {"attendance": []}))
    assert {each.value for each in empty.values()} == {0}


def test_what_rows_do_not_reach_is_not_applicable() -> None:
    visits = Aggregate(F.COUNT, "visits")
    assert set(of(visits).values()) == {NOT_APPLICABLE}
    assert set(of(school.scores(F.SUM), period="2025-2026-1-W01").values()) == {NOT_APPLICABLE}


def test_values_not_offered_are_listed_only_on_demand() -> None:
    college = indicator("x", school.EXPECTED, levels=("college",))
    with run(by_code(college), "student", AUTUMN) as done:
        assert list(done.values()) == []
        assert done.counts()["values"] == 0
    with run(by_code(college), "student", AUTUMN, complete=True) as done:
        assert {each.reason for each in done.values()} == {NOT_APPLICABLE}


def test_a_level_without_member_table_or_rows_has_no_values() -> None:
    assert values("rate", "student", AUTUMN, RATE, source=MemorySource({})) == {}


def test_periods_of_two_kinds_in_one_request_are_refused() -> None:
    with pytest.raises(ValueError, match="同一类"):
        run(by_code(RATE), "student", AUTUMN, YEAR)


@pytest.fixture
def lake_source(tmp_path: Path) -> LakeSource:
    lake = Lake(tmp_path / "lake")
    with duckdb.connect() as db:
        MemorySource(school.ROWS).register(db, school.CATALOGUE)
        for code in school.ROWS:
            lake.merge(school.CATALOGUE.dataset(code), db, f"rows_{code}")
    return LakeSource(lake, lake.versions(school.CATALOGUE.datasets))


def test_a_lake_gives_the_same_values_as_its_rows(lake_source: LakeSource) -> None:
    assert "visits" not in lake_source.received()
    for level in school.ALL_LEVELS:
        both = by_code(RATE, MEAN)
        with run(both, level, AUTUMN, source=lake_source) as stored, run(both, level, AUTUMN) as plain_rows:
            assert list(stored.values()) == list(plain_rows.values())


def test_old_versions_give_old_values(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    grades = school.CATALOGUE.dataset("grades")
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE g AS SELECT 's1' AS student, '{AUTUMN}' AS semester, 70.0::DOUBLE AS score")
        lake.merge(grades, db, "g")
        db.execute("UPDATE g SET score = 75")
        lake.merge(grades, db, "g")
    old, new = (
        values("mean", "college", AUTUMN, MEAN, source=LakeSource(lake, {"grades": version}))[
            school.COLLEGE
        ].value
        for version in (0, 1)
    )
    assert (old, new) == (70, 75)


def test_a_version_without_files_is_received_and_empty(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with duckdb.connect() as db:
        db.execute("CREATE TABLE g (student VARCHAR)")
        lake.merge(school.CATALOGUE.dataset("grades"), db, "g")
    count = indicator("x", school.scores(F.COUNT), periods=(PeriodKind.SEMESTER,))
    found = values("x", "college", AUTUMN, count, source=LakeSource(lake, {"grades": 0}))
    assert found[school.COLLEGE].value == 0


def test_a_field_declared_after_the_data_arrived_is_null(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    full = school.CATALOGUE.dataset("grades")
    narrow = type(full)(code="grades", name="成绩", key=full.key, time=full.time, fields=full.fields[:2])
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE g AS SELECT 's1' AS student, '{AUTUMN}' AS semester")
        lake.merge(narrow, db, "g")
    found = values("mean", "college", AUTUMN, MEAN, source=LakeSource(lake, {"grades": 0}))[school.COLLEGE]
    assert (found.value, found.denominator) == (None, 0)


def test_all_values_are_written_without_a_loop(tmp_path: Path) -> None:
    bounds = Bounds(memory="500MB", threads=1, spill=tmp_path)
    with evaluate(
        by_code(RATE), school.CATALOGUE, school.CALENDAR, MemorySource(school.ROWS), college=school.COLLEGE,
        requests=[Request("student", (school.CALENDAR.period(AUTUMN),))], bounds=bounds,
    ) as done:  # fmt: skip
        done.write(tmp_path / "values.parquet")
        done.write(tmp_path / "values")
        done.write(tmp_path / "values")
        assert done.counts() == {
            "values": 4, "known": 3, "no_data": 0, "no_denominator": 1, "not_applicable": 0, "suppressed": 0,
        }  # fmt: skip
        listed = sorted(row for batch in done.rows(size=3) for row in batch)
        assert len(listed) == 4
        assert sorted(done.relation().fetchall()) == listed
        assert any("GROUP BY" in each for each in done.sql())
        assert len(done.sql("spark")) == len(done.plan.statements)
    written = duckdb.sql(
        f"SELECT subject, value, reason FROM '{tmp_path / 'values.parquet'}' ORDER BY 1"
    ).fetchall()
    assert written[2] == ("s3", None, "no_denominator")
    stored = duckdb.sql(f"FROM '{tmp_path / 'values.parquet'}' ORDER BY subject")
    assert stored.fetchall() == listed  # words as words, whatever they were while they were written
    assert {str(kind) for kind in stored.types} == {"VARCHAR", "DOUBLE"}
    assert DeltaTable(str(tmp_path / "values")).count() == 8
    assert not list(tmp_path.glob("zhengai-*"))
