"""What a plan for changed rows leaves out: subjects they do not reach, except where a value looks at others."""

from tests.engine.run import small_school as school
from tests.engine.run.small_school import by_code, indicator
from zhengai_engine.compile.cells import Cell, Scheme
from zhengai_engine.compile.effects import Effect
from zhengai_engine.compile.plan import Plan, compile_effects
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Comparison,
    ComparisonOperator,
    FieldRef,
    Literal,
    Rank,
    Type,
    Window,
    WindowKind,
)
from zhengai_engine.model.period import PeriodKind

FIRST, SECOND = "2025-2026-1-W01", "2025-2026-1-W02"
RATE = indicator("rate", school.ABSENCE_RATE)
ROLLED = indicator("rolled", Window(WindowKind.ROLLING, "rate", 2, PeriodKind.WEEK))
RANKED = indicator("ranked", Rank("rate"))
ABSENT = Comparison(ComparisonOperator.EQUAL, FieldRef(("status",)), Literal("缺勤", Type.TEXT))
COUNTED = indicator(
    "counted", Aggregate(AggregateFunction.COUNT_DISTINCT, "attendance", FieldRef(("number",)), ABSENT)
)


def plan(*codes: str, everybody: tuple[str, ...] = ()) -> Plan:
    """For a row of the second week."""
    week = school.CALENDAR.period(SECOND)
    effects = [Effect(Cell(code, "student", PeriodKind.WEEK), (week,), code in everybody) for code in codes]
    scheme = Scheme(by_code(RATE, ROLLED, RANKED, COUNTED), school.CATALOGUE, school.CALENDAR)
    return compile_effects(
        scheme, college=school.COLLEGE, received=school.CATALOGUE.datasets, effects=effects
    )


def frame(plan: Plan) -> str:
    return plan.printed["frame_student_week"]


def test_only_who_is_touched_is_computed() -> None:
    found = plan("rate", "rolled")
    assert "touched_student" in found.printed["members_student"]
    assert all(code in frame(found) for code in (FIRST, SECOND))


def test_everybody_is_computed_only_in_the_weeks_that_are_looked_at() -> None:
    found = plan("rolled", "ranked", everybody=("ranked",))
    assert "touched_student" not in found.printed["members_student"]
    assert f"IN ('{SECOND}') OR" in frame(found)
    assert "touched_student" in frame(found)
    sums = next(each.kept.sums for each in found.statements if each.kept and each.kept.sums)
    assert sums.periods == {FIRST: False, SECOND: True}


def test_what_does_not_add_up_is_counted_for_everybody_only_where_it_is_looked_at() -> None:
    found = plan("counted", "ranked", everybody=("ranked",))
    assert "touched_student" in found.printed_wholes["direct_attendance_student_week"]
    looked_at = plan("counted", everybody=("counted",))
    assert "touched_student" not in looked_at.printed_wholes["direct_attendance_student_week"]


def test_a_pass_is_asked_only_for_the_periods_its_cells_are_needed_for() -> None:
    """The frame has the first week for the window alone."""
    found = plan("rolled", "counted")
    assert FIRST in frame(found)
    assert FIRST not in found.printed_wholes["direct_attendance_student_week"]
