"""Asks the college's calendar whether the periods that rows name exist."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zhengai_engine.compile.intake.checking import period_problem
from zhengai_engine.compile.intake.cleaning import TYPED
from zhengai_engine.compile.intake.columns import Column
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.model.period import Calendar, Period, PeriodKind, UnknownPeriod
from zhengai_engine.run.intake.staging import load_words
from zhengai_engine.tables.dataset import Dataset


def check_periods(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    columns: Sequence[Column],
    calendar: Calendar,
    folder: Path,
    note: Callable[[str], None],
    until: date | None = None,
) -> list[Period]:
    """Notes a problem for every row in no period of the calendar, and for those whose period begins after `until`;
    returns the periods that rows are in."""
    if dataset.time is None:
        return []
    by_code = {each.field.code: each for each in columns}
    fields = [by_code[code] for code in dataset.time.fields if code in by_code]
    if len(fields) < len(dataset.time.fields):
        return []
    names = ", ".join(identifier(each.field.code) for each in fields)
    filled = " AND ".join(f"{identifier(each.field.code)} IS NOT NULL" for each in fields)
    found = connection.execute(f"SELECT DISTINCT {names} FROM {TYPED} WHERE {filled}").fetchall()  # noqa: S608
    known, unknown = _split(found, dataset.time.kind, calendar, until)
    if unknown:
        codes = [each.field.code for each in fields]
        load_words(connection, "unknown_periods", (*codes, "reason"), unknown, folder)
        _typed_like(connection, codes)
        note(period_problem(fields[-1], codes, "unknown_periods"))
    return sorted(known, key=lambda period: period.start)


def _typed_like(connection: duckdb.DuckDBPyConnection, codes: Sequence[str]) -> None:
    kinds = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {TYPED}").fetchall()}
    for code in codes:
        connection.execute(f"ALTER TABLE unknown_periods ALTER {identifier(code)} TYPE {kinds[code]}")


def _split(
    found: Sequence[tuple[Any, ...]], kind: PeriodKind, calendar: Calendar, until: date | None
) -> tuple[list[Period], list[list[str]]]:
    known: list[Period] = []
    unknown: list[list[str]] = []
    for values in found:
        try:
            period = calendar.period(_code(values, kind))
        except UnknownPeriod:
            unknown.append([*map(str, values), _reason(values, kind, calendar)])
            continue
        if until is not None and period.start > until:
            unknown.append([*map(str, values), f"时间在今天({until.isoformat()})之后"])
        else:
            known.append(period)
    return known, unknown


def _code(values: tuple[Any, ...], kind: PeriodKind) -> str:
    if kind is PeriodKind.WEEK:
        return f"{values[0]}-W{values[1]:02d}"
    return values[0].isoformat() if isinstance(values[0], date) else str(values[0])


def _reason(values: tuple[Any, ...], kind: PeriodKind, calendar: Calendar) -> str:
    if kind not in (PeriodKind.WEEK, PeriodKind.SEMESTER):
        return f"没有这个{kind.chinese}"
    semester = next((each for each in calendar.semesters if each.code == values[0]), None)
    if semester is None:
        known = "、".join(each.code for each in calendar.semesters[-4:]) or "还是空的"
        return f"本校校历里没有学期 {values[0]}(校历：{known})"
    return f"学期 {semester.code} 只有 {semester.weeks} 个教学周"
