"""The limits of a control point in words, and as people write them."""

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
    unit = "" if measure.percent or not measure.unit else f" {measure.unit}"
    ends = [f"{_digits(end, measure)}" for end in limit.ends()]
    if limit.operator is Operator.WITHIN:
        return f"介于 {'—'.join(ends)}{unit}"
    if limit.operator is Operator.OUTSIDE:
        return f"不在 {'—'.join(ends)}{unit} 之间"
    return f"{limit.operator.chinese} {ends[0]}{unit}"


def _written(limit: Limit, measure: Measure) -> str:
    ends = "..".join(_digits(end, measure) for end in limit.ends())
    return f"{limit.operator.symbol or limit.operator.value} {ends}"


def _digits(value: float, measure: Measure) -> str:
    shown = round(value * 100, 10) if measure.percent else value
    digits = f"{shown:.10f}".rstrip("0").rstrip(".")
    return f"{digits}%" if measure.percent else digits
