"""Which rows belong to a day, week, month, semester, academic year, calendar year."""

import pytest

from tests.spec.conftest import Ask
from tests.spec.write import aggregate, count, indicator

ATTENDANCE = """
    student | offering | semester    | week
    s1      | o1       | 2025-2026-2 | 18
    s1      | o1       | 2026-2027-1 | 1
    s2      | o1       | 2026-2027-1 | 1
    s1      | o1       | 2026-2027-1 | 18
    s1      | o2       | 2026-2027-1 | -
    s1      | o1       | -           | 1
    s1      | o1       | 2026-2027-2 | 1
"""
INCIDENTS = """
    incident | teacher | day
    i1       | t1      | 2026-08-31
    i2       | t1      | 2026-09-06
    i3       | t1      | 2026-09-07
    i4       | t1      | 2027-01-02
    i5       | t1      | 2027-01-10
    i6       | t1      | 2027-08-31
    i7       | t1      | -
"""
REGISTRATIONS = """
    student | semester
    s1      | 2025-2026-1
    s1      | 2025-2026-2
    s1      | 2026-2027-1
    s2      | 2026-2027-1
"""


@pytest.mark.parametrize(
    ("dataset", "period", "rows"),
    [
        ("attendance", "2026-2027-1-W01", 2),
        ("attendance", "2026-2027-1-W02", 0),
        ("attendance", "2026-2027-1-W18", 1),
        ("attendance", "2026-2027-1", 4),
        ("attendance", "2025-2026-2", 1),
        ("attendance", "2026-2027", 4),
        ("attendance", "2025-2026", 1),
        ("attendance", "2026-09", None),
        ("attendance", "2026-09-01", None),
        ("attendance", "2026", None),
        ("incidents", "2026-09-07", 1),
        ("incidents", "2026-2027-1-W01", 2),
        ("incidents", "2026-2027-1-W02", 1),
        ("incidents", "2026-08", 1),
        ("incidents", "2026-09", 2),
        ("incidents", "2026-2027-1", 4),
        ("incidents", "2026-2027", 5),
        ("incidents", "2025-2026", 1),
        ("incidents", "2026", 3),
        ("incidents", "2027", 3),
        ("registrations", "2026-2027-1", 2),
        ("registrations", "2025-2026", 2),
        ("registrations", "2026-2027-1-W01", None),
        ("registrations", "2026", None),
        ("energy", "2026-09", 1),
        ("energy", "2026-2027", 2),
        ("energy", "2026", 2),
        ("energy", "2026-2027-1", None),
        ("premises", "2026-2027", 1),
        ("premises", "2026-2027-1", None),
        ("premises", "2026", None),
        ("finance", "2026", 1),
        ("finance", "2026-2027", None),
        ("students", "2026-09-01", 4),
        ("students", "2026", 4),
    ],
)
def test_a_row_belongs_to_a_period_when_its_grain_lies_inside(
    ask: Ask, dataset: str, period: str, rows: int | None
) -> None:
    """Days in a vacation are in no semester; a lost week is still in its semester; a grain that is not a part
    of the period is not applicable; a dataset without time counts in every period."""
    [found] = ask(
        indicator("x", count(dataset)),
        level="college",
        periods=period,
        attendance=ATTENDANCE,
        incidents=INCIDENTS,
        registrations=REGISTRATIONS,
        energy="""
            month   | kwh
            2026-08 | 1
            2026-09 | 1
            2027-08 | 1
            2027-09 | 1
        """,
        premises="""
            year      | area
            2025-2026 | 1
            2026-2027 | 1
        """,
        finance="""
            year | amount
            2025 | 1
            2026 | 1
        """,
    )
    assert found.value == rows
    assert str(found.reason) == ("None" if rows is not None else "not_applicable")


def test_several_periods_at_once(ask: Ask) -> None:
    found = ask(
        indicator("x", count("attendance")),
        level="student",
        periods="2026-2027-1-W01 2026-2027-1-W02 2026-2027-1-W18",
        attendance=ATTENDANCE,
    )
    week = {code: [v.value for v in found if v.period.endswith(code)] for code in ("W01", "W02", "W18")}
    assert week == {"W01": [1, 1, 0, 0], "W02": [0, 0, 0, 0], "W18": [1, 0, 0, 0]}


def test_a_present_state_beside_a_timed_dataset(ask: Ask) -> None:
    """Fees are a state of the student; they do not depend on the period asked for."""
    fees = indicator("x", aggregate("sum", "students.fee"))
    for period in ("2025-2026-1", "2026-2027-1-W03", "2030"):
        assert [v.value for v in ask(fees, level="programme", periods=period)] == [11000, None, 5500]
