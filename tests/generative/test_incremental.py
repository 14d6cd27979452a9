"""What is computed of a change, laid over the values before it, is what everything gives, whatever the formula.

A case is ten indicators over generated tables in a lake, at two levels and several periods; then rows of one or two
datasets are added, replaced by their key or taken away. The slow reference computes both states.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.generative.agreeing import Place, by_place, differing
from tests.generative.data import CALENDAR, MEMBERS, Tables, value_of
from tests.generative.formulas import OFTEN
from tests.generative.schemes import PERIODS, Scheme, schemes
from tests.spec.engines import by_reference
from tests.spec.school import CATALOGUE, COLLEGE
from zhengai_engine.compile.plan import Request
from zhengai_engine.compile.types import sql_types
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.value import Value
from zhengai_engine.model.walk import datasets_of
from zhengai_engine.run import parts
from zhengai_engine.run.incremental import Change, find_changes
from zhengai_engine.run.lake import Lake
from zhengai_engine.tables.dataset import Dataset

EXAMPLES = {
    PeriodKind.SEMESTER: 16,
    PeriodKind.WEEK: 12,
    PeriodKind.ACADEMIC_YEAR: 10,
    PeriodKind.CALENDAR_YEAR: 10,
    PeriodKind.MONTH: 14,
    PeriodKind.DAY: 14,
}
FACTS = [code for code in CATALOGUE.datasets if code not in MEMBERS]
BEFORE, NEW = 12, 6
ROUNDS, ENOUGH = 24, 20  # at most so many rounds, at least so many values computed anew
ADDED, CORRECTED, TAKEN_AWAY = "added", "corrected", "taken away"


@dataclass(frozen=True)
class Case:
    scheme: Scheme
    changes: tuple[
        tuple[str, str, list[dict[str, Any]]], ...
    ]  # what happens, to which dataset, with which rows
    at_once: bool  # followed together, or one after the other


@st.composite
def cases(draw: DrawFn, kind: PeriodKind) -> Case:
    """A changed dataset has rows before, and rows come: a change of nothing tells nothing."""
    scheme = draw(schemes(kind))
    first = draw(st.sampled_from(_counting_in(kind, scheme)))
    codes = draw(st.sampled_from([[first], [first, "grades"], [first, first]]))
    before = {code: _with_whole_keys(code, rows) for code, rows in scheme.tables.items()}
    before |= {code: draw(_rows(CATALOGUE.dataset(code), BEFORE)) for code in dict.fromkeys(codes)}
    happens = [draw(st.sampled_from([CORRECTED, ADDED, TAKEN_AWAY])) for _ in codes]
    changes = [
        (what, code, draw(_rows(CATALOGUE.dataset(code), NEW)))
        for what, code in zip(happens, codes, strict=True)
    ]
    return Case(Scheme(before, scheme.indicators, scheme.levels), tuple(changes), draw(st.booleans()))


def _counting_in(kind: PeriodKind, scheme: Scheme) -> list[str]:
    """Datasets whose rows count in a period of the kind: those that formulas read most several times, and mostly those
    that these formulas read, or few changes would touch a value."""
    times = {code: CATALOGUE.dataset(code).time for code in FACTS}
    fitting = [code for code, time in times.items() if time is None or kind.contains(time.kind)]
    found = [*(code for code in OFTEN if code in fitting for _ in range(4)), *fitting]
    read = set().union(*(datasets_of(each.expression) for each in scheme.indicators))
    touching = [code for code in found if code in read]
    return touching * (3 * len(found) // max(len(touching), 1)) + found


@st.composite
def _rows(draw: DrawFn, dataset: Dataset, number: int) -> list[dict[str, Any]]:
    rows = [
        {
            each.code: f"i{place}" if each.code == "incident" else draw(value_of(dataset, each))
            for each in dataset.fields
        }
        for place in range(number)
    ]
    return _with_whole_keys(dataset.code, rows)


def _with_whole_keys(code: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows are replaced by their key: it must not have gaps, nor be there twice."""
    key = CATALOGUE.dataset(code).key
    found = {_key(code, row): row for row in rows if all(row[each] is not None for each in key)}
    return list(found.values())


def _key(code: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[each] for each in CATALOGUE.dataset(code).key)


@pytest.fixture(autouse=True)
def _parts_of_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small: what is kept of the files must be what the rows give."""
    monkeypatch.setattr(parts, "_WORTH_KEEPING", 0)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_change_laid_over_what_was_is_what_everything_gives(kind: PeriodKind) -> None:
    recomputed = kept = 0

    @settings(
        max_examples=EXAMPLES[kind],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a failure takes minutes; ask for it when there is one
    )
    @given(cases(kind))
    def agree(case: Case) -> None:
        nonlocal recomputed, kept
        touched, all_values = check(case, kind)
        recomputed += touched
        kept += all_values - touched

    # what is drawn also depends on which modules were loaded before, so that one round may touch next to nothing
    for number in range(ROUNDS):
        seed(number)(agree)()
        if recomputed >= ENOUGH:
            break
    assert recomputed >= ENOUGH
    assert kept > recomputed  # or nothing would have been saved


def check(case: Case, kind: PeriodKind) -> tuple[int, int]:
    """How many values were computed anew, of how many."""
    indicators = {each.code: each for each in case.scheme.indicators}
    asked = [(level, PERIODS[kind]) for level in case.scheme.levels]
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        lake = Lake(Path(folder))
        now: Tables = {code: list(rows) for code, rows in case.scheme.tables.items()}
        for code, rows in now.items():
            _merge(lake, connection, code, rows, "before")
        since = lake.versions(CATALOGUE.datasets)
        before = by_reference(indicators, now, asked, calendar=CALENDAR)
        requests = [Request(level, tuple(CALENDAR.period(each) for each in codes)) for level, codes in asked]
        changed: dict[Place, Value] = {}
        for number, change in enumerate(case.changes, start=1):
            _carry_out(lake, connection, now, *change, batch=f"b{number}")
            if case.at_once and number < len(case.changes):
                continue
            until = lake.versions(CATALOGUE.datasets)
            with find_changes(
                indicators,
                CATALOGUE,
                CALENDAR,
                Change(lake, since, until),
                college=COLLEGE,
                requests=requests,
            ).evaluate() as evaluation:
                changed |= by_place(evaluation.values())
            since = until
        wanted = by_place(by_reference(indicators, now, asked, calendar=CALENDAR))
    found = by_place(before) | changed
    others = differing(wanted, found)
    assert not others, _told(case, others)
    return len(changed), len(wanted)


def _carry_out(
    lake: Lake,
    connection: duckdb.DuckDBPyConnection,
    now: Tables,
    what: str,
    code: str,
    rows: list[dict[str, Any]],
    batch: str,
) -> None:
    """In the lake and in `now` alike."""
    there = {_key(code, row): row for row in now[code]}
    if what == ADDED:
        new = {_key(code, row): row for row in rows if _key(code, row) not in there}
        _merge(lake, connection, code, list(new.values()), batch)
        now[code] = [*now[code], *new.values()]
    elif what == CORRECTED:
        # other fields under the keys that are there, and some new rows beside them
        given = [
            dict(row, **dict(zip(CATALOGUE.dataset(code).key, key, strict=True)))
            for row, key in zip(rows, there, strict=False)
        ]
        found = {_key(code, row): row for row in [*given[::2], *rows[::2]]}
        _merge(lake, connection, code, list(found.values()), batch)
        now[code] = list((there | found).values())
    else:
        now[code] = now[code][1::2]
        _fill(connection, code, now[code])
        lake.replace(CATALOGUE.dataset(code), connection, "incoming", batch=batch)


def _merge(
    lake: Lake, connection: duckdb.DuckDBPyConnection, code: str, rows: Sequence[dict[str, Any]], batch: str
) -> None:
    _fill(connection, code, rows)
    lake.merge(CATALOGUE.dataset(code), connection, "incoming", batch=batch)


def _fill(connection: duckdb.DuckDBPyConnection, code: str, rows: Sequence[dict[str, Any]]) -> None:
    types = {
        name: kind for name, kind in sql_types(CATALOGUE.dataset(code)).items() if not name.startswith("_")
    }
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    connection.execute(f"CREATE OR REPLACE TABLE incoming ({columns})")
    if rows:
        marks = ", ".join("?" for _ in types)
        connection.executemany(
            f"INSERT INTO incoming VALUES ({marks})", [[row[name] for name in types] for row in rows]
        )


def _told(case: Case, others: list[tuple[Value, Value]]) -> str:
    """The first difference, the definition it comes from, and what happened."""
    wanted, found = others[0]
    definition = next(each for each in case.scheme.indicators if each.code == wanted.indicator)
    happened = [(what, code, len(rows)) for what, code, rows in case.changes]
    return f"{len(others)} values differ\nreference {wanted}\nfound     {found}\n{definition}\n{happened}"
