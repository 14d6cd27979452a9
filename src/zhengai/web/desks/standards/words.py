"""The limits of a control point in words, and as people write them."""

from zhengai.indicators.writing import joined
from zhengai.web.components.figures import Measure
from zhengai_engine.scoring import ControlValues, Grade, Limit, Operator

# name of the field, what it is called
FIELDS = {
    "target": "目标值",
    "standard": "标准值",
    Grade.NOTICE.value: "提示值",
    Grade.WARNING.value: "预警值",
    Grade.SEVERE.value: "严重值",
}


def limits_of(values: ControlValues) -> dict[str, Limit]:
    """Field → limit, of those there are."""
    found = {"target": values.target, "standard": values.standard}
    found |= {each.grade.value: each.limit for each in values.warnings}
    return {name: limit for name, limit in found.items() if limit is not None}


def in_words(values: ControlValues, measure: Measure) -> list[tuple[str, str]]:
    """("标准值", "不高于 5%"), in the order from what is wanted to what is worst."""
    found = limits_of(values)
    return [(FIELDS[name], _words(found[name], measure)) for name in FIELDS if name in found]


def written(values: ControlValues, measure: Measure) -> dict[str, str]:
    """Field → text that reads as the same limit."""
    return {name: _written(limit, measure) for name, limit in limits_of(values).items()}


def _words(limit: Limit, measure: Measure) -> str:
    ends = "—".join(_separated(_digits(end, measure)) for end in limit.ends())
    shown = joined(ends, "" if measure.percent else measure.unit)
    if limit.operator is Operator.WITHIN:
        return f"介于 {shown}"
    if limit.operator is Operator.OUTSIDE:
        return f"不在 {shown} 之间"
    return f"{limit.operator.chinese} {shown}"


def _separated(digits: str) -> str:
    """4,000; what follows the point stays as it is."""
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdecimal() else digits


def _written(limit: Limit, measure: Measure) -> str:
    ends = "..".join(_digits(end, measure) for end in limit.ends())
    return f"{limit.operator.symbol or limit.operator.value} {ends}"


def _digits(value: float, measure: Measure) -> str:
    shown = round(value * 100, 10) if measure.percent else value
    digits = f"{shown:.10f}".rstrip("0").rstrip(".")
    return f"{digits}%" if measure.percent else digits
