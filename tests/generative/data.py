"""Tables of the small college: few rows, with nulls, dangling references, and extreme but finite numbers.

Numbers have few binary places, so that sums are exact in any order and a comparison means the same everywhere.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.spec.school import CATALOGUE
from zhengai_engine.model.period import Calendar, Semester
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

Tables = dict[str, list[dict[str, Any]]]

CALENDAR = Calendar(
    [
        Semester("2025-2026-1", date(2025, 9, 1), 4),
        Semester("2025-2026-2", date(2026, 3, 2), 4),
        Semester("2026-2027-1", date(2026, 8, 31), 4),
    ]
)
SEMESTERS = ["2026-2027-1", "2025-2026-2", "2025-2026-1"]
HUGE = 2.0**40
MEMBERS = {"departments": 2, "programmes": 3, "courses": 3, "teachers": 3, "students": 5, "offerings": 4}
MOST = {
    "attendance": 14,
    "grades": 10,
    "registrations": 7,
    "incidents": 6,
    "energy": 3,
    "premises": 3,
    "finance": 2,
}
WORDS = {
    "gender": ["女", "男"],
    "status": ["absent", "present", "late"],
    "kind": ["教学", "其他"],
    "state": ["在读"],
}
QUARTERS = st.integers(-8, 400).map(lambda n: n / 4)
NUMBERS: dict[str, SearchStrategy[float]] = {
    "fee": st.one_of(QUARTERS, st.sampled_from([0.0, HUGE, -1.0])),
    "books": st.sampled_from([0.0, 1.0, 2.5, HUGE]),
    "score": st.integers(0, 200).map(lambda n: n / 2),
    "weight": st.integers(-2, 8).map(lambda n: n / 2),
    "week": st.integers(1, 5),
    "year": st.sampled_from([2025, 2026]),
    "seats": st.integers(0, 50),
}
TEXTS = {
    "semester": [*SEMESTERS, *SEMESTERS[:2], "2024-2025-1"],
    "year": ["2026-2027", "2025-2026", "2024-2025"],
    "month": ["2026-09", "2026-03", "2025-09", "2024-01"],
}
DAYS = st.one_of(
    st.sampled_from(
        [date(2026, 8, 31), date(2026, 9, 27), date(2026, 9, 28), date(2026, 3, 2), date(2026, 1, 1)]
    ),
    st.integers(0, 60).map(lambda n: date(2026, 8, 20) + timedelta(days=n)),
)


@st.composite
def tables(draw: DrawFn) -> Tables:
    """Every dataset now and then was never received; member tables always were."""
    found: Tables = {}
    for code, dataset in CATALOGUE.datasets.items():
        if code in MEMBERS:
            found[code] = draw(_members(dataset, MEMBERS[code]))
        elif not draw(_one_in(12)):
            found[code] = draw(_facts(dataset, MOST[code]))
    return found


@st.composite
def _members(draw: DrawFn, dataset: Dataset, most: int) -> list[dict[str, Any]]:
    key = dataset.key[0]
    codes = [f"{key[0]}{n + 1}" for n in range(draw(st.sampled_from([1, most - 1, most, most])))]
    return [
        {each.code: code if each.code == key else draw(value_of(dataset, each)) for each in dataset.fields}
        for code in codes
    ]


@st.composite
def _facts(draw: DrawFn, dataset: Dataset, most: int) -> list[dict[str, Any]]:
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for number in range(draw(st.sampled_from([0, 1, most // 2, most, most]))):
        row = {
            each.code: f"i{number}" if each.code == "incident" else draw(value_of(dataset, each))
            for each in dataset.fields
        }
        rows.setdefault(tuple(row[code] for code in dataset.key), row)
    return list(rows.values())


def _one_in(times: int) -> SearchStrategy[bool]:
    """Simplest is no: a failing example shrinks towards received tables and present values."""
    return st.integers(0, times - 1).map(lambda n: n == times - 1)


@st.composite
def value_of(draw: DrawFn, dataset: Dataset, each: Field) -> Any:
    if dataset.key == (each.code,):
        return draw(_present(each))
    return None if draw(_one_in(8)) else draw(_present(each))


def _present(each: Field) -> SearchStrategy[Any]:
    if each.references:
        prefix = CATALOGUE.dataset(each.references).key[0][0]
        last = MEMBERS[each.references]
        return st.integers(1, last + 1).map(lambda n: f"{prefix}{n}")  # the last one may not exist
    return _BY_TYPE[each.type](each)


def _text(each: Field) -> SearchStrategy[str]:
    return st.sampled_from(WORDS.get(each.code) or TEXTS[each.code])


_BY_TYPE: dict[FieldType, Callable[[Field], SearchStrategy[Any]]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: lambda each: NUMBERS.get(each.code, QUARTERS),
    FieldType.INTEGER: lambda each: NUMBERS[each.code],
    FieldType.DATE: lambda each: DAYS,
    FieldType.BOOLEAN: lambda each: st.booleans(),
}
