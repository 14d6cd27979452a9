"""An indicator's definition: what it means, how it is computed, and how it crosses time and levels."""

from dataclasses import dataclass
from enum import StrEnum

from zhengai_engine.model.expression import Expression
from zhengai_engine.model.period import PeriodKind


class InvalidDefinition(ValueError):
    """A definition that cannot be built; the message is a Chinese sentence with the indicator's code."""


class IndicatorKind(StrEnum):
    NUMBER = "number"
    RATIO = "ratio"
    COUNT = "count"
    MONEY = "money"
    YES_NO = "yes_no"
    GRADE = "grade"
    DOCUMENT = "document"
    TEXT = "text"

    @property
    def chinese(self) -> str:
        names = ["数值", "比率", "计数", "金额", "是否", "等级", "文件", "文本"]
        return dict(zip(IndicatorKind, names, strict=True))[self]


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"  # best inside a band
    NONE = "none"


class OverTime(StrEnum):
    """How a period longer than the base period gets its value: from its base periods, at the same level (time is
    folded last: a college's year is made of the college's semesters). LAST and FIRST keep numerator and
    denominator, and pass over base periods in which the college has no row in any dataset the formula
    aggregates: weeks to come are not a headcount of 0."""

    ROWS = "rows"  # recomputed from the rows of the longer period: the right way for every rate
    SUM = "sum"
    MEAN = "mean"
    LAST = "last"  # the last base period that has a value (headcounts)
    FIRST = "first"
    MAX = "max"
    MIN = "min"
    NONE = "none"  # null, not applicable


class OverLevels(StrEnum):
    """How a level above the base level gets its value: from the base members whose own row reaches the subject."""

    ROWS = "rows"  # recomputed from the rows that reach that level
    SUM = "sum"
    WEIGHTED = "weighted"  # Σ numerator / Σ denominator of the base level's members
    NONE = "none"


class Missing(StrEnum):
    """What a missing operand does (never silently): see `Weighted` and arithmetic in `expression`. It speaks
    about values; inside a row null stays null."""

    SKIP_IF_ANY = "skip_if_any"  # one missing operand makes the value null
    SKIP_IF_ALL = "skip_if_all"  # missing operands of + and − count as 0 unless all are missing
    NEVER = "never"  # missing aggregates and references count as 0 (but text and dates stay missing)


@dataclass(frozen=True)
class Indicator:
    """A definition, checked. `periods[0]` and `levels[0]` are the base period and level when `over_time` or
    `over_levels` is not ROWS. `version` changes with every change of meaning."""

    code: str
    name: str
    kind: IndicatorKind
    expression: Expression
    formula: str
    levels: tuple[str, ...]
    periods: tuple[PeriodKind, ...]
    unit: str = ""
    english: str = ""
    direction: Direction = Direction.NONE
    over_time: OverTime = OverTime.ROWS
    over_levels: OverLevels = OverLevels.ROWS
    missing: Missing = Missing.SKIP_IF_ANY
    decimals: int = 1
    meaning: str = ""
    source: str = ""
    owner: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not self.levels or not self.periods:
            raise InvalidDefinition(f"指标 {self.code}({self.name})至少要有一个层面和一个周期类型")
        base = self.periods[0]
        if self.over_time is not OverTime.ROWS:
            for kind in self.periods[1:]:
                if not kind.contains(base):
                    raise InvalidDefinition(
                        f"指标 {self.code}({self.name})的基础周期是{base.chinese}，不能归入{kind.chinese}"
                    )
