"""DuckDB gives the reference's value, numerator, denominator and reason for every generated formula.

A case is one indicator over one set of generated tables, at two levels and several periods. Each kind of period
has its own examples; together they are 600 cases, the same ones in every run.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.generative.agreeing import by_place, differing
from tests.generative.data import CALENDAR
from tests.generative.schemes import INDICATORS, PERIODS, Scheme, schemes
from tests.spec.engines import by_duckdb, by_reference
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.value import Value

EXAMPLES = {
    PeriodKind.SEMESTER: 20,
    PeriodKind.WEEK: 12,
    PeriodKind.ACADEMIC_YEAR: 12,
    PeriodKind.CALENDAR_YEAR: 5,
    PeriodKind.MONTH: 6,
    PeriodKind.DAY: 5,
}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_duckdb_agrees_with_the_reference(kind: PeriodKind) -> None:
    seen = 0

    @settings(
        max_examples=EXAMPLES[kind],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a failure takes minutes; ask for it when there is one
    )
    @given(schemes(kind))
    def agree(scheme: Scheme) -> None:
        nonlocal seen
        seen += 1
        check(scheme, kind)

    agree()
    assert seen >= EXAMPLES[kind]


def test_there_are_at_least_five_hundred_cases() -> None:
    assert sum(EXAMPLES.values()) * INDICATORS >= 500
    assert set(EXAMPLES) == set(PeriodKind)


def check(scheme: Scheme, kind: PeriodKind) -> None:
    indicators = {each.code: each for each in scheme.indicators}
    asked = [(level, PERIODS[kind]) for level in scheme.levels]
    wanted = by_place(by_reference(indicators, scheme.tables, asked, calendar=CALENDAR))
    found = by_place(by_duckdb(indicators, scheme.tables, asked, calendar=CALENDAR))
    others = differing(wanted, found)
    assert not others, _told(scheme, others)


def _told(scheme: Scheme, others: list[tuple[Value, Value]]) -> str:
    """The first difference and the definition it comes from."""
    wanted, found = others[0]
    definition = next(each for each in scheme.indicators if each.code == wanted.indicator)
    return f"{len(others)} values differ\nreference {wanted}\nduckdb    {found}\n{definition}"
