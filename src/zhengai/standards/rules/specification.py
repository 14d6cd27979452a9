"""A control point as the house reads it: docs/reference/control-points.md describes the written form."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.scoring import Alternative, ControlValues, Grade, Judging, Limit, WarningLimit

DUE_DAYS = {Grade.NOTICE: 14, Grade.WARNING: 7, Grade.SEVERE: 3}

# Days after a period's end in which data may still arrive before its absence is a fault.
GRACE_DAYS = {
    PeriodKind.DAY: 1,
    PeriodKind.WEEK: 3,
    PeriodKind.MONTH: 10,
    PeriodKind.SEMESTER: 30,
    PeriodKind.ACADEMIC_YEAR: 60,
    PeriodKind.CALENDAR_YEAR: 60,
}
MISSING_SHARE = 0.2


class InvalidControlPoints(ValueError):
    """Control points that cannot be adopted; `problems` has one Chinese sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ResponsibleKind(StrEnum):
    SUBJECT = "subject"
    DEPARTMENT = "department"
    DATA_OWNER = "data_owner"


@dataclass(frozen=True)
class Responsible:
    """Who an alert goes to; `department` is set for that kind only."""

    kind: ResponsibleKind = ResponsibleKind.SUBJECT
    department: str = ""


@dataclass(frozen=True)
class MissingData:
    """When the absence of data is itself an alert: `share` of the subjects that had a value before have none."""

    share: float
    grace_days: int


@dataclass(frozen=True)
class Limits:
    """The limits a text states; null means it does not speak of that one, so that what it refines stays."""

    target: Limit | None = None
    standard: Limit | None = None
    warnings: tuple[WarningLimit, ...] | None = None
    alternatives: tuple[Alternative, ...] | None = None

    def over(self, base: ControlValues) -> ControlValues:
        return ControlValues(
            target=self.target or base.target,
            standard=self.standard or base.standard,
            warnings=base.warnings if self.warnings is None else self.warnings,
            alternatives=base.alternatives if self.alternatives is None else self.alternatives,
        )


@dataclass(frozen=True)
class Variant:
    """Limits for schools of some categories (学校类别)."""

    categories: tuple[str, ...]
    limits: Limits


@dataclass(frozen=True)
class Specification:
    code: str
    name: str
    indicator: str
    level: str
    period: PeriodKind
    source: str
    limits: Limits
    variants: tuple[Variant, ...] = ()
    judging: Judging = field(default_factory=Judging)
    running: bool = False
    responsible: Responsible = field(default_factory=Responsible)
    due_days: dict[Grade, int] = field(default_factory=lambda: dict(DUE_DAYS))
    missing: MissingData | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    meaning: str = ""
    sentence: str = ""

    def values_for(self, category: str) -> ControlValues | None:
        """The limits for a school's category; null when the control point has none for it."""
        values = self.limits.over(ControlValues())
        variant = next((each for each in self.variants if category in each.categories), None)
        if variant is not None:
            values = variant.limits.over(values)
        return None if values.is_empty() else values

    def in_force(self, period: Period) -> bool:
        """By the period's last day, so that a limit that changes inside a period judges it once."""
        after = self.valid_from is None or self.valid_from <= period.end
        return after and (self.valid_until is None or period.end <= self.valid_until)

    def indicators(self) -> set[str]:
        """The indicator it judges and those its alternative conditions look at."""
        stated = [self.limits, *(variant.limits for variant in self.variants)]
        return {self.indicator} | {
            condition.indicator
            for limits in stated
            for alternative in limits.alternatives or ()
            for condition in alternative.conditions
        }
