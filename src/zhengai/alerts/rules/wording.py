"""Sentences composed from data: who, when, what, how far, since when, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengai_engine.disclosure import round_half_up
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.scoring import Grade, Limit, Movement, Operator, Trend, exactly

_COUNTED = {
    PeriodKind.DAY: "天",
    PeriodKind.WEEK: "周",
    PeriodKind.MONTH: "个月",
    PeriodKind.SEMESTER: "个学期",
    PeriodKind.ACADEMIC_YEAR: "个学年",
    PeriodKind.CALENDAR_YEAR: "年",
}
_EARLIER = {
    PeriodKind.DAY: "前一天",
    PeriodKind.WEEK: "上一周",
    PeriodKind.MONTH: "上月",
    PeriodKind.SEMESTER: "上学期",
    PeriodKind.ACADEMIC_YEAR: "上学年",
    PeriodKind.CALENDAR_YEAR: "上年",
}


@dataclass(frozen=True)
class Measure:
    """How an indicator's values are written."""

    name: str
    unit: str = ""
    kind: str = ""
    decimals: int = 1
    owner: str = ""

    @classmethod
    def of(cls, code: str, body: Mapping[str, Any]) -> "Measure":
        return cls(
            name=str(body.get("name", code)),
            unit=str(body.get("unit") or ""),
            kind=str(body.get("kind") or ""),
            decimals=int(body.get("decimals", 1)),
            owner=str(body.get("owner") or ""),
        )

    @classmethod
    def of_indicator(cls, indicator: Indicator) -> "Measure":
        """The same from a definition that was read already."""
        return cls(
            name=indicator.name,
            unit=indicator.unit,
            kind=indicator.kind.value,
            decimals=indicator.decimals,
            owner=indicator.owner,
        )

    @property
    def is_percent(self) -> bool:
        return self.unit == "%" or (self.kind == "ratio" and not self.unit)

    def write(self, value: float) -> str:
        """12.5% for a rate, 4,000元 for money, 18.7 for a number; a limit keeps what rounding would take away."""
        shown = round_half_up(value * 100 if self.is_percent else value, self.decimals)
        digits = f"{shown:,.{self.decimals}f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return digits + ("%" if self.is_percent else self.unit)


def limit_text(limit: Limit, measure: Measure, grade: Grade) -> str:
    """高于预警值15%; 低于提示值4,000元; 不在60%—90%之间."""
    if limit.upper is not None:
        inside = "介于" if limit.operator is Operator.WITHIN else "不在"
        return f"{inside}{exact(limit.value, measure)}—{exact(limit.upper, measure)}之间"
    return f"{limit.operator.chinese}{grade.chinese}值{exact(limit.value, measure)}"


def exact(value: float, measure: Measure) -> str:
    """A limit is written as it was set, even where values are rounded more coarsely."""
    return exactly(value, percent=measure.is_percent) + ("" if measure.is_percent else measure.unit)


def trend_text(trend: Trend, kind: PeriodKind) -> str:
    """连续3周上升; 较上一周上升; empty where there is none."""
    if trend.movement not in (Movement.RISING, Movement.FALLING):
        return ""
    if trend.steps == 1:
        return f"较{_EARLIER[kind]}{trend.movement.chinese}"
    return f"连续{trend.steps}{_COUNTED[kind]}{trend.movement.chinese}"


def date_text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Facts:
    """All a sentence about a crossed limit can speak of."""

    subject: str
    period: Period
    measure: Measure
    value: float
    grade: Grade
    limit: Limit
    trend: Trend
    due: date


def sentence(facts: Facts, template: str = "") -> str:
    words = {
        "subject": facts.subject,
        "period": facts.period.name,
        "indicator": facts.measure.name,
        "value": facts.measure.write(facts.value),
        "limit": limit_text(facts.limit, facts.measure, facts.grade),
        "trend": trend_text(facts.trend, facts.period.kind),
        "grade": facts.grade.chinese,
        "due": date_text(facts.due),
    }
    if template:
        return template.format_map(words)
    moved = f"，{words['trend']}" if words["trend"] else ""
    return (
        f"{words['subject']}{words['period']}{words['indicator']}为{words['value']}，"
        f"{words['limit']}{moved}，请在{words['due']}前处理。"
    )


def gap_sentence(
    *,
    period: Period,
    measure: Measure,
    level: str,
    missing: int,
    expected: int,
    datasets: tuple[str, ...],
    due: date,
) -> str:
    """One sentence for all subjects whose data did not come."""
    behind = f"数据集{'、'.join(f'“{name}”' for name in datasets)}" if datasets else "数据"
    came = (
        f"{measure.name}自{period.name}起没有数据"
        if expected == 1
        else f"{measure.name}自{period.name}起缺少数据：原有数据的 {expected} 个{level}中有 {missing} 个没有值"
    )
    return f"{came}，请核对{behind}是否送达，并在{date_text(due)}前补齐。"


def gap_subject(level: str, missing: int, expected: int, only: str) -> str:
    """What a gap is about, in the place of a name: the one subject by its name (`only`), several by their number."""
    if expected == 1:
        return only or f"全校 1 个{level}"
    return f"全部 {expected} 个{level}" if missing == expected else f"{expected} 个{level}中的 {missing} 个"
