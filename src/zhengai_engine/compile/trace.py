"""From a value back to its rows: which rows of which datasets stand behind a numerator or a denominator."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Cell, Mode, Scheme
from zhengai_engine.compile.passes import subject_of
from zhengai_engine.compile.periods import period_relation
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.model.expression import (
    Aggregate,
    Arithmetic,
    ArithmeticOperator,
    Expression,
    IndicatorRef,
    Round,
    Shift,
    Window,
)
from zhengai_engine.model.period import Period
from zhengai_engine.model.walk import children, dependencies


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Trace:
    """`aggregates` with the periods whose rows they read; `follow` are indicators whose values enter in a way
    that rows alone do not show (ranks, members, changes): they have an explanation of their own."""

    aggregates: tuple[tuple[Aggregate, tuple[Period, ...]], ...] = ()
    follow: tuple[str, ...] = ()

    def __add__(self, other: "Trace") -> "Trace":
        aggregates = dict.fromkeys(self.aggregates + other.aggregates)
        return Trace(tuple(aggregates), tuple(dict.fromkeys(self.follow + other.follow)))


def trace(scheme: Scheme, cell: Cell, periods: Sequence[Period], part: Part | None) -> Trace:
    """What stands behind one half of a cell's values, or behind the whole where `part` is null."""
    mode = scheme.mode(cell)
    if mode is Mode.NOT_APPLICABLE:
        return Trace()
    if mode is Mode.OVER_TIME:
        base = scheme.base(cell)
        parts = [each for period in periods for each in scheme.calendar.parts(period, base.kind)]
        return trace(scheme, base, parts, part)
    if mode is Mode.OVER_LEVELS:
        return Trace(follow=(cell.code,))
    return _of(scheme, cell, scheme.indicators[cell.code].expression, tuple(periods), part)


def _of(
    scheme: Scheme, cell: Cell, node: Expression, periods: tuple[Period, ...], part: Part | None
) -> Trace:
    match node:
        case Aggregate():
            return Trace(((node, periods),))
        case Round(operand=operand):
            return _of(scheme, cell, operand, periods, part)
        case Arithmetic(operator=ArithmeticOperator.DIVIDE, left=left, right=right) if part is not None:
            return _of(scheme, cell, left if part is Part.NUMERATOR else right, periods, None)
        case IndicatorRef(code=code):
            return trace(scheme, Cell(code, cell.level, cell.kind), periods, part)
        case Shift(kind=kind, code=code):
            earlier = [
                each for each in (scheme.earlier(kind, period) for period in periods) if each is not None
            ]
            return trace(scheme, Cell(code, cell.level, cell.kind), earlier, part)
        case Window(code=code):
            inside = [each for period in periods for each in scheme.window(node, period)]
            return trace(scheme, Cell(code, cell.level, cell.kind), inside, part)
    parts = children(node)
    if not parts:
        return Trace(follow=tuple(sorted(dependencies(node))))
    return sum((_of(scheme, cell, each, periods, None) for each in parts), Trace())


def rows_query(
    scheme: Scheme, found: Trace, dataset: str, *, college: str, level: str, subject: str
) -> exp.Select:
    """The rows of `dataset` that any of the traced aggregates counts, all fields, in order of time and key."""
    declared = scheme.catalogue.dataset(dataset)
    mine = [(node, periods) for node, periods in found.aggregates if node.dataset == dataset]
    periods = tuple(dict.fromkeys(period for _, each in mine for period in each))
    scope = RowScope(scheme.catalogue, dataset)
    owner = subject_of(scheme.catalogue, scope, dataset, level, college)
    counted = [_counted(scope, node) for node, _ in mine]
    columns = [scope.field((each.code,)) for each in declared.fields]
    query = scope.select(*columns).where(
        exp.EQ(this=owner, expression=sql.text(subject)), exp.or_(*counted, copy=False), copy=False
    )
    if declared.time is not None:
        time = period_relation(declared, scheme.calendar, periods[0].kind, periods)
        query = query.join(time.relation, on=time.on, copy=False).where(time.files, copy=False)
    order = dict.fromkeys((*(declared.time.fields if declared.time else ()), *declared.key))
    return query.order_by(*[scope.field((code,)) for code in order], copy=False)


def _counted(scope: RowScope, node: Aggregate) -> exp.Expr:
    tests: list[exp.Expr] = (
        [] if node.condition is None else [exp.paren(scope.compile(node.condition), copy=False)]
    )
    if node.operand is not None:
        tests.append(sql.not_null(scope.compile(node.operand)))
    return exp.paren(sql.all_of(tests), copy=False) if tests else exp.true()
