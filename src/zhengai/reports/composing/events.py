"""What happened in the period: alerts and what became of them, goals, improvements and their effect, goals to come."""

from typing import Any

from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import AlertState, ClosedReason
from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.reports.gathering import Gathered
from zhengai.reports.material import Material
from zhengai.reports.rules.figures import FigureBook, Text
from zhengai_engine.scoring import Grade, InvalidLimit, read_limit

_EFFECTIVE = (ImprovementState.EFFECTIVE, ImprovementState.PARTLY)


def alerts(material: Material, gathered: Gathered, book: FigureBook) -> dict[str, Any]:
    found = gathered.alerts
    left = sum(AlertState(each.state).is_live for each in found)
    sentence = "本周期没有发出预警。"
    if found:
        sentence = f"本周期发出预警 {len(found)} 条，" + (
            f"其中 {left} 条没有关闭。" if left else "已全部关闭。"
        )
    return {"sentence": sentence, "rows": [_alert(material, gathered, each, book) for each in found]}


def _alert(material: Material, gathered: Gathered, alert: Alert, book: FigureBook) -> dict[str, Any]:
    """With the value that gave it its grade: an alert may have become graver since it was raised."""
    graded = gathered.graded.get(alert.pk, alert.period)
    known = gathered.value(alert.indicator, graded)
    moved = f"，{material.short_name(graded)}调整等级" if graded != alert.period else ""
    return {
        "name": alert.indicator_name,
        "grade": Grade(alert.grade).chinese,
        "period": f"{material.short_name(alert.period)}{moved}",
        "value": book.add(known) if known else None,
        "limit": _limit(material, alert.indicator, alert.limit),
        "state": AlertState(alert.state).chinese,
        "ended": _ended(material, gathered, alert, book),
        "about": f"alert:{alert.pk}",
    }


def _ended(material: Material, gathered: Gathered, alert: Alert, book: FigureBook) -> Text:
    text: Text = []
    answer = gathered.answers.get(alert.pk, "").strip()
    if answer:
        text.append(f"答复：{answer}")
    if AlertState(alert.state).is_live:
        text.append(f"{'。' if text else ''}处理期限 {alert.due.isoformat()}")
        return text
    text.append("。" if text else "")
    known = gathered.value(alert.indicator, alert.closed_period) if alert.closed_period else None
    if alert.closed_reason == ClosedReason.DATA and known is not None:
        return [*text, f"{material.short_name(alert.closed_period)}为 ", book.text(known), "，已回到界限以内"]
    return [*text, ClosedReason(alert.closed_reason).chinese]


def goals(material: Material, gathered: Gathered, book: FigureBook) -> dict[str, Any]:
    found = [each for each in _approved(gathered) if material.fits(each.period)]
    rows = [_goal(material, gathered, each, book) for each in found]
    met = sum(row["standing"] == "met" for row in rows)
    blind = sum(row["standing"] == "blind" for row in rows)
    sentence = "本周期没有审定的目标。"
    if rows:
        sentence = f"本周期审定目标 {len(rows)} 项，达到 {met} 项，未达到 {len(rows) - met - blind} 项"
        sentence += f"，{blind} 项还没有数据。" if blind else "。"
    return {"sentence": sentence, "rows": rows}


def next_goals(material: Material, gathered: Gathered, book: FigureBook) -> dict[str, Any]:
    found = [
        each
        for each in gathered.goals
        if (period := material.calendar.find(each.period)) is not None and period.end > material.period.end
        and not material.fits(each.period)
    ]  # fmt: skip
    rows = [_goal(material, gathered, each, book) for each in found]
    sentence = f"已为以后的周期提出目标 {len(rows)} 项。" if rows else "还没有为下一周期提出目标。"
    return {"sentence": sentence, "rows": rows}


def _approved(gathered: Gathered) -> list[Goal]:
    return [each for each in gathered.goals if each.state == GoalState.APPROVED]


def _goal(material: Material, gathered: Gathered, goal: Goal, book: FigureBook) -> dict[str, Any]:
    known = gathered.value(goal.indicator, goal.period)
    standing = "blind"
    if known is not None and known.value is not None:
        standing = "met" if read_limit(goal.limit).holds(known.value) else "short"
    baseline = gathered.value(goal.indicator, goal.baseline_period) if goal.baseline_period else None
    return {
        "name": goal.indicator_name,
        "period": material.name_of(goal.period),
        "limit": _limit(material, goal.indicator, goal.limit),
        "baseline": book.add(baseline) if baseline else None,
        "value": book.add(known) if known else None,
        "standing": standing,
        "standing_name": {"met": "达到", "short": "未达到", "blind": "还没有数据"}[standing],
        "state": GoalState(goal.state).chinese,
        "owner": goal.owner_name,
        "about": f"goal:{goal.pk}",
    }


def improvements(material: Material, gathered: Gathered, book: FigureBook) -> dict[str, Any]:
    found = [each for each in gathered.improvements if each.state != ImprovementState.CANCELLED]
    worked = sum(each.state in _EFFECTIVE for each in found)
    judged = worked + sum(each.state == ImprovementState.INEFFECTIVE for each in found)
    sentence = "本周期没有登记改进措施。"
    if found:
        sentence = (
            f"本周期登记改进措施 {len(found)} 项，已核实成效 {judged} 项，其中有效或部分有效 {worked} 项。"
        )
    return {"sentence": sentence, "rows": [_improvement(material, gathered, each, book) for each in found]}


def _improvement(
    material: Material, gathered: Gathered, each: Improvement, book: FigureBook
) -> dict[str, Any]:
    before = gathered.value(each.indicator, each.baseline_period)
    after = gathered.value(each.indicator, each.effect_period) if each.effect_period else None
    return {
        "problem": each.problem,
        "cause": each.cause,
        "measure": each.measure,
        "name": each.indicator_name,
        "limit": _limit(material, each.indicator, each.limit),
        "before": book.add(before) if before else None,
        "before_period": material.short_name(each.baseline_period),
        "after": book.add(after) if after else None,
        "after_period": material.short_name(each.effect_period) if each.effect_period else "",
        "state": ImprovementState(each.state).chinese,
        "owner": each.owner_name,
        "due": each.due.isoformat(),
        "about": f"improvement:{each.pk}",
    }


def _limit(material: Material, indicator: str, written: str) -> str:
    """As it was written where it cannot be read as a limit."""
    try:
        return material.limit_text(indicator, read_limit(written))
    except InvalidLimit:
        return written
