"""Sentences about an improvement, composed from data."""

from datetime import date

from zhengai.alerts.rules.wording import Measure, date_text, exact
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.improvement.rules.waiting import Course
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import Limit, Operator

NOT_STARTED = "措施还没有开始实施；开始之后的数据才能说明成效。"
NO_PERIOD = "校历中还没有以后的周期；校历更新之后，平台会按新数据核实成效。"
_VERDICTS = {
    ImprovementState.EFFECTIVE: "达到目标，改进有效",
    ImprovementState.PARTLY: "比基线有明显改善，还没有达到目标，改进部分有效",
    ImprovementState.INEFFECTIVE: "没有达到目标，也没有明显改善，改进无效",
}


def limit_words(limit: Limit, measure: Measure) -> str:
    """不高于5%; 介于60%—90%."""
    ends = "—".join(exact(end, measure) for end in limit.ends())
    if limit.operator is Operator.OUTSIDE:
        return f"不在{ends}之间"
    return f"{limit.operator.chinese}{ends}"


def verdict_sentence(
    *,
    verdict: ImprovementState,
    measure: Measure,
    limit: Limit,
    period: Period,
    value: float,
    baseline: float | None,
    baseline_period: str,
) -> str:
    before = "基线没有值" if baseline is None else f"{baseline_period}为{measure.write(baseline)}"
    return (
        f"{period.name}{measure.name}为{measure.write(value)}，{before}，"
        f"目标{limit_words(limit, measure)}：{_VERDICTS[verdict]}。"
    )


def recalled_sentence(period: str, measure: Measure, why: str) -> str:
    return f"{period}{measure.name}更正后{why}，原来的结论不再成立，等待新的数据。"


def not_done_sentence(course: Course) -> str:
    """While no period can speak yet."""
    if course.began is None:
        return NOT_STARTED
    return f"措施完成之后，第一个完整的{course.kind.chinese}的数据将核实成效。"


def awaited_sentence(period: Period, measure: Measure, today: date, *, due: date | None = None) -> str:
    """Which data is awaited, and when it can be there."""
    if period.end < today:
        return f"等待{period.name}的{measure.name}：这一周期已经结束，数据到达并计算之后自动核实。"
    by = due or period.end
    return f"等待{period.name}的{measure.name}（{date_text(by)}结束），数据到达并计算之后自动核实。"


def null_sentence(period: Period, measure: Measure, why: str) -> str:
    return f"{period.name}{measure.name}{why}，还不能核实成效；数据补齐或下一周期的数据到达之后再判断。"


def too_few_words(denominator: float, least: float) -> str:
    return f"样本过少（分母 {denominator:g}，判断至少要 {least:g}）"
