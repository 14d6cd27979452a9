"""The words of the formula language: Chinese and English are equal, half and full width are equal."""

from zhengai_engine.model.expression import AggregateFunction, ChildrenFunction
from zhengai_engine.model.period import PeriodKind

# One character to one character, so that offsets into the text stay right. Quotes are not here: what stands
# between them is kept as written.
HALF_WIDTH = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code not in (0xFF02, 0xFF07)}
    | {"\u3000": " ", "\u00a0": " ", "【": "[", "】": "]", "、": ",", "〔": "(", "〕": ")"}
)

# Longest first where one is the beginning of another: the lexer tries them in this order.
SYMBOLS = {
    "!=": "NOT_EQUAL",
    "<>": "NOT_EQUAL",
    "≠": "NOT_EQUAL",
    "<=": "LESS_OR_EQUAL",
    "≤": "LESS_OR_EQUAL",
    "=<": "LESS_OR_EQUAL",
    ">=": "GREATER_OR_EQUAL",
    "≥": "GREATER_OR_EQUAL",
    "=>": "GREATER_OR_EQUAL",
    "==": "EQUAL",
    "=": "EQUAL",
    "<": "LESS",
    ">": "GREATER",
    "+": "PLUS",
    "-": "MINUS",
    "−": "MINUS",
    "–": "MINUS",
    "*": "TIMES",
    "×": "TIMES",
    "/": "OVER",
    "÷": "OVER",
    "(": "OPEN",
    ")": "CLOSE",
    ",": "COMMA",
    ".": "DOT",
}

RESERVED = {
    "等于": "EQUAL",
    "不等于": "NOT_EQUAL",
    "小于": "LESS",
    "小于等于": "LESS_OR_EQUAL",
    "小于或等于": "LESS_OR_EQUAL",
    "不大于": "LESS_OR_EQUAL",
    "大于": "GREATER",
    "大于等于": "GREATER_OR_EQUAL",
    "大于或等于": "GREATER_OR_EQUAL",
    "不小于": "GREATER_OR_EQUAL",
    "且": "AND",
    "并且": "AND",
    "and": "AND",
    "或": "OR",
    "或者": "OR",
    "or": "OR",
    "非": "NOT",
    "not": "NOT",
    "属于": "IN",
    "in": "IN",
    "不属于": "NOT_IN",
    "为空": "IS_NULL",
    "不为空": "IS_NOT_NULL",
    "是": "TRUE",
    "true": "TRUE",
    "否": "FALSE",
    "false": "FALSE",
}

AGGREGATES = {
    AggregateFunction.COUNT: ("计数", "count"),
    AggregateFunction.COUNT_DISTINCT: ("去重计数", "count_distinct"),
    AggregateFunction.SUM: ("求和", "sum"),
    AggregateFunction.MEAN: ("平均", "mean"),
    AggregateFunction.MAX: ("最大", "max"),
    AggregateFunction.MIN: ("最小", "min"),
    AggregateFunction.MEDIAN: ("中位数", "median"),
    AggregateFunction.STDDEV: ("标准差", "stddev"),
    AggregateFunction.QUANTILE: ("分位数", "quantile"),
    AggregateFunction.LATEST: ("最新", "latest"),
}

OTHER_FUNCTIONS = {
    "share": ("占比", "share"),
    "exists": ("存在", "exists"),
    "if": ("如果", "if"),
    "round": ("四舍五入", "round"),
    "clip": ("截取", "clip"),
    "date": ("日期", "date"),
    "previous": ("上期", "previous"),
    "last_year": ("去年同期", "last_year"),
    "yoy": ("同比", "yoy"),
    "pop": ("环比", "pop"),
    "rolling": ("滚动", "rolling"),
    "cumulative": ("累计", "cumulative"),
    "children": ("子级", "children"),
    "rank": ("排名", "rank"),
    "peer_mean": ("校均", "peer_mean"),
    "weighted": ("加权", "weighted"),
}

# How each function is called, shown when its arguments do not fit.
USAGE = {
    "count": "计数(数据集[, 条件])",
    "count_distinct": "去重计数(数据集.字段[, 条件])",
    "sum": "求和(数据集.字段[, 条件])",
    "mean": "平均(数据集.字段[, 条件])",
    "max": "最大(数据集.字段[, 条件])",
    "min": "最小(数据集.字段[, 条件])",
    "median": "中位数(数据集.字段[, 条件])",
    "stddev": "标准差(数据集.字段[, 条件])",
    "quantile": "分位数(数据集.字段, 0.9[, 条件])",
    "latest": "最新(数据集.字段[, 条件])",
    "share": "占比(数据集, 条件[, 基数条件])",
    "exists": "存在(数据集[, 条件])",
    "if": "如果(条件, 成立时的值, 不成立时的值)",
    "round": "四舍五入(数[, 小数位数])",
    "clip": "截取(数, 最低, 最高)",
    "date": '日期("2026-11-20")',
    "previous": "上期([指标])",
    "last_year": "去年同期([指标])",
    "yoy": "同比([指标])",
    "pop": "环比([指标])",
    "rolling": "滚动([指标], 4, 周)",
    "cumulative": "累计([指标])",
    "children": "子级([指标], 层面, 平均[, 对“值”的条件])",
    "rank": "排名([指标])",
    "peer_mean": "校均([指标])",
    "weighted": "加权([指标] 权 0.4 反向, [指标] 权 0.6)",
}

FUNCTION_NAMES = {str(code): names for code, names in AGGREGATES.items()} | OTHER_FUNCTIONS
FUNCTIONS = {name: code for code, names in FUNCTION_NAMES.items() for name in names}

CHILDREN_FUNCTIONS = {
    ChildrenFunction.MEAN: ("平均", "mean"),
    ChildrenFunction.SUM: ("求和", "sum"),
    ChildrenFunction.MAX: ("最大", "max"),
    ChildrenFunction.MIN: ("最小", "min"),
    ChildrenFunction.COUNT: ("计数", "count"),
    ChildrenFunction.MEDIAN: ("中位数", "median"),
}
CHILD_VALUE = ("值", "value")
WEIGHT = ("权", "weight")
INVERTED = ("反向", "inverted")

PERIOD_KINDS = {name: kind for kind in PeriodKind for name in (kind.chinese, kind.value)} | {
    "天": PeriodKind.DAY
}
