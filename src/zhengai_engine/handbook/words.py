"""How the handbook says what the definitions' settings mean, in whole Chinese phrases."""

from zhengai_engine.model.indicator import Direction, Indicator, Missing, OverLevels, OverTime
from zhengai_engine.tables.catalogue import Catalogue

DIRECTION = {
    Direction.HIGHER: "越高越好",
    Direction.LOWER: "越低越好",
    Direction.BAND: "在区间内最好",
    Direction.NONE: "不分好坏",
}

MISSING = {
    Missing.SKIP_IF_ANY: "任何一个数缺失，结果就是无数据",
    Missing.SKIP_IF_ALL: "相加减时缺失的数不计，全部缺失才是无数据",
    Missing.NEVER: "缺失的数按 0 计算",
}

_OVER_TIME = {
    OverTime.ROWS: "每一种周期都由该周期内的原始记录直接计算",
    OverTime.SUM: "较长的周期等于其中各{base}的值相加",
    OverTime.MEAN: "较长的周期等于其中各{base}的值的平均",
    OverTime.LAST: "较长的周期取其中最后一个有值的{base}",
    OverTime.FIRST: "较长的周期取其中第一个有值的{base}",
    OverTime.MAX: "较长的周期取其中各{base}的最大值",
    OverTime.MIN: "较长的周期取其中各{base}的最小值",
    OverTime.NONE: "只计算{base}的值，较长的周期不计算",
}

_OVER_LEVELS = {
    OverLevels.ROWS: "每一个层面都由归属于它的原始记录直接计算，不由下级的值平均",
    OverLevels.SUM: "上级的值等于所属各{base}的值相加",
    OverLevels.WEIGHTED: "上级的值等于所属各{base}的分子之和除以分母之和",
    OverLevels.NONE: "只计算{base}层面的值，上级不汇总",
}


def over_time(indicator: Indicator) -> str:
    return _OVER_TIME[indicator.over_time].format(base=indicator.periods[0].chinese)


def over_levels(indicator: Indicator, catalogue: Catalogue) -> str:
    base = catalogue.levels[indicator.levels[0]].name
    return _OVER_LEVELS[indicator.over_levels].format(base=base)
