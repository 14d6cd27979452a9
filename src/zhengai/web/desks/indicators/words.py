"""An indicator's definition in words."""

from collections.abc import Mapping
from typing import Any

from zhengai_engine.model.indicator import Direction, IndicatorKind, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind

DIRECTIONS = {
    Direction.HIGHER: "越高越好",
    Direction.LOWER: "越低越好",
    Direction.BAND: "在区间内最好",
    Direction.NONE: "没有好坏之分",
}
_OVER_TIME = {
    OverTime.ROWS: "按长周期内的全部明细重新计算",
    OverTime.SUM: "各期相加",
    OverTime.MEAN: "各期平均",
    OverTime.LAST: "取最后一期",
    OverTime.FIRST: "取第一期",
    OverTime.MAX: "取各期最大值",
    OverTime.MIN: "取各期最小值",
    OverTime.NONE: "不跨期计算",
}
_OVER_LEVELS = {
    OverLevels.ROWS: "按归到该层面的明细重新计算，不对比率求平均",
    OverLevels.SUM: "下级相加",
    OverLevels.WEIGHTED: "下级分子之和除以分母之和",
    OverLevels.NONE: "不向上汇总",
}


def words_of(item: Mapping[str, Any], level_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and text in reading order; what a definition leaves open is left out."""
    unit = str(item.get("unit", ""))
    kind = IndicatorKind(item.get("kind", IndicatorKind.NUMBER)).chinese
    facts = [
        ("英文名", str(item.get("english", ""))),
        ("类型", f"{kind}，单位 {unit}" if unit else kind),
        ("好坏", DIRECTIONS[Direction(item.get("direction", Direction.NONE))]),
        ("层面", "、".join(level_names.get(code, code) for code in item.get("levels", []))),
        ("周期", "、".join(PeriodKind(each).chinese for each in item.get("periods", []))),
        ("跨期", _OVER_TIME[OverTime(item.get("over_time", OverTime.ROWS))]),
        ("跨层面", _OVER_LEVELS[OverLevels(item.get("over_levels", OverLevels.ROWS))]),
        ("责任部门", str(item.get("owner", ""))),
        ("依据", str(item.get("source", ""))),
    ]
    return [(name, text) for name, text in facts if text]
