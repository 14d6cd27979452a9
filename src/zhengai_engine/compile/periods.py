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
    dataset: Dataset, calendar: Calendar, kind: PeriodKind, periods: Iterable[Period]
) -> PeriodRelation:
    """For a dataset with a time rule, whose rows stand under the name `BASE`."""
    ordered = sorted(periods, key=lambda period: (period.start, period.code))
    fields, rows = grain_rows(dataset, calendar, kind, ordered)
    names = [f"time_{position}" for position in range(len(fields))]
    equal = [
        exp.EQ(this=sql.column(code, BASE), expression=sql.column(name, PERIODS))
        for code, name in zip(fields, names, strict=True)
    ]
    listed = sql.values(rows, [*names, PERIOD]).subquery(PERIODS, copy=False)
    partitions = [sql.text(code) for code in sorted(partitions_of(dataset, calendar, ordered))]
    files = sql.one_of(sql.column(PARTITION, BASE), partitions) if partitions else exp.false()
    return PeriodRelation(listed, sql.all_of(equal), files)


def grain_rows(
    dataset: Dataset, calendar: Calendar, kind: PeriodKind, periods: Iterable[Period]
) -> tuple[tuple[str, ...], list[tuple[exp.Expr, ...]]]:
    """The time fields that decide, and for each of their values the period of `kind` that holds it.

    Only what the period needs is looked at: a row of week grain belongs to its semester whatever its week.
    """
    assert dataset.time is not None
    grain = dataset.time.kind
    fields = dataset.time.fields
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
    return fields[:1], rows


def _stored(dataset: Dataset, part: Period) -> exp.Expr:
    """How the dataset's time field writes this period."""
    assert dataset.time is not None
    if part.kind is PeriodKind.DAY:
        return sql.cast(sql.text(part.code), "date")
    if dataset.field(dataset.time.fields[0]).type in (FieldType.INTEGER, FieldType.NUMBER):
        return exp.Literal.number(int(part.code))
    return sql.text(part.code)
