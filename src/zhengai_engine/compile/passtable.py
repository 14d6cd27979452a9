"""One pass: the table of all measures of a dataset that share a level and a period kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from zhengai_engine.compile.measures import Measure
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.tables.dataset import Dataset

SUBJECT = "subject"


@dataclass(frozen=True)
class Partial:
    """A statement over one dataset's rows and nothing else, grouped by `keys`: what it gives for all rows follows from
    what `query` gives for parts of them, each of its other columns by the aggregate that `wholes` names."""

    dataset: str
    keys: tuple[str, ...]
    wholes: Mapping[str, str]
    query: exp.Select


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
