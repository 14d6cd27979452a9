"""All measures of one dataset that share a level and a period kind are answered in one pass over its rows.

Levels whose path begins with the same field share one pass further: measures that add up are first grouped by that
field (a root: attendance by student) and rolled up to each level from there (class, programme), so the large table is
read once for all of them. Distinct counts, quantiles and the like always come straight from rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.measures import ROWS, Measure, MeasureKind, aggregate_sql
from zhengai_engine.compile.periods import PERIOD, PERIODS, period_relation
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
        roots = dict(self._roots())
        tables: list[tuple[str, exp.Expr]] = [(each.name, self._root_query(each)) for each in roots.values()]
        for each in self._passes.values():
            root = self._root_for(each, roots)
            query = self._direct(each, college) if root is None else self._rolled(each, root, college)
            tables.append((each.name, query))
        return tables

    def _roots(self) -> Iterator[tuple[tuple[str, str, PeriodKind | None], "Root"]]:
        """A field is worth a root when it leads to several levels, or to one through a reference."""
        found: dict[tuple[str, str, PeriodKind | None], list[Pass]] = {}
        for each in self._passes.values():
            path = self._catalogue.path(each.dataset.code, each.level)
            if each.additive and path:
                found.setdefault((each.dataset.code, path[0], each.kind), []).append(each)
        for place, passes in found.items():
            paths = [self._catalogue.path(each.dataset.code, each.level) or () for each in passes]
            if any(len(path) > 1 for path in paths):
                whole = [each for each in self._passes.values() if self._is_college(each, place)]
                yield place, Root(place[1], [*passes, *whole])

    def _is_college(self, each: Pass, place: tuple[str, str, PeriodKind | None]) -> bool:
        return (
            each.additive and each.level == COLLEGE and (each.dataset.code, each.kind) == (place[0], place[2])
        )

    def _root_for(self, each: Pass, roots: dict[tuple[str, str, PeriodKind | None], "Root"]) -> "Root | None":
        """The college, to which every row belongs, is rolled up from whatever root there is."""
        if not each.additive:
            return None
        if each.level == COLLEGE:
            return next((root for place, root in roots.items() if self._is_college(each, place)), None)
        path = self._catalogue.path(each.dataset.code, each.level)
        return roots.get((each.dataset.code, path[0], each.kind)) if path else None

    def _root_query(self, root: "Root") -> exp.Select:
        scope = RowScope(self._catalogue, root.dataset.code)
        return self._grouped(
            scope, root.dataset, root.kind, root.periods, root.key, scope.field((root.key,)), root.measures
        )

    def _direct(self, each: Pass, college: str) -> exp.Select:
        """SELECT subject, period, measures FROM rows and what they refer to GROUP BY subject, period."""
        scope = RowScope(self._catalogue, each.dataset.code)
        subject = subject_of(self._catalogue, scope, each.dataset.code, each.level, college)
        return self._grouped(scope, each.dataset, each.kind, each.periods, SUBJECT, subject, each.measures)

    def _grouped(
        self,
        scope: RowScope,
        dataset: Dataset,
        kind: PeriodKind | None,
        periods: Iterable[Period],
        name: str,
        key: exp.Expr,
        measures: dict[Measure, str],
    ) -> exp.Select:
        time = period_relation(dataset, self._calendar, kind, periods) if kind else None
        keys = {name: key} | ({PERIOD: sql.column(PERIOD, PERIODS)} if time else {})
        columns = [sql.alias(each, known_as) for known_as, each in keys.items()]
        columns += [
            sql.alias(aggregate_sql(each, scope, dataset), known_as) for each, known_as in measures.items()
        ]
        query = scope.select(*columns)
        if time is not None:
            query = query.join(time.relation, on=time.on, copy=False).where(time.files, copy=False)
        return _group(query, list(keys.values()))

    def _rolled(self, each: Pass, root: "Root", college: str) -> exp.Select:
        """The same, from the root's groups instead of rows."""
        scope = RowScope(self._catalogue, each.dataset.code, root.name)
        subject = subject_of(self._catalogue, scope, each.dataset.code, each.level, college)
        keys = {SUBJECT: subject} | ({PERIOD: sql.column(PERIOD, BASE)} if each.kind else {})
        columns = [sql.alias(key, name) for name, key in keys.items()]
        for measure, name in each.measures.items():
            whole = _ROLLED.get(measure.kind, exp.Sum)
            columns.append(sql.alias(whole(this=sql.column(root.measures[measure], BASE)), name))
        return _group(scope.select(*columns), list(keys.values()))


@dataclass(frozen=True)
class Root:
    """The measures of several passes, grouped by the field in which the rows' way to their levels begins."""

    key: str
    passes: list[Pass]

    @property
    def dataset(self) -> Dataset:
        return self.passes[0].dataset

    @property
    def kind(self) -> PeriodKind | None:
        return self.passes[0].kind

    @property
    def name(self) -> str:
        kind = [self.kind.value] if self.kind else []
        return "_".join(["root", self.dataset.code, self.key, *kind])

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


def _group(query: exp.Select, keys: list[exp.Expr]) -> exp.Select:
    """Without a key that varies there is one group, and none when there are no rows."""
    varying = [key.copy() for key in keys if not isinstance(key, exp.Literal)]
    if varying:
        return query.group_by(*varying, copy=False)
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)
