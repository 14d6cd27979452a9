"""DuckDB gives the reference's value, numerator, denominator and reason for every generated formula.

A case is one indicator over one set of generated tables, at two levels and several periods. Each kind of period
has its own examples; together they are 600 cases, the same ones in every run.
"""

import math

import pytest
from hypothesis import HealthCheck, Phase, given, settings

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
    wanted = _by_place(by_reference(indicators, scheme.tables, asked, calendar=CALENDAR))
    found = _by_place(by_duckdb(indicators, scheme.tables, asked, calendar=CALENDAR))
    assert set(found) == set(wanted)
    differing = [(wanted[place], found[place]) for place in wanted if not _same(wanted[place], found[place])]
    assert not differing, _told(scheme, differing)


def _told(scheme: Scheme, differing: list[tuple[Value, Value]]) -> str:
    """The first difference and the definition it comes from."""
    wanted, found = differing[0]
    definition = next(each for each in scheme.indicators if each.code == wanted.indicator)
    return f"{len(differing)} values differ\nreference {wanted}\nduckdb    {found}\n{definition}"


def _by_place(values: list[Value]) -> dict[tuple[str, str, str, str], Value]:
    places = {(v.indicator, v.level, v.subject, v.period): v for v in values}
    assert len(places) == len(values), "a value appears twice"
    return places


def _same(wanted: Value, found: Value) -> bool:
    return wanted.reason is found.reason and all(
        _close(getattr(wanted, part), getattr(found, part)) for part in ("value", "numerator", "denominator")
    )


def _close(wanted: float | None, found: float | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    return math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-9)
