"""What the plan for DuckDB does not do: joins nobody needs, one pass per indicator, cross products."""

import re

import pytest

from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE, rows
from tests.spec.write import aggregate, both, calculate, count, indicator, where
from zhengai_engine.compile.rows import source_table
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.sources import MemorySource

ABSENT = where("status", "=", "absent")


def read(level: str, *indicators: Indicator) -> dict[str, int]:
    """How often the plan mentions each dataset."""
    with evaluate(
        {each.code: each for each in indicators},
        CATALOGUE,
        CALENDAR,
        MemorySource(rows()),
        college=COLLEGE,
        requests=[Request(level, (CALENDAR.period("2026-2027-1"),))],
    ) as evaluation:
        text = "\n".join(evaluation.sql())
    found = {code: len(re.findall(rf"\b{source_table(code)}\b", text)) for code in CATALOGUE.datasets}
    return {code: times for code, times in found.items() if times}


@pytest.mark.parametrize(
    ("level", "condition", "datasets"),
    [
        ("college", ABSENT, {"attendance"}),
        ("student", ABSENT, {"attendance", "students"}),
        ("course", ABSENT, {"attendance", "offerings", "courses"}),
        ("programme", ABSENT, {"attendance", "students", "programmes"}),
        ("college", both(ABSENT, where("student.gender", "=", "女")), {"attendance", "students"}),
    ],
)
def test_only_the_datasets_that_are_needed_are_read(
    level: str, condition: object, datasets: set[str]
) -> None:
    """`condition` refers to students only where it says so; teachers and departments are never joined."""
    assert set(read(level, indicator("x", count("attendance", condition)))) == datasets  # type: ignore[arg-type]


def test_indicators_of_one_dataset_share_its_pass() -> None:
    """Twenty counts read the attendance table as often as one."""
    weeks = [indicator(f"w{n}", count("attendance", where("week", "=", n))) for n in range(20)]
    assert read("course", *weeks)["attendance"] == read("course", weeks[0])["attendance"]


def test_an_indicator_that_is_not_asked_for_costs_nothing() -> None:
    other = indicator("other", aggregate("sum", "premises.area"))
    with evaluate(
        {"x": indicator("x", count("attendance")), "other": other},
        CATALOGUE,
        CALENDAR,
        MemorySource(rows()),
        college=COLLEGE,
        requests=[Request("college", (CALENDAR.period("2026-2027"),))],
        codes=["x"],
    ) as evaluation:
        assert source_table("premises") not in "\n".join(evaluation.sql())


def test_two_fact_tables_never_meet_in_one_statement_before_they_are_reduced() -> None:
    """Each is aggregated on its own; no statement reads the rows of both."""
    ratio = indicator("x", calculate(count("attendance"), "/", count("grades")))
    with evaluate(
        {"x": ratio},
        CATALOGUE,
        CALENDAR,
        MemorySource(rows()),
        college=COLLEGE,
        requests=[Request("programme", (CALENDAR.period("2026-2027-1"),))],
    ) as evaluation:
        for statement in evaluation.sql():
            assert not (source_table("attendance") in statement and source_table("grades") in statement)
