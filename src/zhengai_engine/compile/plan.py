"""The whole computation as a list of SELECTs, each stored under a name that later ones read."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.cells import Cell, Mode, Scheme
from zhengai_engine.compile.effects import Effect, seen_whole
from zhengai_engine.compile.formula import Formula
from zhengai_engine.compile.frame import (
    Stage,
    denominator_of,
    numerator_of,
    reason_of,
    spine_name,
    stage_name,
)
from zhengai_engine.compile.gathers import TARGET, Gathers, LevelLink
from zhengai_engine.compile.measures import measures_of
from zhengai_engine.compile.narrowing import EVERYBODY, Narrowing, is_touched
from zhengai_engine.compile.passes import Passes
from zhengai_engine.compile.passtable import SUBJECT, Kept
from zhengai_engine.compile.periods import PERIOD
from zhengai_engine.compile.rows import RowScope, dataset_of
from zhengai_engine.model.expression import Aggregate
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.model.walk import walk
from zhengai_engine.tables.catalogue import Catalogue

OUTPUT = ("indicator", "level", "subject", "period", "value", "numerator", "denominator", "reason")
_LABELS = {name: f"label_{name}" for name in ("indicator", "level", PERIOD)}


@dataclass(frozen=True)
class Request:
    """Values wanted: all subjects of a level in these periods, which are of one kind."""

    level: str
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        if len({period.kind for period in self.periods}) > 1:
            raise ValueError("一次请求里的周期必须是同一类，例如都是学期")

    @property
    def kind(self) -> PeriodKind | None:
        return self.periods[0].kind if self.periods else None


@dataclass(frozen=True)
class Statement:
    """`query` is to be stored as the table `name`; one that is read a single time can as well be a view. With `kept`,
    `query` gives what can be kept of some of the rows, and the table is put together of it."""

    name: str
    query: exp.Expr
    read_once: bool = False
    kept: Kept | None = None


@dataclass(frozen=True)
class Output:
    """One requested cell: where its values stand when all statements have run. `touched`: only those of subjects
    that changed rows belong to are wanted, although the table has others."""

    cell: Cell
    periods: tuple[Period, ...]
    table: str
    carries: bool
    touched: bool = False


@dataclass(frozen=True)
class Plan:
    """`partitions`: where the rows that are read lie, of datasets of which not every partition is."""

    statements: tuple[Statement, ...]
    outputs: tuple[Output, ...]
    partitions: Mapping[str, frozenset[str]]

    @cached_property
    def printed(self) -> dict[str, str]:
        """Each statement for DuckDB, by its name: a plan that is kept prints them once."""
        return {each.name: each.query.sql("duckdb", copy=False) for each in self.statements}

    @cached_property
    def printed_wholes(self) -> dict[str, str]:
        """Of the statements that are put together, by their names."""
        wholes = {each.name: each.kept.whole for each in self.statements if each.kept is not None}
        return {name: whole.sql("duckdb", copy=False) for name, whole in wholes.items() if whole is not None}

    @cached_property
    def printed_values(self) -> list[str]:
        return [each.sql("duckdb", copy=False) for each in self.values()]

    @cached_property
    def printed_labelled(self) -> list[str]:
        """The same, with indicator, level and period as values of the types that `labels` names."""
        return [each.sql("duckdb", copy=False) for each in self.values(labelled=True)]

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """The words that stand in millions of rows, by the name of a type that holds them as numbers."""
        periods = {period.code for each in self.outputs for period in each.periods}
        return {
            _LABELS["indicator"]: sorted({each.cell.code for each in self.outputs}),
            _LABELS["level"]: sorted({each.cell.level for each in self.outputs}),
            _LABELS[PERIOD]: sorted(periods),
        }

    @cached_property
    def reads(self) -> dict[str, frozenset[str]]:
        """The tables that each statement reads, by its name."""
        return {
            each.name: frozenset(table.name for table in each.query.find_all(exp.Table))
            for each in self.statements
        }

    def kept_of(self, dataset: str) -> dict[str, Kept]:
        """The steps over the dataset that are put together, by the names of their statements, in order."""
        return {
            each.name: each.kept
            for each in self.statements
            if each.kept is not None and each.kept.dataset == dataset
        }

    @cached_property
    def datasets(self) -> list[str]:
        """Those whose rows are read."""
        tables = frozenset[str]().union(*self.reads.values())
        return sorted(code for name in tables if (code := dataset_of(name)) is not None)

    def values(self, labelled: bool = False) -> list[exp.Select]:
        """All values in long form: one SELECT for each stage table, whatever the number of indicators."""
        tables: dict[tuple[str, tuple[Period, ...], bool], list[Output]] = {}
        for each in self.outputs:
            tables.setdefault((each.table, each.periods, each.touched), []).append(each)
        return [_long(outputs, labelled) for outputs in tables.values()]


def compile_plan(
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    *,
    college: str,
    requests: Sequence[Request],
    received: Iterable[str],
    codes: Sequence[str] | None = None,
    complete: bool = False,
) -> Plan:
    """`received`: the datasets that have a version, even an empty one. With `complete`, values of indicators
    that are not offered at a level or period kind are listed too, as not applicable."""
    scheme = Scheme(indicators, catalogue, calendar)
    wanted = wanted_cells(scheme, requests, indicators if codes is None else codes, complete)
    return _Planner(scheme, college, frozenset(received), wanted).plan()


def compile_effects(
    scheme: Scheme, *, college: str, received: Iterable[str], effects: Sequence[Effect]
) -> Plan:
    """Only these values. Where only touched subjects are wanted, the statements read their `touched_table`."""
    wanted = {each.cell: each.periods for each in effects}
    narrowing = _narrowing(scheme, seen_whole(scheme, scheme.closure(wanted), effects))
    everybody = {each.cell for each in effects if each.everybody}
    return _Planner(scheme, college, frozenset(received), wanted, narrowing, everybody).plan()


def _narrowing(scheme: Scheme, whole: Iterable[tuple[Cell, Period]]) -> Narrowing:
    wide: dict[str, set[Period]] = {}
    counted: dict[str, set[Period]] = {}
    for cell, period in whole:
        wide.setdefault(cell.level, set()).add(period)
        if _counts_apart(scheme, cell):
            counted.setdefault(cell.level, set()).add(period)
    return Narrowing(_frozen(wide), _frozen(counted))


def _frozen(found: Mapping[str, set[Period]]) -> dict[str, frozenset[Period]]:
    return {level: frozenset(periods) for level, periods in found.items()}


def _counts_apart(scheme: Scheme, cell: Cell) -> bool:
    """Whether it is made of something of rows that does not add up."""
    if scheme.mode(cell) is not Mode.FORMULA:
        return False
    found = [each for each in walk(scheme.indicators[cell.code].expression) if isinstance(each, Aggregate)]
    return any(not measure.kind.additive for each in found for measure in measures_of(each))


def wanted_cells(
    scheme: Scheme, requests: Sequence[Request], codes: Iterable[str], complete: bool = False
) -> dict[Cell, tuple[Period, ...]]:
    """What the requests ask of these indicators. Without `complete`, only what is offered."""
    found: dict[Cell, tuple[Period, ...]] = {}
    for code in codes:
        for request in requests:
            if request.kind is None:
                continue
            cell = Cell(code, request.level, request.kind)
            if complete or scheme.offered(cell):
                found[cell] = tuple(dict.fromkeys((*found.get(cell, ()), *request.periods)))
    return found


class _Planner:
    def __init__(
        self,
        scheme: Scheme,
        college: str,
        received: frozenset[str],
        wanted: dict[Cell, tuple[Period, ...]],
        narrowing: Narrowing = EVERYBODY,
        everybody: Collection[Cell] = (),
    ) -> None:
        self._scheme = scheme
        self._college = college
        self._received = received
        self._wanted = wanted
        self._closure = scheme.closure(wanted)
        self._frames = _frames(self._closure)
        self._narrowing = narrowing
        self._everybody = everybody
        self._passes = Passes(scheme.catalogue, scheme.calendar, received, narrowing)
        self._gathers = Gathers()

    def plan(self) -> Plan:
        stages = [self._stage(*place) for place in self._places()]
        tables = self._in_order(stages)
        outputs = [self._output(cell, periods) for cell, periods in self._wanted.items()]
        last = self._read_by_nobody_else(stages, outputs)
        statements = (Statement(name, query, name in last, self._passes.kept(name)) for name, query in tables)
        return Plan(tuple(statements), tuple(outputs), self._passes.partitions())

    def _read_by_nobody_else(self, stages: Sequence[Stage], outputs: Sequence[Output]) -> set[str]:
        """Stages from which values are handed out in one SELECT, and nothing else is made."""
        places = Counter(
            table for table, _, _ in {(each.table, each.periods, each.touched) for each in outputs}
        )
        read = {name for each in stages for name in each.joined} | {
            each.source for each in self._gathers.all()
        }
        return {name for name, times in places.items() if times == 1} - read

    def _places(self) -> list[tuple[int, str, PeriodKind]]:
        """Stages in the order in which they can be computed."""
        found = {(self._scheme.stage(cell), cell.level, cell.kind) for cell in self._closure}
        return sorted(found)

    def _stage(self, number: int, level: str, kind: PeriodKind) -> Stage:
        periods = self._frames[level, kind]
        stage = Stage(self._scheme, self._passes, self._gathers, self._closure, level, kind, number, periods)
        for cell in self._sorted(number, level, kind):
            stage.finish(cell, Formula(stage, cell).term())
        return stage

    def _sorted(self, number: int, level: str, kind: PeriodKind) -> list[Cell]:
        """The cells of a stage, each after those it reads in the same row."""
        mine = {
            cell: None
            for cell in self._closure
            if (cell.level, cell.kind) == (level, kind) and self._scheme.stage(cell) == number
        }
        graph: TopologicalSorter[Cell] = TopologicalSorter()
        for cell in mine:
            read = [each.cell for each in self._scheme.readings(cell, ()) if not each.gathered]
            graph.add(cell, *(each for each in read if each in mine))
        return list(graph.static_order())

    def _in_order(self, stages: Sequence[Stage]) -> list[tuple[str, exp.Expr]]:
        """Subjects, links, frames and passes first; then each gather just before the first stage that needs it."""
        queries = [(each.name, each.query()) for each in stages]
        tables = [*self._subjects(), *self._passes.statements(self._college)]
        made = {name for name, _ in tables}
        waiting = self._gathers.all()
        for name, query in queries:
            tables.append((name, query))
            made.add(name)
            ready = [each for each in waiting if each.source in made]
            tables += [(each.name, each.query()) for each in ready]
            waiting = [each for each in waiting if each not in ready]
        return tables

    def _subjects(self) -> list[tuple[str, exp.Expr]]:
        levels = dict.fromkeys(level for level, _ in self._frames)
        tables: list[tuple[str, exp.Expr]] = [
            (_members_name(level), self._members(level)) for level in levels
        ]
        tables += [(link.table, self._link(link)) for link in self._gathers.level_links()]
        tables += [
            (spine_name(level, kind), self._spine(level, periods))
            for (level, kind), periods in self._frames.items()
        ]
        return tables

    def _members(self, level: str) -> exp.Select:
        if level == COLLEGE:
            return exp.select(sql.alias(sql.text(self._college), SUBJECT), copy=False)
        table = self._scheme.catalogue.members(level)
        if table is None or table.code not in self._received:
            return sql.values([], [SUBJECT])
        scope = RowScope(self._scheme.catalogue, table.code)
        key = scope.field(table.key)
        query = scope.select(sql.alias(key, SUBJECT)).where(sql.not_null(key.copy()), copy=False)
        if not self._narrowing.is_wide(level):
            query = query.where(is_touched(key.copy(), level), copy=False)
        return query

    def _spine(self, level: str, periods: Sequence[Period]) -> exp.Select:
        listed = sql.values([(sql.text(each.code),) for each in periods], [PERIOD]).subquery("p", copy=False)
        subject, period = sql.column(SUBJECT, "m"), sql.column(PERIOD, "p")
        query = (
            exp.select(subject, period, copy=False)
            .from_(sql.table(_members_name(level), "m"), copy=False)
            .join(listed, join_type="cross", copy=False)
        )
        wanted = self._narrowing.wanted(level, subject.copy(), period.copy(), periods)
        return query if wanted is None else query.where(wanted, copy=False)

    def _link(self, link: LevelLink) -> exp.Select:
        table = self._scheme.catalogue.members(link.child)
        assert table is not None, f"{link.child} has no members"
        scope = RowScope(self._scheme.catalogue, table.code)
        key = scope.field(table.key)
        if link.parent == COLLEGE:
            parent: exp.Expr = sql.text(self._college)
        else:
            parent = scope.field(self._scheme.catalogue.path(table.code, link.parent) or table.key)
        query = scope.select(sql.alias(key, "part"), sql.alias(parent, TARGET))
        return query.where(sql.not_null(key.copy()), sql.not_null(parent.copy()), copy=False)

    def _output(self, cell: Cell, periods: tuple[Period, ...]) -> Output:
        table = stage_name(cell.level, cell.kind, self._scheme.stage(cell))
        touched = self._narrowing.narrows and cell.level != COLLEGE and cell not in self._everybody
        return Output(cell, periods, table, self._scheme.carries(cell), touched)


def _frames(closure: Mapping[Cell, set[Period]]) -> dict[tuple[str, PeriodKind], list[Period]]:
    found: dict[tuple[str, PeriodKind], set[Period]] = {}
    for cell, periods in closure.items():
        found.setdefault((cell.level, cell.kind), set()).update(periods)
    return {
        place: sorted(periods, key=lambda each: (each.start, each.code)) for place, periods in found.items()
    }


def _members_name(level: str) -> str:
    return f"members_{level}"


def _long(outputs: Sequence[Output], labelled: bool) -> exp.Select:
    """Columns of a stage table turned into rows."""
    first = outputs[0]
    turned: list[list[exp.Expr]] = [[sql.text(each.cell.code), *_columns(each)] for each in outputs]
    indicator, value, numerator, denominator, reason = (list(each) for each in zip(*turned, strict=True))
    columns = {
        "indicator": sql.unfold(indicator),
        "level": sql.text(first.cell.level),
        SUBJECT: sql.column(SUBJECT),
        PERIOD: sql.column(PERIOD),
        "value": sql.unfold(value),
        "numerator": sql.unfold(numerator),
        "denominator": sql.unfold(denominator),
        "reason": sql.unfold(reason),
    }
    wanted = [sql.text(period.code) for period in first.periods]
    source = sql.table(first.table)
    if labelled:
        columns |= {
            "indicator": sql.unfold(indicator, _LABELS["indicator"]),
            "level": sql.labelled(columns["level"], _LABELS["level"]),
            PERIOD: sql.column(_LABELS[PERIOD]),
        }
    named = [sql.alias(columns[name], name) for name in OUTPUT]
    rows = exp.select(exp.Star(), copy=False) if labelled else exp.select(*named, copy=False)
    rows = rows.from_(source, copy=False)
    if first.touched:
        rows = rows.where(is_touched(sql.column(SUBJECT), first.cell.level), copy=False)
    rows = rows.where(sql.one_of(sql.column(PERIOD), wanted), copy=False)
    if not labelled:
        return rows
    # labelled before the columns are turned, so once for a row of the stage
    label = sql.alias(sql.labelled(sql.column(PERIOD), _LABELS[PERIOD]), _LABELS[PERIOD])
    rows = rows.select(label, copy=False)
    return exp.select(*named, copy=False).from_(rows.subquery("labelled", copy=False), copy=False)


def _columns(output: Output) -> list[exp.Expr]:
    """Value, numerator, denominator, reason."""
    code = output.cell.code
    halves: list[exp.Expr] = [sql.no_number(), sql.no_number()]
    if output.carries:
        halves = [sql.column(numerator_of(code)), sql.column(denominator_of(code))]
    return [sql.column(code), *halves, sql.column(reason_of(code))]
