"""The class of a field's value tells every comparison that was asked for, and no more classes than that are made."""

import operator
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from tests.spec.school import CATALOGUE
from zhengai_engine.compile import sql
from zhengai_engine.compile.alike import Classes, classes_of, plain
from zhengai_engine.compile.rows import BASE, RowScope
from zhengai_engine.model.expression import (
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    InList,
    IsNull,
    Literal,
    Type,
)

JUDGES: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Test = tuple[str, Any]  # an operator and a constant; `in` and a list of them


def compared(code: str, kind: Type, test: Test) -> Expression:
    sign, constant = test
    if sign == "in":
        return InList(FieldRef((code,)), tuple(Literal(each, kind) for each in constant))
    return Comparison(ComparisonOperator(sign), FieldRef((code,)), Literal(constant, kind))


def holds(test: Test, value: Any) -> bool | None:
    """As SQL says it: null of null."""
    if value is None:
        return None
    return value in test[1] if test[0] == "in" else JUDGES[test[0]](value, test[1])


def classes(code: str, kind: Type, tests: Sequence[Test]) -> Classes:
    made = classes_of(code, [plain(compared(code, kind, each))[0] for each in tests])
    assert made is not None
    return made


CASES: list[tuple[str, str, str, Type, list[Test], list[Any], int]] = [
    (
        "attendance", "week", "BIGINT", Type.NUMBER,
        [("<=", 4.0), (">", 9.0), ("<=", 9.0), (">=", 14.0)], [None, *range(20)], 4,
    ),
    ("attendance", "week", "BIGINT", Type.NUMBER, [("<", 4.0), ("=", 4.0), (">", 4.0)], [None, 3, 4, 5], 3),
    (
        "attendance", "week", "BIGINT", Type.NUMBER,
        [("in", [3.0, 7.0]), ("<", 9.0), ("!=", 3.0)], [None, *range(12)], 4,
    ),
    (
        "attendance", "status", "VARCHAR", Type.TEXT,
        [("=", "absent"), ("!=", "late"), ("in", ["absent", "late"])],
        [None, "absent", "late", "present", ""], 3,
    ),
    (
        "incidents", "day", "DATE", Type.DATE,
        [(">=", date(2026, 9, 10)), ("<", date(2026, 10, 1))],
        [None, date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 30), date(2026, 10, 1)], 3,
    ),
    ("grades", "passed", "BOOLEAN", Type.BOOLEAN, [("=", True), ("!=", False)], [None, True, False], 3),
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "code", "stored", "kind", "tests", "values", "number"), CASES)
def test_every_comparison_is_told_by_the_class(
    dataset: str, code: str, stored: str, kind: Type, tests: list[Test], values: list[Any], number: int
) -> None:
    made, scope = classes(code, kind, tests), RowScope(CATALOGUE, dataset)
    assert len(made) == number
    found = made.number(scope).sql("duckdb")
    for test in tests:
        judged, opposite = plain(compared(code, kind, test))
        outcome = made.outcome(judged, sql.column("class")).sql("duckdb")
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE {BASE} ({code} {stored})")
            connection.executemany(f"INSERT INTO {BASE} VALUES (?)", [[each] for each in values])
            rows = connection.execute(
                f'SELECT {code}, {outcome} FROM (SELECT {code}, {found} AS "class" FROM {BASE})'
            ).fetchall()
        assert len(rows) == len(values)
        for value, told in rows:
            wanted = holds(test, value)
            assert told is (None if wanted is None else wanted is not opposite), (test, value)


def test_an_empty_field_has_no_class() -> None:
    made = classes("status", Type.TEXT, [("=", "absent")])
    outcome = made.outcome(IsNull(FieldRef(("status",))), sql.column("class"))
    assert outcome.sql("duckdb") == '"class" IS NULL'


def test_a_constant_on_the_left_is_read_from_the_right() -> None:
    turned = Comparison(ComparisonOperator.LESS, Literal(8.0, Type.NUMBER), FieldRef(("week",)))
    week = Comparison(ComparisonOperator.LESS_OR_EQUAL, FieldRef(("week",)), Literal(8.0, Type.NUMBER))
    assert plain(turned) == (week, True)


def test_words_are_not_put_in_order() -> None:
    assert classes_of("status", [compared("status", Type.TEXT, ("<", "late"))]) is None
