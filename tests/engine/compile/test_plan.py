"""The shape of a plan: few passes, no join nobody needs, only the files of the periods asked for."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlglot import exp

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, SPRING, YEAR, by_code, indicator
from zhengai_engine.compile.cells import Cell, Scheme
from zhengai_engine.compile.plan import Plan, Request, compile_plan
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    ChildValue,
    Comparison,
    ComparisonOperator,
    FieldRef,
    IndicatorRef,
    PeerMean,
    Rank,
    Shift,
    ShiftKind,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Indicator, OverTime
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run.evaluate import evaluate
from zhengai_engine.run.sources import MemorySource
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

RATE = indicator("rate", school.ABSENCE_RATE)
CALENDAR = school.CALENDAR


def plan(
    *indicators: Indicator, levels: Sequence[str] = ("student",), periods: Sequence[str] = (AUTUMN,)
) -> Plan:
    return compile_plan(
        by_code(*indicators),
        school.CATALOGUE,
        CALENDAR,
        college=school.COLLEGE,
        requests=[Request(level, tuple(CALENDAR.period(each) for each in periods)) for level in levels],
        received=school.CATALOGUE.datasets,
    )


def reading(plan: Plan, table: str) -> list[exp.Expr]:
    """The statements that read a table."""
    return [each.query for each in plan.statements if table in _tables(each.query)]


def _tables(query: exp.Expr) -> list[str]:
    return [each.name for each in query.find_all(exp.Table)]


def test_all_measures_of_a_dataset_at_a_level_are_one_pass() -> None:
    many = [indicator(f"i{n}", school.attended(ComparisonOperator.EQUAL, f"状态{n}")) for n in range(40)]
    assert len(reading(plan(RATE, *many), "data_attendance")) == 1


def test_equal_aggregates_are_one_measure() -> None:
    again = indicator("again", Arithmetic(ArithmeticOperator.ADD, school.ABSENT, school.ABSENT))
    (query,) = reading(plan(RATE, again), "data_attendance")
    assert query.sql().count("缺勤") == 1


def test_levels_behind_the_same_field_share_one_reading_of_the_rows() -> None:
    found = plan(RATE, levels=school.ALL_LEVELS)
    assert len(reading(found, "data_attendance")) == 1
    lines = {
        each.name: set(_tables(each.query)) for each in found.statements if each.name.startswith("pass_")
    }
    assert "pass_attendance_student_semester" in lines["pass_attendance_class_semester"]
    assert lines["pass_attendance_college_semester"] == {"pass_attendance_class_semester"}


def test_what_does_not_add_up_is_read_from_rows_at_each_level() -> None:
    distinct = indicator(
        "x", Aggregate(AggregateFunction.COUNT_DISTINCT, "attendance", FieldRef(("status",)))
    )
    found = plan(distinct, levels=school.ALL_LEVELS)
    assert len(reading(found, "data_attendance")) == 3


def test_references_nobody_needs_are_not_joined() -> None:
    (query,) = reading(plan(RATE), "data_attendance")
    assert _tables(query) == ["data_attendance", "times_week_text_semester"]
    women = Comparison(ComparisonOperator.EQUAL, FieldRef(("student", "gender")), school.words("女"))
    (query,) = reading(
        plan(indicator("x", Aggregate(AggregateFunction.COUNT, "attendance", None, women))), "data_attendance"
    )
    assert sorted(_tables(query)) == ["data_attendance", "data_students", "times_week_text_semester"]


def test_the_same_reference_is_joined_once() -> None:
    gender = FieldRef(("student", "gender"))
    of_class = Comparison(ComparisonOperator.EQUAL, FieldRef(("student", "class", "programme")), gender)
    distinct = Aggregate(AggregateFunction.COUNT_DISTINCT, "attendance", gender, of_class)
    (query,) = reading(plan(indicator("x", distinct), levels=["class"]), "data_attendance")
    joined = ["data_attendance", "data_classes", "data_students", "times_week_text_semester"]
    assert sorted(_tables(query)) == joined


def test_two_fact_tables_never_meet_before_they_are_grouped() -> None:
    both = indicator(
        "x", Arithmetic(ArithmeticOperator.ADD, school.ABSENT, school.scores(AggregateFunction.SUM))
    )
    for query in reading(plan(both), "data_attendance"):
        assert "data_grades" not in _tables(query)


def test_only_partitions_of_the_periods_are_read() -> None:
    (query,) = reading(plan(RATE, periods=["2025-2026-2-W03"]), "data_attendance")
    assert f"\"_period\" IN ('{SPRING}')" in query.sql("duckdb")
    (query,) = reading(plan(RATE, periods=[YEAR]), "data_attendance")
    assert f"\"_period\" IN ('{AUTUMN}', '{SPRING}')" in query.sql("duckdb")


def test_a_dataset_never_received_is_not_read() -> None:
    nothing = compile_plan(
        by_code(RATE), school.CATALOGUE, CALENDAR, college=school.COLLEGE,
        requests=[Request("student", (CALENDAR.period(AUTUMN),))], received=["students"],
    )  # fmt: skip
    assert reading(nothing, "data_attendance") == []


def test_windows_over_the_same_periods_share_one_gather() -> None:
    windows = [
        indicator(code, Window(WindowKind.ROLLING, source, 2, PeriodKind.WEEK))
        for code, source in (("x", "rate"), ("y", "other"))
    ]
    found = plan(RATE, indicator("other", school.EXPECTED), *windows, periods=["2025-2026-1-W02"])
    assert [each.name for each in found.statements if each.name.startswith("gather")] == ["gather_1"]


def test_ranks_and_peers_are_computed_over_narrow_tables() -> None:
    found = plan(RATE, indicator("rank", Rank("rate")), indicator("peers", PeerMean("rate")))
    gathers = {each.name: each.query for each in found.statements if each.name.startswith("gather")}
    assert sorted(len(query.selects) for query in gathers.values()) == [3, 4]
    assert not any(each.query.find(exp.Window) for each in found.statements if each.name not in gathers)


def test_a_chain_of_references_is_one_stage_and_a_window_one_more() -> None:
    twice = indicator("twice", Arithmetic(ArithmeticOperator.ADD, IndicatorRef("rate"), IndicatorRef("rate")))
    rolled = indicator("rolled", Window(WindowKind.CUMULATIVE, "twice"))
    names = [each.name for each in plan(rolled, twice, RATE).statements if each.name.startswith("values")]
    assert names == ["values_student_semester_0", "values_student_semester_1"]


def test_the_closure_holds_earlier_periods_and_parts() -> None:
    before = indicator("before", Shift(ShiftKind.PREVIOUS, "rate"))
    yearly = indicator(
        "yearly",
        school.EXPECTED,
        over_time=OverTime.SUM,
        periods=(PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR),
    )
    scheme = Scheme(by_code(RATE, before, yearly), school.CATALOGUE, CALENDAR)
    found = scheme.closure(
        {
            Cell("before", "student", PeriodKind.SEMESTER): [CALENDAR.period(SPRING)],
            Cell("yearly", "student", PeriodKind.ACADEMIC_YEAR): [CALENDAR.period(YEAR)],
        }
    )
    codes = {
        cell.code: sorted(period.code for period in periods)
        for cell, periods in found.items()
        if cell.kind is PeriodKind.SEMESTER
    }
    assert codes == {"before": [SPRING], "rate": [AUTUMN], "yearly": [AUTUMN, SPRING]}


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_text_of_a_plan_grows_with_the_formula_not_with_its_square(dialect: str) -> None:
    def size(depth: int) -> int:
        chain = [RATE] + [
            indicator(
                f"c{n}",
                Arithmetic(
                    ArithmeticOperator.DIVIDE,
                    IndicatorRef(f"c{n - 1}" if n else "rate"),
                    IndicatorRef("rate"),
                ),
            )
            for n in range(depth)
        ]
        return sum(len(each.query.sql(dialect)) for each in plan(*chain).statements)

    assert size(16) - size(8) < 1.3 * (size(8) - size(0))


def test_the_year_of_a_dataset_may_be_a_number() -> None:
    finance = Dataset(
        "finance", "经费", (Field("year", "年", FieldType.INTEGER), Field("spent", "支出", FieldType.NUMBER)), ("year",),
        time=TimeRule(PeriodKind.CALENDAR_YEAR, ("year",)),
    )  # fmt: skip
    spent = indicator(
        "spent", Aggregate(AggregateFunction.SUM, "finance", FieldRef(("spent",))),
        levels=("college",), periods=(PeriodKind.CALENDAR_YEAR,),
    )  # fmt: skip
    with evaluate(
        by_code(spent), Catalogue([finance], [Level("college", "学校")]), CALENDAR,
        MemorySource({"finance": [{"year": 2025, "spent": 7.0}, {"year": 2026, "spent": 8.0}]}),
        college="C1", requests=[Request("college", (CALENDAR.period("2026"),))],
    ) as done:  # fmt: skip
        assert [each.value for each in done.values()] == [8]


def test_days_count_in_weeks_months_and_years() -> None:
    visits = indicator(
        "x", Aggregate(AggregateFunction.COUNT, "visits"), levels=("college",), periods=tuple(PeriodKind)
    )
    rows = {"visits": [{"number": f"v{n}", "day": date(2025, 9, n)} for n in (1, 7, 8)]}
    for code, expected in (("2025-2026-1-W01", 2), ("2025-09", 3), ("2025-09-08", 1), (YEAR, 3), ("2025", 3)):
        with evaluate(
            by_code(visits), school.CATALOGUE, CALENDAR, MemorySource(rows),
            college="C1", requests=[Request("college", (CALENDAR.period(code),))],
        ) as done:  # fmt: skip
            assert [each.value for each in done.values()] == [expected], code


@pytest.mark.parametrize("misplaced", [FieldRef(("status",)), ChildValue()])
def test_a_node_outside_its_world_is_refused(misplaced: FieldRef | ChildValue) -> None:
    with pytest.raises(TypeError, match="stands only inside"):
        plan(indicator("x", misplaced))


def test_values_do_not_stand_inside_rows() -> None:
    with pytest.raises(TypeError, match="does not stand inside an aggregate"):
        plan(indicator("x", Aggregate(AggregateFunction.SUM, "grades", IndicatorRef("rate"))), RATE)
