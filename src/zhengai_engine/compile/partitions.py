"""Where a row lies: every dataset is partitioned by the coarse period its time rule names.

week and semester grain → the semester · day and month grain → the academic year · academic and calendar year →
themselves · no time rule → `all`. The same rule places rows when they are written and prunes files when a run
asks for a few periods.
"""

from collections.abc import Iterable

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.dataset import Dataset, FieldType

WHOLE = "all"
UNKNOWN = "unknown"  # rows whose time is empty: they count in no period


def partition_of(dataset: Dataset) -> exp.Expr:
    """The partition of a row, from the row's own columns."""
    if dataset.time is None:
        return exp.Literal.string(WHOLE)
    column = exp.column(dataset.time.fields[0], quoted=True)
    kind = dataset.time.kind
    if kind is PeriodKind.DAY:
        code = _academic_year(exp.Year(this=column), exp.Month(this=column.copy()))
    elif kind is PeriodKind.MONTH:
        code = _academic_year(_digits(column, 1, 4), _digits(column.copy(), 6, 2))
    else:
        code = sql.cast(column, "text")
    return exp.Coalesce(this=code, expressions=[exp.Literal.string(UNKNOWN)])


def is_one_time(dataset: Dataset) -> bool:
    """Whether the rows of a partition all hold its name, as it is, in the first of their time fields."""
    if dataset.time is None or dataset.time.kind in (PeriodKind.DAY, PeriodKind.MONTH):
        return False
    return dataset.field(dataset.time.fields[0]).type is FieldType.TEXT


def partitions_of(dataset: Dataset, calendar: Calendar, periods: Iterable[Period]) -> set[str]:
    """The partitions that can hold rows of any of the periods."""
    if dataset.time is None:
        return {WHOLE}
    kind = dataset.time.kind
    found: set[str] = set()
    for period in periods:
        if not period.kind.contains(kind):
            continue
        if kind in (PeriodKind.DAY, PeriodKind.MONTH):
            found |= _academic_years(period)
        elif period.kind is PeriodKind.WEEK:
            found.add(period.code.partition("-W")[0])
        else:
            grain = PeriodKind.SEMESTER if kind is PeriodKind.WEEK else kind
            found |= {part.code for part in calendar.parts(period, grain)}
    return found


def _academic_year(year: exp.Expr, month: exp.Expr) -> exp.Expr:
    """From 1 September on, the academic year that begins in this calendar year."""
    earlier = exp.Case(
        ifs=[exp.If(this=exp.LT(this=month, expression=exp.Literal.number(9)), true=exp.Literal.number(1))],
        default=exp.Literal.number(0),
    )
    first = exp.paren(exp.Sub(this=sql.cast(year, "int"), expression=earlier))
    second = exp.paren(exp.Add(this=first.copy(), expression=exp.Literal.number(1)))
    dash = exp.Literal.string("-")
    return exp.DPipe(
        this=exp.DPipe(this=sql.cast(first, "text"), expression=dash), expression=sql.cast(second, "text")
    )


def _digits(column: exp.Expr, start: int, length: int) -> exp.Expr:
    part = exp.Substring(this=column, start=exp.Literal.number(start), length=exp.Literal.number(length))
    return sql.cast(part, "int")


def _academic_years(period: Period) -> set[str]:
    first = period.start.year if period.start.month >= 9 else period.start.year - 1
    last = period.end.year if period.end.month >= 9 else period.end.year - 1
    return {f"{year}-{year + 1}" for year in range(first, last + 1)}
