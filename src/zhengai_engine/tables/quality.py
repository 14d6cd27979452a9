"""Quality rules (质量规则) of a dataset: what every row, or the rows together, must be like.

A rule judges rows and tells how many of them fail. Null is not wrong by itself, as everywhere in the language: a row
is judged when its scope is true and the rule's condition is not null, and fails when that condition is false; only
`Required` asks whether something is there. The other checks judge what they name: combinations of fields, cells of two
formulas, or the newest period as a whole.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from zhengai_engine.model.expression import Expression
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.walk import datasets_of, field_refs
from zhengai_engine.statistics.stability import SHIFTED


class Aspect(StrEnum):
    """Which of the four qualities of data a rule speaks of (及时、真实、准确、完整)."""

    TIMELY = "timely"
    TRUE = "true"
    ACCURATE = "accurate"
    COMPLETE = "complete"

    @property
    def chinese(self) -> str:
        return {"timely": "及时", "true": "真实", "accurate": "准确", "complete": "完整"}[self.value]


@dataclass(frozen=True)
class Required:
    field: str


@dataclass(frozen=True)
class InRange:
    """Both limits are allowed values; null means no limit on that side."""

    field: str
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class InCodes:
    """The value is one of the field's choices as they are declared now."""

    field: str


@dataclass(frozen=True)
class Refers:
    """The value is a key of the dataset that the field refers to."""

    field: str


@dataclass(frozen=True)
class Age:
    """A date (or a whole number that is a year) lies between `oldest` and `youngest` full years before today;
    `youngest` 0 forbids the future."""

    field: str
    youngest: int
    oldest: int | None = None


@dataclass(frozen=True)
class Holds:
    """A condition over the fields of one row, or of rows it refers to."""

    condition: Expression
    text: str


@dataclass(frozen=True)
class Unique:
    """No two rows have the same values in all these fields; rows with a null among them are not judged."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    """Two formulas agree for every subject of a level in the newest `periods` periods of a kind: equal, or with
    `at_most` the left not above the right, each within `tolerance` (absolute) or `share` (of the larger one).
    A cell is judged when both sides have a value."""

    left: Expression
    right: Expression
    text: str
    level: str
    kind: PeriodKind
    at_most: bool = False
    tolerance: float = 0.0
    share: float = 0.0
    periods: int = 1

    def agrees(self, left: float, right: float) -> bool:
        allowed = max(self.tolerance, self.share * max(abs(left), abs(right)))
        over = left - right
        return over <= allowed if self.at_most else abs(over) <= allowed


@dataclass(frozen=True)
class Fresh:
    """The newest period in the rows ended (a dataset without time: was received) at most `days` days ago."""

    days: int


@dataclass(frozen=True)
class Volume:
    """The newest complete period of `kind` that has rows has between `lowest` and `highest` times the mean number of
    rows of up to `previous` periods with rows before it."""

    kind: PeriodKind
    previous: int = 4
    lowest: float = 0.5
    highest: float = 2.0


@dataclass(frozen=True)
class Drift:
    """The shares of a field's values in the newest complete period are like those of up to `previous` periods before:
    a stability index of at most `threshold`. `edges` cut a number into classes, each edge opening the next one.
    Not judged with fewer than `least` values on either side."""

    field: str
    kind: PeriodKind
    previous: int = 4
    threshold: float = SHIFTED
    edges: tuple[float, ...] = ()
    least: int = 100


RowCheck: TypeAlias = Required | InRange | InCodes | Refers | Age | Holds
Check: TypeAlias = RowCheck | Unique | Balance | Fresh | Volume | Drift
ROW_CHECKS = (Required, InRange, InCodes, Refers, Age, Holds)

KINDS: dict[type, str] = {
    Required: "required",
    InRange: "range",
    InCodes: "code",
    Refers: "reference",
    Age: "age",
    Holds: "condition",
    Unique: "unique",
    Balance: "balance",
    Fresh: "freshness",
    Volume: "volume",
    Drift: "drift",
}


@dataclass(frozen=True)
class QualityRule:
    """`scope` narrows row checks, `Unique`, `Volume` and `Drift` to the rows that meet it. `derived` rules follow from
    the dataset's declaration, the others are written in a pack."""

    code: str
    name: str
    dataset: str
    check: Check
    aspect: Aspect
    scope: Expression | None = None
    scope_text: str = ""
    blocking: bool = False
    derived: bool = False
    meaning: str = ""
    source: str = ""

    @property
    def kind(self) -> str:
        return KINDS[type(self.check)]

    @property
    def fields(self) -> tuple[str, ...]:
        """The dataset's own fields that the rule names, those of the check first."""
        check = self.check
        read: tuple[str, ...] = ()
        if isinstance(check, Unique):
            read = check.fields
        elif isinstance(check, Holds):
            read = tuple(each.path[0] for each in field_refs(check.condition))
        elif isinstance(check, Required | InRange | InCodes | Refers | Age | Drift):
            read = (check.field,)
        scope = () if self.scope is None else tuple(each.path[0] for each in field_refs(self.scope))
        return tuple(dict.fromkeys((*read, *scope)))

    @property
    def datasets(self) -> frozenset[str]:
        """Those whose new rows can change the verdict, but for what field paths pass through."""
        if isinstance(self.check, Balance):
            return frozenset({self.dataset, *datasets_of(self.check.left), *datasets_of(self.check.right)})
        return frozenset({self.dataset})


@dataclass(frozen=True)
class Verdict:
    """`measured` is the days late, the ratio of volumes, or the stability index where the check has one; `period` the
    period it speaks of."""

    rule: str
    judged: int
    failing: int
    measured: float | None = None
    period: str = ""


@dataclass(frozen=True)
class Failing:
    """What fails: a row by its key with all its fields, a cell by level, subject and period with both sides, or a
    period. `batch` is the import that brought the row."""

    key: tuple[tuple[str, object], ...]
    values: tuple[tuple[str, object], ...] = ()
    batch: str | None = None
