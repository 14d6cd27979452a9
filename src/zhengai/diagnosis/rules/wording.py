"""How values, limits and changes are written in a diagnosis, and the opinion that data alone can draft."""

from collections.abc import Sequence

from zhengai.indicators.writing import Measure, joined, written
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.scoring import Limit, Operator, exactly

_MISSED = {
    Operator.AT_LEAST: "低于",
    Operator.MORE: "低于",
    Operator.AT_MOST: "高于",
    Operator.LESS: "高于",
}
_EARLIER = {
    PeriodKind.DAY: "前一天",
    PeriodKind.WEEK: "上一周",
    PeriodKind.MONTH: "上月",
    PeriodKind.SEMESTER: "上学期",
    PeriodKind.ACADEMIC_YEAR: "上年",
    PeriodKind.CALENDAR_YEAR: "上年",
}
LAST_YEAR = "去年同期"


def write(value: float, measure: Measure) -> str:
    """65.0%, 4,000.0 元, 18.7."""
    return joined(*written(value, measure))


def write_difference(value: float, measure: Measure) -> str:
    """25.0 个百分点 between two rates."""
    if measure.percent:
        return f"{value * 100:,.{measure.decimals}f} 个百分点"
    return write(value, measure)


def write_limit(limit: Limit, measure: Measure) -> str:
    """≥ 90%, exactly as it was set, however coarsely values are rounded."""
    ends = "—".join(exactly(end, percent=measure.percent) for end in limit.ends())
    if limit.upper is not None:
        return f"{ends} {'之内' if limit.operator is Operator.WITHIN else '之外'}"
    return f"{limit.operator.symbol} {ends}"


def missed(limit: Limit, what: str, measure: Measure) -> str:
    """低于标准 ≥ 90%; 不在标准 60%—90% 之内."""
    text = write_limit(limit, measure)
    if limit.operator is Operator.WITHIN:
        return f"不在{what} {text}"
    return f"{_MISSED.get(limit.operator, '未达到')}{what} {text}"


def reached(limit: Limit, what: str, measure: Measure) -> str:
    return f"达到{what} {write_limit(limit, measure)}"


def change(value: float, before: float, measure: Measure, earlier: str) -> str:
    """比上年低 25.0 个百分点; what rounds away is 与上年持平."""
    difference = write_difference(abs(value - before), measure)
    if difference == write_difference(0.0, measure):
        return f"与{earlier}持平"
    return f"比{earlier}{'高' if value > before else '低'} {difference}"


def earlier_word(kind: PeriodKind, *, same_last_year: bool = False) -> str:
    return LAST_YEAR if same_last_year else _EARLIER[kind]


def in_one(parts: Sequence[str]) -> str:
    return "，".join(part for part in parts if part)


def opinion(sentences: Sequence[str], open_alerts: int) -> str:
    """What the data say about a point in one breath; empty where they say nothing."""
    told = [*sentences, f"有 {open_alerts} 条预警没有关闭" if open_alerts else ""]
    words = "；".join(each for each in told if each)
    return f"{words}。" if words else ""
