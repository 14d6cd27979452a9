"""All measures of one dataset that share a level and a period kind are answered in one pass over its rows, or in one
over what another pass has made of them already (see rollups.py). Distinct counts, quantiles and the like always come
straight from rows.
"""

from collections.abc import Iterable, Mapping

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.measures import ROWS, Measure, MeasureKind, aggregate_sql, counted_sql
from zhengai_engine.compile.narrowing import EVERYBODY, Narrowing
from zhengai_engine.compile.partitions import is_one_time, partitions_of
from zhengai_engine.compile.passtable import KEPT, SUBJECT, Kept, Pass, Sums
from zhengai_engine.compile.periods import (
    PERIOD,
    PERIODS,
    PeriodRelation,
    held_in,
    period_relation,
    times,
    times_name,
)
from zhengai_engine.compile.rollups import Cells, Rollups, Root
from zhengai_engine.compile.rows import BASE, RowScope, source_table
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

_COUNTS = (MeasureKind.ROWS, MeasureKind.COUNT)
_ROLLED: dict[MeasureKind, type[exp.Func]] = {MeasureKind.MAX: exp.Max, MeasureKind.MIN: exp.Min}


class Passes:
    """The passes of a plan, each asked for its measures while formulas are compiled."""

    def __init__(
        self,
        catalogue: Catalogue,
        calendar: Calendar,
        received: frozenset[str],
        narrowing: Narrowing = EVERYBODY,
    ) -> None:
        self._narrowing = narrowing
        self._catalogue = catalogue
        self._calendar = calendar
        self._received = received
        self._kept: dict[str, Kept] = {}
        self._passes: dict[tuple[str, str, PeriodKind | None, bool], Pass] = {}

    def received(self, dataset: str) -> bool:
        return dataset in self._received

    def applicable(self, dataset: str, level: str, kind: PeriodKind) -> bool:
        """Whether rows reach the level and their grain lies whole inside periods of `kind`."""
        time = self._catalogue.dataset(dataset).time
        return self._catalogue.reaches(dataset, level) and (time is None or kind.contains(time.kind))

    def over(
        self, dataset: str, level: str, kind: PeriodKind, periods: Iterable[Period], measure: Measure = ROWS
    ) -> Pass | None:
        """The pass that holds the measure for these periods; null when no row of the dataset can count there."""
        if not self.applicable(dataset, level, kind) or not self.received(dataset):
            return None
        declared = self._catalogue.dataset(dataset)
        additive = measure.kind.additive
        place = (dataset, level, kind if declared.time else None, additive)
        found = self._passes.setdefault(place, Pass(declared, level, place[2], additive))
        found.periods |= set(periods)
        found.add(measure)
        return found

    def statements(self, college: str) -> list[tuple[str, exp.Expr]]:
        wanted = self._widened() if self._narrowing.narrows else {}
        rollups = Rollups(self._catalogue, self._calendar, list(self._passes.values()))
        tables = [*self._times(), *((each.name, self._cells(each)) for each in rollups.cells)]
        tables += [
            (each.name, self._root_query(each, rollups.cells_of(each)))
            for each in rollups.roots
            if not rollups.is_spared(each)
        ]
        feeding = {id(rollups.parent(each)) for each in self._passes.values()}
        for each in rollups.ordered(self._passes.values()):
            parent, root = rollups.parent(each), rollups.root(each)
            if parent is not None:
                query = self._onward(each, parent, rollups.onward(each, parent), college)
            elif root is not None:
                spared = rollups.cells_of(root) if rollups.is_spared(root) else None
                query = self._rolled(each, root, spared, college)
            elif id(each) in wanted and not each.additive:
                query = self._values(each, college)
            else:
                narrowed = id(each) not in feeding and id(each) not in wanted
                query = self._direct(each, college, narrowed)
            tables.append((each.name, query))
            if id(each) in wanted:
                self._keep(each, wanted[id(each)])
            if root is not None and id(each) in wanted:
                cells = rollups.cells_of(root)
                for name in (root.name, *([cells.name] if cells else [])):
                    self._kept[name] = Kept(each.dataset.code)
        return tables

    def kept(self, statement: str) -> Kept | None:
        """How the statement of this name is put together; to be asked for when the statements are there."""
        return self._kept.get(statement)

    def _widened(self) -> dict[int, frozenset[Period]]:
        """The passes that are put together of what is kept, and the periods that are wanted of each. What is kept
        must not depend on which these are: it holds all periods whose rows lie beside theirs."""
        found: dict[int, frozenset[Period]] = {}
        known = self._calendar.all()
        for each in self._passes.values():
            countable = each.additive or all(one.kind is MeasureKind.DISTINCT for one in each.measures)
            if each.kind is None or not countable or self._catalogue.is_led_through(each.dataset.code):
                continue
            found[id(each)] = frozenset(each.periods)
            places = partitions_of(each.dataset, self._calendar, each.periods)
            each.periods |= {
                period
                for period in known
                if period.kind is each.kind
                and (held := partitions_of(each.dataset, self._calendar, [period]))
                and held <= places
            }
        return found

    def _keep(self, each: Pass, periods: frozenset[Period]) -> None:
        places = frozenset(partitions_of(each.dataset, self._calendar, periods))
        codes = frozenset(period.code for period in periods)
        if each.additive and not any(measure.kind in _ROLLED for measure in each.measures):
            everybody = {period.code: self._narrowing.everybody(each.level, period) for period in periods}
            sums = Sums(each.level, everybody, tuple(each.measures.values()))
            self._kept[each.name] = Kept(each.dataset.code, places, codes, sums=sums)
        else:
            whole = self._whole(each, periods)
            self._kept[each.name] = Kept(each.dataset.code, places, codes, whole=whole)

    def _whole(self, each: Pass, periods: frozenset[Period]) -> exp.Select:
        """SELECT subject, period, measures FROM the kept GROUP BY subject, period."""
        keys = [sql.column(SUBJECT), sql.column(PERIOD)]
        columns = []
        for measure, name in each.measures.items():
            held: exp.Expr = sql.column(name)
            if each.additive:
                held = _ROLLED.get(measure.kind, exp.Sum)(this=held)
            else:
                held = exp.Count(this=exp.Distinct(expressions=[held]))
            columns.append(sql.alias(held, name))
        codes = [sql.text(code) for code in sorted(period.code for period in periods)]
        query = exp.select(*keys, *columns, copy=False).from_(sql.table(KEPT), copy=False)
        held = sql.one_of(sql.column(PERIOD), codes) if codes else exp.false()
        query = query.where(held, copy=False)
        wanted = self._narrowing.wanted(
            each.level, sql.column(SUBJECT), sql.column(PERIOD), periods, additive=each.additive
        )
        if wanted is not None:
            query = query.where(wanted, copy=False)
        return query.group_by(*(key.copy() for key in keys), copy=False)

    def partitions(self) -> dict[str, frozenset[str]]:
        """The partitions that are read, of datasets with a time that no other dataset leads through. To be asked for
        when all formulas are compiled."""
        found: dict[str, set[str]] = {}
        for each in self._passes.values():
            if each.dataset.time is not None and not self._catalogue.is_led_through(each.dataset.code):
                wanted = partitions_of(each.dataset, self._calendar, each.periods)
                found.setdefault(each.dataset.code, set()).update(wanted)
        return {code: frozenset(wanted) for code, wanted in found.items()}

    def _times(self) -> list[tuple[str, exp.Expr]]:
        """Which stored time lies in which period, once for all passes that ask the same: a year is 365 days."""
        found: dict[str, tuple[Dataset, PeriodKind, set[Period]]] = {}
        for each in self._passes.values():
            if each.kind is not None:
                place = (each.dataset, each.kind, set[Period]())
                found.setdefault(times_name(each.dataset, each.kind), place)[2].update(each.periods)
        return [(name, times(place[0], self._calendar, *place[1:])) for name, place in found.items()]

    def _relation(self, each: Pass) -> PeriodRelation | None:
        if each.kind is None:
            return None
        stored = times_name(each.dataset, each.kind)
        return period_relation(each.dataset, self._calendar, each.kind, each.periods, stored)

    def _root_query(self, root: Root, cells: Cells | None) -> exp.Select:
        """SELECT field, time as stored, measures FROM rows GROUP BY field, time; from cells where there are some."""
        scope = RowScope(self._catalogue, root.dataset.code, cells.name if cells else None)
        grouped = {code: scope.field((code,)) for code in root.keys}
        if cells is None:
            columns = _columns(grouped, root.measures, scope, root.dataset)
            return self._in_time(_group(scope.select(*columns), list(grouped.values())), root)
        return _group(_from_cells(grouped, root.measures, scope, cells, root), list(grouped.values()))

    def _cells(self, cells: Cells) -> exp.Expr:
        """SELECT keys, classes, parts FROM rows GROUP BY the keys of each root and the classes. Where a partition holds
        rows of one time, that need not be grouped by: each partition is asked for by itself."""
        dataset, declared = cells.dataset, cells.dataset.time
        places = sorted(partitions_of(dataset, self._calendar, cells.periods))
        if declared is None or not is_one_time(dataset) or not places:
            return self._in_time(self._cells_of(cells, {}), cells)
        selects = [
            self._in_time(self._cells_of(cells, {declared.fields[0]: sql.text(place)}), cells, place)
            for place in places
        ]
        return selects[0] if len(selects) == 1 else exp.union(*selects, distinct=False, copy=False)

    def _cells_of(self, cells: Cells, known: Mapping[str, exp.Expr]) -> exp.Select:
        scope = RowScope(self._catalogue, cells.dataset.code)
        keys = {code: known.get(code) or scope.field((code,)) for code in cells.keys}
        numbers = cells.cube.numbers(scope)
        columns = [sql.alias(each.copy(), name) for name, each in (keys | numbers).items()]
        for part, name in cells.cube.parts.items():
            columns.append(sql.alias(_column_of(part, scope, cells.dataset), name))
        sets = [
            [*(keys[code] for code in root.keys if code not in known), *numbers.values()]
            for root in cells.roots
        ]
        if len(sets) == 1:
            return scope.select(*columns).group_by(*(each.copy() for each in sets[0]), copy=False)
        columns += [
            sql.alias(exp.Grouping(expressions=[keys[root.key].copy()]), root.apart) for root in cells.roots
        ]
        listed = [exp.Tuple(expressions=[each.copy() for each in one]) for one in sets]
        return scope.select(*columns).group_by(exp.GroupingSets(expressions=listed), copy=False)

    def _in_time(self, query: exp.Select, read: Root | Cells, place: str = "") -> exp.Select:
        if read.dataset.time is None:
            return query
        return query.where(held_in(read.dataset, self._calendar, read.periods, place), copy=False)

    def _direct(self, each: Pass, college: str, narrowed: bool) -> exp.Select:
        """SELECT subject, period, measures FROM rows and what they refer to GROUP BY subject, period."""
        dataset, scope = each.dataset, RowScope(self._catalogue, each.dataset.code)
        keys = {SUBJECT: subject_of(self._catalogue, scope, dataset.code, each.level, college)}
        time = self._relation(each)
        if time is not None:
            keys[PERIOD] = sql.column(PERIOD, PERIODS)
        columns = _columns(keys, each.measures, scope, dataset)
        counted = _counted(each.measures, scope)
        query = scope.select(*columns)
        if time is not None:
            query = query.join(time.relation, on=time.on, copy=False).where(time.files, copy=False)
        if counted is not None:
            query = query.where(counted, copy=False)
        if narrowed:
            period = keys[PERIOD].copy() if time is not None else None
            wanted = self._narrowing.wanted(
                each.level, keys[SUBJECT].copy(), period, each.periods, additive=each.additive
            )
            query = query if wanted is None else query.where(wanted, copy=False)
        return _group(query, list(keys.values()))

    def _values(self, each: Pass, college: str) -> exp.Select:
        """SELECT DISTINCT subject, period and the values that the measures count, each value once."""
        dataset, scope = each.dataset, RowScope(self._catalogue, each.dataset.code)
        time = self._relation(each)
        assert time is not None
        subject = subject_of(self._catalogue, scope, dataset.code, each.level, college)
        columns = [sql.alias(subject, SUBJECT), sql.alias(sql.column(PERIOD, PERIODS), PERIOD)]
        columns += [sql.alias(counted_sql(measure, scope), name) for measure, name in each.measures.items()]
        counted = _counted(each.measures, scope)
        query = scope.select(*columns).distinct(copy=False)
        query = query.join(time.relation, on=time.on, copy=False).where(time.files, copy=False)
        return query if counted is None else query.where(counted, copy=False)

    def _rolled(self, each: Pass, root: Root, spared: Cells | None, college: str) -> exp.Select:
        """The same, from the root's groups instead of rows, or from the cells of a root that is spared."""
        dataset = each.dataset
        scope = RowScope(self._catalogue, dataset.code, spared.name if spared else root.name)
        keys = {SUBJECT: subject_of(self._catalogue, scope, dataset.code, each.level, college)}
        time = self._relation(each)
        if time is not None:
            keys[PERIOD] = sql.column(PERIOD, PERIODS)
        if spared is None:
            query = scope.select(*_rolled_up(keys, each, root.measures))
        else:
            query = _from_cells(keys, each.measures, scope, spared, root)
        if time is not None:
            query = query.join(time.relation, on=time.on, copy=False)
        return _group(query, list(keys.values()))

    def _onward(self, each: Pass, parent: Pass, way: tuple[str, ...], college: str) -> exp.Select:
        """The same, from the subjects of a lower level or from the parts of the periods."""
        subject, joins = self._led(parent.level, way, college if each.level == COLLEGE else None)
        keys = {SUBJECT: subject}
        if each.kind is not None and parent.kind is not None:
            keys[PERIOD] = sql.column(PERIOD, BASE if each.kind is parent.kind else PERIODS)
        query = exp.select(*_rolled_up(keys, each, parent.measures), copy=False)
        query = query.from_(sql.table(parent.name, BASE), copy=False)
        for table, known_as, on in joins:
            query = query.join(sql.table(table, known_as), on=on, join_type="left", copy=False)
        if each.kind is not None and parent.kind is not None and each.kind is not parent.kind:
            parts = self._parts(each, parent.kind).subquery(PERIODS, copy=False)
            on = exp.EQ(this=sql.column(PERIOD, BASE), expression=sql.column("part", PERIODS))
            query = query.join(parts, on=on, copy=False)
        return _group(query, list(keys.values()))

    def _led(
        self, level: str, way: tuple[str, ...], college: str | None
    ) -> tuple[exp.Expr, list[tuple[str, str, exp.Expr]]]:
        """The subject that `way` leads to from a subject of `level`, and the rows to join to get there."""
        if college is not None:
            return sql.text(college), []
        subject: exp.Expr = sql.column(SUBJECT, BASE)
        joins: list[tuple[str, str, exp.Expr]] = []
        target = self._catalogue.members(level)
        for number, step in enumerate(way):
            assert target is not None, f"nothing to join for {step}"
            known_as = f"way_{number}"
            on = exp.EQ(this=subject, expression=sql.column(target.key[0], known_as))
            joins.append((source_table(target.code), known_as, on))
            subject = sql.column(step, known_as)
            target = self._catalogue.datasets.get(target.field(step).references or "")
        return subject, joins

    def _parts(self, each: Pass, kind: PeriodKind) -> exp.Select:
        rows = [
            (sql.text(part.code), sql.text(period.code))
            for period in sorted(each.periods, key=lambda period: (period.start, period.code))
            for part in self._calendar.parts(period, kind)
        ]
        return sql.values(rows, ["part", PERIOD])


def subject_of(catalogue: Catalogue, scope: RowScope, dataset: str, level: str, college: str) -> exp.Expr:
    """The subject of a row at a level; null where the row leads to none."""
    if level == COLLEGE:
        return sql.text(college)
    path = catalogue.path(dataset, level)
    assert path, f"{dataset} does not reach {level}"
    return scope.field(path)


def _from_cells(
    keys: Mapping[str, exp.Expr], measures: Mapping[Measure, str], scope: RowScope, cells: Cells, root: Root
) -> exp.Select:
    columns = [sql.alias(key, name) for name, key in keys.items()]
    columns += [sql.alias(cells.cube.measure(each, scope), name) for each, name in measures.items()]
    query = scope.select(*columns)
    if len(cells.roots) == 1:
        return query
    own = exp.EQ(this=sql.column(root.apart, BASE), expression=exp.Literal.number(0))
    return query.where(own, copy=False)


def _rolled_up(keys: Mapping[str, exp.Expr], each: Pass, measures: Mapping[Measure, str]) -> list[exp.Expr]:
    """Keys, and the pass's measures from the columns that hold their parts."""
    columns = [sql.alias(key, name) for name, key in keys.items()]
    for measure, name in each.measures.items():
        whole = _ROLLED.get(measure.kind, exp.Sum)
        columns.append(sql.alias(whole(this=sql.column(measures[measure], BASE)), name))
    return columns


def _columns(
    keys: Mapping[str, exp.Expr], measures: Mapping[Measure, str], scope: RowScope, dataset: Dataset
) -> list[exp.Expr]:
    columns = [sql.alias(key, name) for name, key in keys.items()]
    return columns + [sql.alias(_column_of(each, scope, dataset), name) for each, name in measures.items()]


def _column_of(measure: Measure, scope: RowScope, dataset: Dataset) -> exp.Expr:
    """A count is kept as a double, which is exact up to 2⁵³: engines add up doubles faster than wide integers."""
    found = aggregate_sql(measure, scope, dataset)
    return sql.cast(found, "double") if measure.kind in _COUNTS else found


def _counted(measures: Iterable[Measure], scope: RowScope) -> exp.Expr | None:
    """The rows that any of the measures looks at, so that the others are not even joined; null when all are. A group
    that is lost thereby is one in which every measure is null or counts 0, which is what a missing group means."""
    conditions = [each.condition for each in measures]
    known = dict.fromkeys(each for each in conditions if each is not None)
    if None in conditions:
        return None
    tests = [exp.paren(scope.compile(each), copy=False) for each in known]
    return exp.paren(exp.or_(*tests, copy=False), copy=False)


def _group(query: exp.Select, keys: list[exp.Expr]) -> exp.Select:
    """Without a key that varies there is one group, and none when there are no rows."""
    varying = [key.copy() for key in keys if not isinstance(key, exp.Literal)]
    if varying:
        return query.group_by(*varying, copy=False)
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)
