"""One sentence on how a subject stands, composed of its rows: the worst first."""

from collections import Counter
from collections.abc import Sequence

from zhengai.web.components.prose import prose
from zhengai.web.components.standings import STATES, Standing
from zhengai.web.levels.profile.rows import Row, severity
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.scoring import State

_TOLD = 2
_WRONG, _GOOD = STATES[Standing.SHORT], STATES[Standing.MET]
_COUNTED = {
    PeriodKind.WEEK: "周",
    PeriodKind.MONTH: "个月",
    PeriodKind.SEMESTER: "个学期",
    PeriodKind.ACADEMIC_YEAR: "个学年",
    PeriodKind.CALENDAR_YEAR: "年",
    PeriodKind.DAY: "天",
}


def sentence(rows: Sequence[Row], calendar: Calendar) -> str:
    """缺课率 17.1%（第12周）为“预警”，标准 ≤ 5%，已连续 4 周；另有 1 项未达标准。6 项达到标准，1 项无数据。"""
    if not rows:
        return ""
    wrong = sorted((row for row in rows if row.state in _WRONG), key=severity)
    told = "；".join(_of(row, calendar) for row in wrong[:_TOLD])
    if len(wrong) > _TOLD:
        told += f"；另有 {len(wrong) - _TOLD} 项需要关注"
    return (f"{told}。" if told else "") + _rest(rows, bool(wrong))


def _of(row: Row, calendar: Calendar) -> str:
    period = f"（{row.period_name}）" if row.period_name else ""
    state = State(row.state).chinese
    said = f"{row.name} {row.value.text}{period}，"
    said += state if row.state == State.BELOW_STANDARD else f"处于“{state}”"
    if row.standard:
        said += f"，标准 {row.standard}"
    streak = _streak(row, calendar)
    return prose(f"{said}，{streak}" if streak else said)


def _streak(row: Row, calendar: Calendar) -> str:
    """已连续 4 周: from the period in which the state began to the one it speaks of."""
    since, until = calendar.find(row.since), calendar.find(row.period)
    if since is None or until is None:
        return ""
    number = _number(calendar, since, until)
    return f"已连续 {number} {_COUNTED[since.kind]}" if number > 1 else ""


def _number(calendar: Calendar, since: Period, until: Period) -> int:
    if since.kind is not until.kind:
        return 0
    return sum(
        each.kind is since.kind and since.start <= each.start <= until.start for each in calendar.all()
    )


def _rest(rows: Sequence[Row], wrong: bool) -> str:
    counts = Counter(row.state for row in rows)
    good = sum(counts[state] for state in _GOOD)
    blind = counts[State.NO_DATA] + counts[State.TOO_FEW]
    judged = [f"{good} 项达到标准"] if good else []
    judged += [f"{blind} 项没有数据可判断"] if blind else []
    if judged:
        return "，".join(judged) + "。"
    return "" if wrong else f"共 {len(rows)} 项指标，还没有质控点判断它们。"
