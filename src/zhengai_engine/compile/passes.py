"""All measures of one dataset that share a level and a period kind are answered in one pass over its rows.

Levels whose path begins with the same field share one pass further: measures that add up are first grouped by that
field and by the time as stored (a root: attendance by student, semester and week) and rolled up from there to each
level (class, programme) and each kind of period, so the large table is read once for all of them. Distinct counts,
quantiles and the like always come straight from rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.measures import ROWS, Measure, MeasureKind, aggregate_sql
from zhengai_engine.compile.periods import (
    PERIOD,
    PERIODS,
    PeriodRelation,
    held_in,
    period_relation,
    times,
    times_name,
)
from zhengai_engine.compile.rows import BASE, RowScope
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

SUBJECT = "subject"
_ROLLED: dict[MeasureKind, type[exp.Func]] = {MeasureKind.MAX: exp.Max, MeasureKind.MIN: exp.Min}


@dataclass
class Pass:
    """`kind` is null for a dataset without time: its rows count in every period, so one pass serves all kinds."""

    dataset: Dataset
    level: str
    kind: PeriodKind | None
    additive: bool
    periods: set[Period] = field(default_factory=set)
    measures: dict[Measure, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        kind = [self.kind.value] if self.kind else []
        return "_".join(["pass" if self.additive else "direct", self.dataset.code, self.level, *kind])

    def add(self, measure: Measure) -> str:
        return self.measures.setdefault(measure, f"m{len(self.measures) + 1}")


class Passes:
    """The passes of a plan, each asked for its measures while formulas are compiled."""

    def __init__(self, catalogue: Catalogue, calendar: Calendar, received: frozenset[str]) -> None:
        self._catalogue = catalogue
        self._calendar = calendar
        self._received = received
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
        roots = self._roots()
        tables = [*self._times(), *((each.name, self._root_query(each)) for each in roots)]
        for each in self._passes.values():
            root = next((root for root in roots if each in root.passes), None)
            query = self._direct(each, college) if root is None else self._rolled(each, root, college)
            tables.append((each.name, query))
        return tables

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

    def _roots(self) -> list["Root"]:
        """A field is worth a root when it leads to several passes, or to one through a reference. The college, to
        which every row belongs, is rolled up from whatever root there is."""
        found: dict[tuple[str, str], list[Pass]] = {}
        whole: dict[str, list[Pass]] = {}
        for each in self._passes.values():
            path = self._catalogue.path(each.dataset.code, each.level)
            if each.additive and each.level == COLLEGE:
                whole.setdefault(each.dataset.code, []).append(each)
            elif each.additive and path:
                found.setdefault((each.dataset.code, path[0]), []).append(each)
        return [
            Root(key, [*passes, *whole.pop(dataset, ())])
            for (dataset, key), passes in found.items()
            if len(passes) > 1 or self._refers(passes[0])
        ]

    def _refers(self, each: Pass) -> bool:
        return len(self._catalogue.path(each.dataset.code, each.level) or ()) > 1

    def _root_query(self, root: "Root") -> exp.Select:
        """SELECT field, time as stored, measures FROM rows GROUP BY field, time."""
        dataset, scope = root.dataset, RowScope(self._catalogue, root.dataset.code)
        keys = {root.key: scope.field((root.key,))}
        if dataset.time is not None:
            keys |= {code: scope.field((code,)) for code in dataset.time.fields}
        query = scope.select(*_columns(keys, root.measures, scope, dataset))
        if dataset.time is not None:
            query = query.where(held_in(dataset, self._calendar, root.periods), copy=False)
        return _group(query, list(keys.values()))

    def _direct(self, each: Pass, college: str) -> exp.Select:
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
        return _group(query, list(keys.values()))

    def _rolled(self, each: Pass, root: "Root", college: str) -> exp.Select:
        """The same, from the root's groups instead of rows."""
        dataset, scope = each.dataset, RowScope(self._catalogue, each.dataset.code, root.name)
        keys = {SUBJECT: subject_of(self._catalogue, scope, dataset.code, each.level, college)}
        time = self._relation(each)
        if time is not None:
            keys[PERIOD] = sql.column(PERIOD, PERIODS)
        columns = [sql.alias(key, name) for name, key in keys.items()]
        for measure, name in each.measures.items():
            whole = _ROLLED.get(measure.kind, exp.Sum)
            columns.append(sql.alias(whole(this=sql.column(root.measures[measure], BASE)), name))
        query = scope.select(*columns)
        if time is not None:
            query = query.join(time.relation, on=time.on, copy=False)
        return _group(query, list(keys.values()))


@dataclass(frozen=True)
class Root:
    """The measures of several passes, grouped by the field in which the rows' way to their levels begins and by the
    time as stored, in which the way to every kind of period begins."""

    key: str
    passes: list[Pass]

    @property
    def dataset(self) -> Dataset:
        return self.passes[0].dataset

    @property
    def name(self) -> str:
        return f"root_{self.dataset.code}_{self.key}"

    @property
    def periods(self) -> set[Period]:
        return {period for each in self.passes for period in each.periods}

    @cached_property
    def measures(self) -> dict[Measure, str]:
        """To be asked for when all formulas are compiled."""
        found = dict.fromkeys(measure for each in self.passes for measure in each.measures)
        return {measure: f"m{number}" for number, measure in enumerate(found, start=1)}


def subject_of(catalogue: Catalogue, scope: RowScope, dataset: str, level: str, college: str) -> exp.Expr:
    """The subject of a row at a level; null where the row leads to none."""
    if level == COLLEGE:
        return sql.text(college)
    path = catalogue.path(dataset, level)
    assert path, f"{dataset} does not reach {level}"
    return scope.field(path)


def _columns(
    keys: Mapping[str, exp.Expr], measures: Mapping[Measure, str], scope: RowScope, dataset: Dataset
) -> list[exp.Expr]:
    columns = [sql.alias(key, name) for name, key in keys.items()]
    return columns + [sql.alias(aggregate_sql(each, scope, dataset), name) for each, name in measures.items()]


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
