"""Key indicators over time, with their target and standard."""

from typing import Any

from zhengai.reports.composing.lines import limits_for
from zhengai.reports.gathering import Gathered
from zhengai.reports.material import CHARTS, ChartWish, Material
from zhengai.reports.rules.figures import FigureBook, KnownValue
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.scoring import ControlValues, Operator

_FEWEST = 3  # points that make a course; beside a limit two are telling


def charts(material: Material, gathered: Gathered, book: FigureBook) -> list[dict[str, Any]]:
    """The first wishes that the subject's values can fill; an indicator is drawn once."""
    found: list[dict[str, Any]] = []
    drawn: set[str] = set()
    for wish in material.wishes:
        points = [
            each
            for period in wish.periods
            if (each := gathered.value(wish.indicator, period.code)) is not None
        ]
        known = [each for each in points if each.value is not None]
        enough = _FEWEST - (wish.indicator in material.applied)
        if wish.kind is not PeriodKind.WEEK:
            # a course of every autumn has a line over its autumns
            points = known
        if len(found) == CHARTS or wish.indicator in drawn or len(known) < enough:
            continue
        drawn.add(wish.indicator)
        found.append(_chart(material, gathered, wish, points, f"C{len(found) + 1}", book))
    return found


def _chart(
    material: Material,
    gathered: Gathered,
    wish: ChartWish,
    points: list[KnownValue],
    number: str,
    book: FigureBook,
) -> dict[str, Any]:
    measure = points[-1].basis.measure
    period = material.calendar.period(points[-1].period)
    limits = limits_for(material, gathered, wish.indicator, period, same_kind=True)
    known = [each for each in points if each.value is not None]
    first, last = known[0], known[-1]
    name = points[-1].basis.name
    decimals = "" if measure.decimals == 0 else "." + "0" * measure.decimals
    return {
        "id": number,
        "indicator": wish.indicator,
        "title": f"{name}（%）" if measure.percent else f"{name}（{measure.unit}）" if measure.unit else name,
        "sentence": [
            f"{name}：{_label(material, wish, first.period)} ",
            book.text(first),
            f"，{_label(material, wish, last.period)} ",
            book.text(last),
            "。",
        ],
        "unit": "%" if measure.percent else measure.unit,
        "decimals": measure.decimals,
        "factor": 100.0 if measure.percent else 1.0,
        "format": f"#,##0{decimals}",
        "labels": [_label(material, wish, each.period) for each in points],
        "points": [book.add(each) for each in points],
        "limits": _lines(material, wish.indicator, limits[1]) if limits else [],
    }


def _label(material: Material, wish: ChartWish, code: str) -> str:
    if wish.kind is PeriodKind.WEEK:
        return f"第{int(code[-2:])}周"
    if wish.kind is PeriodKind.SEMESTER:
        return f"{code[:4]}秋" if code.endswith("-1") else f"{code[5:9]}春"
    return (
        code if wish.kind in (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR) else material.name_of(code)
    )


def _lines(material: Material, indicator: str, values: ControlValues) -> list[dict[str, Any]]:
    """An interval gives two lines; a limit that is one value, one."""
    found = []
    for kind, limit in (("目标", values.target), ("标准", values.standard)):
        if limit is None or limit.operator is Operator.EQUAL:
            continue
        name = f"{kind} {material.limit_text(indicator, limit)}"
        found += [{"kind": kind, "name": name, "value": end} for end in limit.ends()]
    return found
