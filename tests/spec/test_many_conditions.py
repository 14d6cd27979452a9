"""Many conditional measures of one dataset: read through a cube and rolled up along chains, the values stay those of
the rows. Nulls, keys that are compared, and comparisons between fields are where a reduction goes wrong."""

import random
from datetime import date
from typing import Any

import pytest

from tests.spec.engines import by_duckdb, by_reference
from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE, rows
from tests.spec.write import (
    EVERY_LEVEL,
    aggregate,
    both,
    calculate,
    compare,
    count,
    either,
    field,
    indicator,
    where,
)
from zhengai_engine.compile.cubes import WORTH
from zhengai_engine.compile.plan import Request, compile_plan
from zhengai_engine.model.expression import Expression, InList, IsNull, Literal, Not, Type
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.value import Value

SEMESTERS = ("2025-2026-1", "2025-2026-2", "2026-2027-1")
YEARS = ("2025-2026", "2026-2027")
WEEKS = ("2026-2027-1-W01", "2026-2027-1-W02", "2025-2026-2-W18")


def school() -> dict[str, list[dict[str, Any]]]:
    """400 lessons and 200 grades with gaps in every column that may have them, and a student nobody knows."""
    chance = random.Random(5)
    tables = rows()
    tables["attendance"] = [
        {
            "student": chance.choice(["s1", "s2", "s3", "s4", "s9", None]),
            "offering": chance.choice(["o1", "o2", "o3", "o9", None]),
            "semester": chance.choice(SEMESTERS),
            "week": chance.choice([*range(1, 19), None]),
            "status": chance.choice(["present", "absent", "late", None]),
        }
        for _ in range(400)
    ]
    tables["grades"] = [
        {
            "student": chance.choice(["s1", "s2", "s3", None]),
            "offering": chance.choice(["o1", "o2", "o3"]),
            "semester": chance.choice(SEMESTERS),
            "score": chance.choice([None, 0.0, 59.5, 60.0, 88.0, 100.0]),
            "weight": chance.choice([None, 1.0, 2.5]),
            "passed": chance.choice([None, True, False]),
        }
        for _ in range(200)
    ]
    tables["incidents"] = [
        {
            "incident": f"i{number}",
            "teacher": chance.choice(["t1", "t2", None]),
            "day": chance.choice([date(2026, 9, 7), date(2026, 9, 20), date(2026, 10, 1), None]),
            "severity": chance.choice([None, 1.0, 2.0, 3.0]),
            "kind": chance.choice([None, "a", "b"]),
        }
        for number in range(60)
    ]
    return tables


def lessons() -> list[Expression]:
    statuses = [where("status", "=", each) for each in ("absent", "late", "present")]
    listed = InList(field("status"), tuple(Literal(each, Type.TEXT) for each in ("absent", "late")))
    others: list[Expression] = [
        listed,
        InList(field("status"), listed.choices, negated=True),
        IsNull(field("status")),
        IsNull(field("week"), negated=True),
        compare(8, "<", field("week")),
        where("semester", "=", "2025-2026-2"),
        where("student", "!=", "s1"),
    ]
    early = [both(each, where("week", "<=", 4)) for each in statuses]
    late = [either(each, Not(where("week", ">=", 15))) for each in statuses]
    return [*statuses, *others, *early, *late]


def counted(conditions: list[Expression]) -> list[Indicator]:
    return [indicator(f"a{number}", count("attendance", each)) for number, each in enumerate(conditions)]


def graded() -> list[Indicator]:
    conditions: list[Expression] = [where("score", ">=", each) for each in range(0, 100, 10)]
    conditions += [field("passed"), Not(field("passed")), both(field("passed"), where("weight", ">", 1))]
    functions = ("sum", "mean", "max", "min")
    return [
        indicator(f"g{number}{function}", aggregate(function, "grades.score", each))
        for number, each in enumerate(conditions)
        for function in functions
    ]


def same(indicators: list[Indicator], periods: tuple[str, ...]) -> None:
    known = {each.code: each for each in indicators}
    asked = [(level, periods) for level in EVERY_LEVEL]
    tables = school()
    wanted = {place(each): each for each in by_reference(known, tables, asked)}
    found = {place(each): each for each in by_duckdb(known, tables, asked)}
    assert found.keys() == wanted.keys()
    for key, each in wanted.items():
        assert found[key].reason is each.reason, key
        assert found[key].value == (each.value if each.value is None else pytest.approx(each.value, rel=1e-9))


def place(value: Value) -> tuple[str, str, str, str]:
    return value.indicator, value.level, value.subject, value.period


def tables_of(indicators: list[Indicator]) -> list[str]:
    plan = compile_plan(
        {each.code: each for each in indicators},
        CATALOGUE,
        CALENDAR,
        college=COLLEGE,
        requests=[Request(level, tuple(map(CALENDAR.period, SEMESTERS))) for level in EVERY_LEVEL],
        received=CATALOGUE.datasets,
    )
    return [each.name for each in plan.statements]


def cubes_of(indicators: list[Indicator]) -> list[str]:
    return [name for name in tables_of(indicators) if name.startswith("cube_")]


@pytest.mark.parametrize("periods", [SEMESTERS, YEARS, WEEKS])
def test_counts_under_many_conditions(periods: tuple[str, ...]) -> None:
    same(counted(lessons()), periods)


@pytest.mark.parametrize("periods", [SEMESTERS, YEARS])
def test_sums_means_and_extremes_under_many_conditions(periods: tuple[str, ...]) -> None:
    same(graded(), periods)


def test_words_in_their_order_make_no_cells() -> None:
    """Which word comes first is not the same on every engine, so the rows are compared themselves."""
    ordered = counted([*lessons(), where("status", "<", "late")])
    assert cubes_of(ordered) == []
    same(ordered, SEMESTERS)


@pytest.mark.parametrize("periods", [("2026-2027-1",), ("2026-2027",), ("2026",), ("2026-09", "2026-10")])
def test_days_roll_up_to_every_longer_period(periods: tuple[str, ...]) -> None:
    kinds = [where("kind", "=", each) for each in "ab"]
    grades = [both(each, where("severity", ">=", low)) for each in kinds for low in range(7)]
    same([indicator(f"d{n}", count("incidents", each)) for n, each in enumerate([*kinds, *grades])], periods)


def test_with_few_conditions_rows_are_read_directly() -> None:
    few, many = counted(lessons()[: WORTH - 1]), counted(lessons())
    assert cubes_of(few) == []
    assert set(cubes_of(many)) == {"cube_attendance_student", "cube_attendance_offering"}


def test_roots_that_look_at_the_same_read_the_rows_once() -> None:
    """Students' and offerings' cells differ only in what they are grouped by, unless a condition looks at the key."""
    alike = [each for each in lessons() if "student" not in repr(each)]
    assert len(alike) >= WORTH
    (cube,) = cubes_of(counted(alike))
    assert set(cube.removeprefix("cube_attendance_").split("_")) == {"student", "offering"}
    same(counted(alike), SEMESTERS)


def test_cells_of_subjects_are_added_up_straight_to_them() -> None:
    """Where students in semesters are all that is made of the cells, what groups them by student is spared."""
    found = tables_of(counted(lessons()))
    assert "root_attendance_student" not in found
    assert "root_attendance_offering" in found  # courses and teachers are made of it


def test_what_a_cell_cannot_know_is_read_directly() -> None:
    """A comparison of two fields, or with a field of another dataset, has no constant to sort the rows by."""
    sums = indicator("x", count("grades", where("student.gender", "=", "女")))
    crossed = indicator("y", count("grades", compare(field("score"), ">", field("weight"))))
    for odd in (sums, crossed):
        assert cubes_of([*graded(), odd]) == []
        same([*graded()[:8], odd], SEMESTERS)
    ratio = indicator("z", calculate(count("grades", field("passed")), "/", count("grades")))
    assert len(cubes_of([*graded(), ratio])) == 1
