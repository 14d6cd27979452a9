"""A frame is every subject of a level × every needed period of a kind: no subject vanishes for want of rows.

A stage is one table over a frame: passes and gathers are joined to it from the left, each at most one row per
subject and period, so nothing multiplies; then the formulas are computed in layers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Cell, Scheme
from zhengai_engine.compile.folds import Source
from zhengai_engine.compile.gathers import LINK, POSITION, Gathers, Link, source_column
from zhengai_engine.compile.layers import Layers
from zhengai_engine.compile.measures import Measure, MeasureKind
from zhengai_engine.compile.passes import Passes
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.compile.periods import PERIOD
from zhengai_engine.compile.terms import Term
from zhengai_engine.model.period import Period, PeriodKind

_SPINE = "f"
_COUNTS = (MeasureKind.ROWS, MeasureKind.COUNT, MeasureKind.DISTINCT)


def spine_name(level: str, kind: PeriodKind) -> str:
    return f"frame_{level}_{kind.value}"


def stage_name(level: str, kind: PeriodKind, stage: int) -> str:
    return f"values_{level}_{kind.value}_{stage}"


def numerator_of(code: str) -> str:
    return f"{code}#numerator"


def denominator_of(code: str) -> str:
    return f"{code}#denominator"


def reason_of(code: str) -> str:
    return f"{code}#reason"


@dataclass
class Stage:
    """Collects what the cells of one stage of one frame need, while their formulas are compiled."""

    scheme: Scheme
    passes: Passes
    gathers: Gathers
    closure: Mapping[Cell, set[Period]]
    level: str
    kind: PeriodKind
    number: int
    periods: Sequence[Period]
    layers: Layers = field(default_factory=Layers)
    _inputs: dict[str, exp.Expr] = field(default_factory=dict)
    _joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _done: dict[Cell, Term] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return stage_name(self.level, self.kind, self.number)

    def measure(self, cell: Cell, dataset: str, measure: Measure) -> exp.Expr:
        """The column of a pass; no row there means a count of 0. The frame may have more periods than the cell is
        needed for: what stands there is read by nobody."""
        found = self.passes.over(dataset, self.level, self.kind, self.closure[cell], measure)
        assert found is not None, f"{dataset} has no rows at {self.level}"
        name = found.add(measure)
        column: exp.Expr = sql.column(name, found.name)
        if measure.kind in _COUNTS:
            column = _double(sql.coalesce(column, exp.Literal.number(0)))
        self._join(found.name, (SUBJECT, PERIOD) if found.kind else (SUBJECT,))
        return self._input(f"{found.name}.{name}", column)

    def gathered(self, cell: Cell, link: Link, aggregates: Sequence[exp.Expr]) -> list[exp.Expr]:
        """Columns aggregated over the rows of another cell along a link."""
        gather = self.gathers.along(link, self._table(cell))
        self._join(gather.name, gather.keys)
        names = [gather.add(each) for each in aggregates]
        return [self._input(f"{gather.name}.{name}", sql.column(name, gather.name)) for name in names]

    def source(self, cell: Cell) -> Source:
        """The columns of a cell where a gather reads them."""
        halves = self.scheme.carries(cell)
        return Source(
            source_column(cell.code),
            source_column(reason_of(cell.code)),
            source_column(numerator_of(cell.code)) if halves else None,
            source_column(denominator_of(cell.code)) if halves else None,
            sql.column(POSITION, LINK),
        )

    def value(self, cell: Cell) -> Term:
        """Another indicator's value in the same row, from this stage or an earlier one."""
        if cell in self._done:
            return self._done[cell]
        table = self._table(cell)
        assert table != self.name, f"{cell} is needed before it is computed"
        self._join(table, (SUBJECT, PERIOD))
        names = [cell.code, reason_of(cell.code)]
        if self.scheme.carries(cell):
            names += [numerator_of(cell.code), denominator_of(cell.code)]
        columns = [self._input(f"{table}.{name}", sql.column(name, table)) for name in names]
        return term_of(columns)

    def finish(self, cell: Cell, term: Term) -> None:
        """Binds the cell's columns under its own names."""
        value, depth = self.layers.bind(_double(term.value), term.depth, cell.code)
        reason = term.reason.copy() if term.reason is not None else sql.no_text()
        why = sql.case((sql.is_null(value.copy()), reason)) if term.reason is not None else reason
        bound, depth = self.layers.bind(why, depth, reason_of(cell.code))
        done = Term(value, bound if term.reason is not None else None, depth=depth)
        if self.scheme.carries(cell):
            numerator, denominator = (
                self.layers.bind(
                    _double(half.copy() if half is not None else sql.no_number()), term.depth, name
                )[0]
                for half, name in (
                    (term.numerator, numerator_of(cell.code)),
                    (term.denominator, denominator_of(cell.code)),
                )
            )
            done = replace(done, numerator=numerator, denominator=denominator)
        self._done[cell] = done

    @property
    def joined(self) -> Iterable[str]:
        """The tables it reads beside its frame."""
        return self._joined

    def query(self) -> exp.Select:
        outer = [sql.column(name) for name in (SUBJECT, PERIOD)]
        for cell in self._done:
            names = [cell.code, reason_of(cell.code)]
            if self.scheme.carries(cell):
                names += [numerator_of(cell.code), denominator_of(cell.code)]
            outer += [sql.column(name) for name in names]
        inner = self.layers.around(self._base()).subquery("computed", copy=False)
        return exp.select(*outer, copy=False).from_(inner, copy=False)

    def _base(self) -> exp.Select:
        columns = [sql.column(SUBJECT, _SPINE), sql.column(PERIOD, _SPINE)]
        inputs = [sql.alias(expression, name) for name, expression in self._inputs.items()]
        query = exp.select(*columns, *inputs, copy=False).from_(
            sql.table(spine_name(self.level, self.kind), _SPINE), copy=False
        )
        for name, keys in self._joined.items():
            on = [exp.EQ(this=sql.column(key, _SPINE), expression=sql.column(key, name)) for key in keys]
            query = query.join(sql.table(name), on=sql.all_of(on), join_type="left", copy=False)
        return query

    def _table(self, cell: Cell) -> str:
        return stage_name(cell.level, cell.kind, self.scheme.stage(cell))

    def _join(self, name: str, keys: tuple[str, ...]) -> None:
        self._joined.setdefault(name, keys)

    def _input(self, name: str, expression: exp.Expr) -> exp.Expr:
        self._inputs.setdefault(name, expression)
        return sql.column(name)


def term_of(columns: Sequence[exp.Expr]) -> Term:
    """From value, reason and, for what carries them, numerator and denominator."""
    value, reason, *halves = columns
    return Term(value, reason, halves[0], halves[1]) if halves else Term(value, reason)


def _double(value: exp.Expr) -> exp.Expr:
    return sql.cast(value, "double")
