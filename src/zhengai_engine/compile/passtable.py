"""One pass: the table of all measures of a dataset that share a level and a period kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from zhengai_engine.compile.measures import Measure
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.tables.dataset import Dataset

SUBJECT = "subject"


KEPT = "kept_rows"


@dataclass(frozen=True)
class Sums:
    """A pass of which everything adds up, over all rows: of these periods, each with whether everybody is wanted or only
    who is touched."""

    level: str
    periods: Mapping[str, bool]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A step that can be taken over some rows of a dataset at a time. What it gave for all of them makes the pass: `sums`
    together with those of other passes, or the query `whole`, which reads it under the name `KEPT`. With neither the
    step only leads to others. `periods`: which of them are wanted; `partitions`: where their rows lie."""

    dataset: str
    partitions: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    sums: Sums | None = None
    whole: exp.Select | None = None


@dataclass
class Pass:
    """`kind` is null for a dataset without time: its rows count in every period, so one pass serves all kinds.
    Measures that do not add up stand in a pass of their own, straight from rows."""

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
