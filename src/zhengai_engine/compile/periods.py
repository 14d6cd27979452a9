"""Time as small relations: which stored time belongs to which period, and which periods lead to which."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.partitions import partitions_of
from zhengai_engine.compile.rows import BASE
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.dataset import Dataset, FieldType

PERIOD = "period"
PERIODS = "periods"


@dataclass(frozen=True)
class PeriodRelation:
    """`relation` names the period of each stored time and drops rows of other periods when joined `on`; `files`
    keeps files that cannot hold any of the periods from being opened."""

    relation: exp.Expr
    on: exp.Expr
    files: exp.Expr


def period_relation(
    dataset: Dataset,
    calendar: Calendar,
    kind: PeriodKind,
    periods: Iterable[Period],
    table: str | None = None,
) -> PeriodRelation:
    """For a dataset with a time rule, whose rows stand under the name `BASE`. `table` is where `times` were stored;
    without it they are written out in place."""
    ordered = _in_time(periods)
    equal = [
        exp.EQ(this=sql.column(code, BASE), expression=sql.column(f"time_{position}", PERIODS))
        for position, code in enumerate(deciding(dataset, kind))
    ]
    if table is None:
        relation: exp.Expr = times(dataset, calendar, kind, ordered).subquery(PERIODS, copy=False)
    else:
        relation = sql.table(table, PERIODS)
    return PeriodRelation(relation, sql.all_of(equal), _files(dataset, calendar, ordered))


def times(dataset: Dataset, calendar: Calendar, kind: PeriodKind, periods: Iterable[Period]) -> exp.Select:
    """Time as the dataset stores it, beside its period."""
    fields, rows = grain_rows(dataset, calendar, kind, _in_time(periods))
    return sql.values(rows, [*(f"time_{position}" for position in range(len(fields))), PERIOD])


def times_name(dataset: Dataset, kind: PeriodKind) -> str:
    """One name for all datasets that store their time alike."""
    assert dataset.time is not None
    stored = dataset.field(dataset.time.fields[0]).type
    return f"times_{dataset.time.kind.value}_{stored.value}_{kind.value}"


def held_in(dataset: Dataset, calendar: Calendar, periods: Iterable[Period], place: str = "") -> exp.Expr:
    """A cheap test that keeps all rows of the periods, which may be of several kinds, and few others; with `place` only
    those of this partition."""
    known = list(periods)
    here = exp.EQ(this=sql.column(PARTITION, BASE), expression=sql.text(place))
    tests = [here if place else _files(dataset, calendar, known)]
    by_week = dataset.time is not None and dataset.time.kind is PeriodKind.WEEK
    if by_week and known and all(period.kind is PeriodKind.WEEK for period in known):
        assert dataset.time is not None
        weeks = sorted({int(period.code.partition("-W")[2]) for period in known})
        numbers: list[exp.Expr] = [exp.Literal.number(week) for week in weeks]
        tests.append(sql.one_of(sql.column(dataset.time.fields[1], BASE), numbers))
    return sql.all_of(tests)


def _files(dataset: Dataset, calendar: Calendar, periods: Iterable[Period]) -> exp.Expr:
    partitions = [sql.text(code) for code in sorted(partitions_of(dataset, calendar, periods))]
    return sql.one_of(sql.column(PARTITION, BASE), partitions) if partitions else exp.false()


def grain_rows(
    dataset: Dataset, calendar: Calendar, kind: PeriodKind, periods: Iterable[Period]
) -> tuple[tuple[str, ...], list[tuple[exp.Expr, ...]]]:
    """The time fields that decide, and for each of their values the period of `kind` that holds it.

    Only what the period needs is looked at: a row of week grain belongs to its semester whatever its week.
    """
    assert dataset.time is not None
    grain = dataset.time.kind
    fields = deciding(dataset, kind)
    if grain is PeriodKind.WEEK and kind is PeriodKind.WEEK:
        return fields, [
            (sql.text(semester), exp.Literal.number(int(week)), sql.text(f"{semester}-W{week}"))
            for semester, _, week in (period.code.partition("-W") for period in periods)
        ]
    finest = PeriodKind.SEMESTER if grain is PeriodKind.WEEK else grain
    rows: list[tuple[exp.Expr, ...]] = [
        (_stored(dataset, part), sql.text(period.code))
        for period in periods
        for part in calendar.parts(period, finest)
    ]
    return fields, rows


def deciding(dataset: Dataset, kind: PeriodKind) -> tuple[str, ...]:
    assert dataset.time is not None
    in_weeks = dataset.time.kind is PeriodKind.WEEK and kind is PeriodKind.WEEK
    return dataset.time.fields if in_weeks else dataset.time.fields[:1]


def stored_times(dataset: Dataset, calendar: Calendar, period: Period) -> frozenset[str]:
    """What the dataset's time fields hold in rows of the period, as texts to compare."""
    assert dataset.time is not None
    _, rows = grain_rows(dataset, calendar, period.kind, [period])
    return frozenset("|".join(each.sql() for each in row[:-1]) for row in rows)


def _in_time(periods: Iterable[Period]) -> list[Period]:
    return sorted(periods, key=lambda period: (period.start, period.code))


def _stored(dataset: Dataset, part: Period) -> exp.Expr:
    """How the dataset's time field writes this period."""
    assert dataset.time is not None
    if part.kind is PeriodKind.DAY:
        return sql.cast(sql.text(part.code), "date")
    if dataset.field(dataset.time.fields[0]).type in (FieldType.INTEGER, FieldType.NUMBER):
        return exp.Literal.number(int(part.code))
    return sql.text(part.code)
