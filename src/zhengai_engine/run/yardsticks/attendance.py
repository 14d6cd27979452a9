"""Three hundred: sixty conditional measures of attendance at each of five levels, over all semesters there are.

Made from what the table holds: the statuses its declaration lists, the weeks and lessons that occur. The statements
by hand are what an expert writes who knows how the table is used and stored: a partition a semester, both reductions in one
reading, sums by key, then the levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from zhengai_engine.compile.plan import Request
from zhengai_engine.compile.quoting import identifier, literal
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, PeriodKind
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue

FACTS = "attendance"
LEVELS = ("student", "teacher", "course", "programme", COLLEGE)
_FIELDS = ("semester", "week", "session", "offering", "student", "status")
_KEYS = ("student", "offering")  # by which the rows reach their levels
_COUNTED = 3  # statuses that are counted, the first two of them also as rates


@dataclass(frozen=True)
class Cut:
    """One of the sixty: rows counted under `above`, divided by those under `below` if there is one. SQL and formula
    say the same."""

    code: str
    formula: str
    above: str
    below: str | None = None


@dataclass(frozen=True)
class Workload:
    cuts: Sequence[Cut]
    indicators: dict[str, Indicator]
    requests: Sequence[Request]
    files: dict[str, list[str]]
    college: str
    bounds: tuple[int, ...]  # the last weeks of the first three quarters
    catalogue: Catalogue


@dataclass(frozen=True)
class _Part:
    """A part of the rows, as a condition of a formula and of a statement; both empty: all rows."""

    formula: str
    sql: str


def workload(
    lake: Lake, versions: dict[str, int], catalogue: Catalogue, calendar: Calendar, *, college: str
) -> Workload:
    """Of the newest version of a lake that has attendance. Raises LookupError when the table lacks a field."""
    facts = catalogue.dataset(FACTS)
    lacking = [code for code in _FIELDS if not facts.has(code)]
    if lacking:
        raise LookupError(f"{facts.name}没有字段 {'、'.join(lacking)}，这一项测不了")
    files = {
        code: lake.files(code, versions[code])
        for code in (FACTS, "students", "offerings")
        if code in versions
    }
    with duckdb.connect() as connection:
        rows = read_files(files[FACTS], ["semester", "week", "session"])
        semesters, weeks, sessions = connection.execute(
            f"SELECT list_sort(list(DISTINCT semester)), max(week), list_sort(list(DISTINCT session)) FROM ({rows})"  # noqa: S608
        ).fetchall()[0]
    statuses = [each.value for each in facts.field("status").choices]
    names = {code: facts.field(code).name for code in _FIELDS}
    bounds = tuple(max(weeks * quarter // 4, 1) for quarter in (1, 2, 3))
    cuts = _cuts(facts.name, names, statuses, _parts(names, bounds, sessions))
    levels = [level for level in LEVELS if catalogue.reaches(FACTS, level)]
    items = [_item(each, levels) for each in cuts]
    periods = tuple(found for code in semesters if (found := calendar.find(code)))
    return Workload(
        cuts,
        read_indicators(items, catalogue),
        [Request(level, periods) for level in levels],
        files,
        college,
        bounds,
        catalogue,
    )


def compute_by_hand(connection: duckdb.DuckDBPyConnection, load: Workload) -> None:
    """The long table `by_hand`: indicator, level, subject, period, value."""
    for code, files in load.files.items():
        connection.execute(f"CREATE OR REPLACE VIEW {code} AS {read_files(files, ['*'])}")
    sums = {test: f"s{number}" for number, test in enumerate(_tests(load.cuts))}
    reduced = " UNION ALL ".join(_cells(each.code, load.bounds) for each in load.requests[0].periods)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cells AS {reduced}")
    columns = ", ".join(f"sum(CASE WHEN {test} THEN n END)::DOUBLE AS {name}" for test, name in sums.items())
    for other, key in enumerate(_KEYS):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE by_{key} AS SELECT {key}, semester, {columns} FROM cells "  # noqa: S608
            f"WHERE other = {other} GROUP BY {key}, semester"
        )
    added = ", ".join(f"sum({name}) AS {name}" for name in sums.values())
    long = " UNION ALL ".join(_level(each.level, added, sums, load) for each in load.requests)
    connection.execute(f"CREATE OR REPLACE VIEW by_hand AS {long}")


def _cells(semester: str, bounds: Sequence[int]) -> str:
    """Both reductions of a semester's rows in one reading: `other` is 0 for students' cells and 1 for offerings'."""
    quarter = " + ".join(f"(week > {bound})::INT" for bound in bounds)
    sets = ", ".join(f"({key}, session, status, {quarter})" for key in _KEYS)
    return (
        f"SELECT {', '.join(_KEYS)}, {literal(semester)} AS semester, session, status, min(week) AS week, "  # noqa: S608
        f"count(*) AS n, grouping({_KEYS[0]}) AS other FROM {FACTS} WHERE {PARTITION} = {literal(semester)} "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def differing(connection: duckdb.DuckDBPyConnection, ours: str, by_hand: str) -> tuple[int, int]:
    """How many values both have, and how many by hand are not the same in ours: two Parquet files."""
    total, wrong = connection.execute(
        "SELECT count(*), count(*) FILTER (NOT coalesce(abs(h.value - o.value) <= 1e-9 * abs(h.value), "  # noqa: S608
        "h.value IS NULL AND o.value IS NULL AND o.indicator IS NOT NULL)) "
        f"FROM read_parquet({literal(by_hand)}) h LEFT JOIN read_parquet({literal(ours)}) o "
        "USING (indicator, level, subject, period)"
    ).fetchall()[0]
    return int(total), int(wrong)


def _level(level: str, added: str, sums: dict[str, str], load: Workload) -> str:
    """Every value of a level in long form; the college is added up from the students."""
    values = ", ".join(identifier(each.code) for each in load.cuts)
    columns = ", ".join(f"{_value(each, sums)} AS {identifier(each.code)}" for each in load.cuts)
    subject, source = {
        "student": ("t.student", "by_student t"),
        "programme": (
            "m.programme",
            f"by_student t JOIN students m ON t.student = m.{_key(load, 'students')}",
        ),
        COLLEGE: (literal(load.college), "by_student t"),
        "course": ("m.course", f"by_offering t JOIN offerings m ON t.offering = m.{_key(load, 'offerings')}"),
        "teacher": (
            "m.teacher",
            f"by_offering t JOIN offerings m ON t.offering = m.{_key(load, 'offerings')}",
        ),
    }[level]
    wide = f"SELECT {subject} AS subject, t.semester AS period, {added} FROM {source} GROUP BY 1, 2"  # noqa: S608
    return (
        f"SELECT indicator, {literal(level)} AS level, subject, period, value FROM "  # noqa: S608
        f"(SELECT subject, period, {columns} FROM ({wide}) WHERE subject IS NOT NULL) "
        f"UNPIVOT INCLUDE NULLS (value FOR indicator IN ({values}))"
    )


def _key(load: Workload, dataset: str) -> str:
    return load.catalogue.dataset(dataset).key[0]


def _value(cut: Cut, sums: dict[str, str]) -> str:
    above = f"coalesce({sums[cut.above]}, 0)"
    return above if cut.below is None else f"{above} / nullif({sums[cut.below]}, 0)"


def _tests(cuts: Sequence[Cut]) -> list[str]:
    return list(dict.fromkeys(test for cut in cuts for test in (cut.above, cut.below) if test))


def _parts(names: dict[str, str], bounds: tuple[int, ...], sessions: Sequence[int]) -> list[_Part]:
    """Twelve: all rows, quarters and halves of the weeks, two lessons, and lessons within a half."""
    week, session = names["week"], names["session"]
    first, half, third = bounds
    early, late = _Part(f"{week} <= {half}", f"week <= {half}"), _Part(f"{week} > {half}", f"week > {half}")
    one, other = (
        _Part(f"{session} = {number}", f"session = {number}") for number in (sessions[0], sessions[-1])
    )
    return [
        _Part("", ""),
        _Part(f"{week} <= {first}", f"week <= {first}"),
        _both(_Part(f"{week} > {first}", f"week > {first}"), early),
        _both(late, _Part(f"{week} <= {third}", f"week <= {third}")),
        _Part(f"{week} > {third}", f"week > {third}"),
        early,
        late,
        one,
        other,
        _both(one, early),
        _both(one, late),
        _both(other, early),
    ]


def _both(one: _Part, other: _Part) -> _Part:
    formula = " 且 ".join(each.formula for each in (one, other) if each.formula)
    return _Part(formula, " AND ".join(each.sql for each in (one, other) if each.sql))


def _cuts(dataset: str, names: dict[str, str], statuses: Sequence[str], parts: Sequence[_Part]) -> list[Cut]:
    """Five of each part: three counts, two of them also as a share of the rows that are not of the last status."""
    rest = _Part(f'{names["status"]} 不等于 "{statuses[-1]}"', f"status <> {literal(statuses[-1])}")
    counted = [
        _Part(f'{names["status"]} = "{each}"', f"status = {literal(each)}")
        for each in statuses[1 : _COUNTED + 1]
    ]
    cuts: list[Cut] = []
    for number, part in enumerate(parts):
        whole = _both(rest, part)
        for position, status in enumerate(counted):
            rows = _both(status, part)
            count = f"计数({dataset}, {rows.formula})"
            cuts.append(Cut(f"count_{number}_{position}", count, rows.sql))
            if position < _COUNTED - 1:
                rate = f"{count} / 计数({dataset}, {whole.formula})"
                cuts.append(Cut(f"rate_{number}_{position}", rate, rows.sql, whole.sql))
    return cuts


def _item(cut: Cut, levels: Sequence[str]) -> dict[str, object]:
    return {
        "code": cut.code,
        "name": f"量{cut.code}",
        "kind": "number",
        "formula": cut.formula,
        "levels": list(levels),
        "periods": [PeriodKind.SEMESTER.value],
    }
