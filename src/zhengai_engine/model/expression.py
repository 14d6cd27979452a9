"""The typed tree of a formula. Built by `formulas`, read by `reference` and `compile`; never evaluated as text.

Two worlds share arithmetic, comparison and logic: *row* expressions stand inside an aggregate and read the
fields of one row; *value* expressions stand outside and read aggregates and other indicators.
Null rules: arithmetic or comparison with null is null; logic is three-valued; a row counts only when its
condition is true; x / 0 is null. A number too large to hold is null. A value expression is null for the reason
of its first null operand; a subject without any row in the datasets a formula aggregates has "no data", not
"no denominator". Yes/no is 1 or 0 as a value, and a number is true when it is not 0.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from zhengai_engine.model.period import PeriodKind


class Type(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"

    @property
    def chinese(self) -> str:
        return {"number": "数", "text": "文本", "date": "日期", "boolean": "是/否"}[self.value]


class ArithmeticOperator(StrEnum):
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class ComparisonOperator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class LogicOperator(StrEnum):
    AND = "and"
    OR = "or"


class AggregateFunction(StrEnum):
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    MEDIAN = "median"
    STDDEV = "stddev"  # of the population; null on no rows, 0 on one
    QUANTILE = "quantile"  # linear interpolation between neighbours
    LATEST = "latest"  # value in the row with the latest time, ties broken by the dataset's key


class ShiftKind(StrEnum):
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


class ChangeKind(StrEnum):
    YOY = "yoy"  # (now − last year) / last year
    POP = "pop"  # (now − previous) / previous


class WindowKind(StrEnum):
    ROLLING = "rolling"
    CUMULATIVE = "cumulative"


# --- shared by both worlds ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal:
    value: float | str | bool | date
    type: Type


@dataclass(frozen=True)
class Arithmetic:
    operator: ArithmeticOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Comparison:
    operator: ComparisonOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Logic:
    operator: LogicOperator
    operands: tuple["Expression", ...]


@dataclass(frozen=True)
class Not:
    operand: "Expression"


@dataclass(frozen=True)
class IsNull:
    """为空; with `negated` 不为空. Never null itself."""

    operand: "Expression"
    negated: bool = False


@dataclass(frozen=True)
class InList:
    operand: "Expression"
    choices: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True)
class If:
    """A null condition takes the `otherwise` branch, as SQL's CASE does."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True)
class Round:
    """Half away from zero (四舍五入), as a person rounds the decimal they see: 1.005 → 1.01; `digits` ≥ 0.

    With y = |x| · 10^digits: sign(x) · floor(y + (0.5 + min(y · 2^-50, 0.001))) / 10^digits; x itself when
    y ≥ 2^52. Plain IEEE steps, so that every engine gives the same bits.
    """

    operand: "Expression"
    digits: int = 0


@dataclass(frozen=True)
class Clip:
    operand: "Expression"
    lowest: float
    highest: float


# --- rows --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldRef:
    """A field of the row, or of a row it refers to: ("student", "gender") is this row's student's gender.

    Every step but the last is a reference field; all are field codes. Null when a step is null or refers to
    no row.
    """

    path: tuple[str, ...]


# --- values ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aggregate:
    """One number from the rows of one dataset that belong to the subject and period and meet `condition`.

    `operand` is null only for COUNT. COUNT and COUNT_DISTINCT over no rows are 0, everything else is null
    (no data). Nulls of `operand` are skipped. `quantile` is in 0…1, set for QUANTILE only. A dataset that was
    never received gives null (no data) even for COUNT; one whose rows do not reach the level, or whose grain
    is not a part of the period's kind, null (not applicable). MEAN carries sum and count.
    """

    function: AggregateFunction
    dataset: str
    operand: "Expression | None" = None
    condition: "Expression | None" = None
    quantile: float | None = None


@dataclass(frozen=True)
class IndicatorRef:
    """[code]: the other indicator's value for the same subject and period."""

    code: str


@dataclass(frozen=True)
class Shift:
    kind: ShiftKind
    code: str


@dataclass(frozen=True)
class Change:
    """Null when either value is null or the base is 0 (no denominator). A period without an earlier one has
    no data there; the same holds for `Shift`."""

    kind: ChangeKind
    code: str


@dataclass(frozen=True)
class Window:
    """An indicator over several periods that end with this one.

    A value with numerator and denominator gives Σ numerator / Σ denominator; else the indicator's `over_time`
    decides (sum, max, min, last, first; otherwise the mean of the values that exist). Null only when every
    period is null (or Σ denominator is 0): no denominator when a period has a value or that reason, else no
    data. `length` and `unit` are set for ROLLING only; at a period of another kind than `unit` the window is
    not applicable.
    """

    kind: WindowKind
    code: str
    length: int | None = None
    unit: PeriodKind | None = None


class ChildrenFunction(StrEnum):
    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    MEDIAN = "median"


@dataclass(frozen=True)
class ChildValue:
    """值: the child's value inside the condition of `Children`."""


@dataclass(frozen=True)
class Children:
    """子级: the values of one indicator at a lower level, of the members that belong to this subject.

    Null values are left out, and so are members that do not meet `condition`; COUNT counts the others, 0 if
    there are none, where every other function is null (no data).
    MEAN here is deliberately the mean of members (课程门均), not a rate: a rate is recomputed from rows.
    """

    function: ChildrenFunction
    code: str
    level: str
    condition: "Expression | None" = None


@dataclass(frozen=True)
class Rank:
    """1 = best by the indicator's direction (LOWER: the smallest, otherwise the largest value), 1 + the number
    of better members; equal values share a rank; null for a null value."""

    code: str


@dataclass(frozen=True)
class PeerMean:
    """校均: all subjects of the level in this college. Σ numerator / Σ denominator where both exist, else the
    mean of the values that exist."""

    code: str


@dataclass(frozen=True)
class WeightedPart:
    code: str
    weight: float
    inverted: bool = False  # 反向: 1 − value; only for ratios


@dataclass(frozen=True)
class Weighted:
    """Σ value × weight ÷ Σ weight. A missing part: null with `skip_if_any` (default) or `never` → 0 (after
    inversion: a missing absence rate is not a full score); with `skip_if_all` the weights of the parts that
    exist are used. Σ weight = 0 is null (no denominator)."""

    parts: tuple[WeightedPart, ...]


Expression: TypeAlias = (
    Literal
    | Arithmetic
    | Comparison
    | Logic
    | Not
    | IsNull
    | InList
    | If
    | Round
    | Clip
    | FieldRef
    | Aggregate
    | IndicatorRef
    | Shift
    | Change
    | Window
    | ChildValue
    | Children
    | Rank
    | PeerMean
    | Weighted
)
