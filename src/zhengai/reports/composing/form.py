"""The four-column form (诊断项目 | 诊断要素 | 自我诊断意见 | 改进措施) and the tables of values under it."""

from collections.abc import Mapping
from typing import Any

from zhengai.diagnosis.models import Finding
from zhengai.diagnosis.rules.form import FormElement, FormPoint
from zhengai.diagnosis.rules.machine import Conclusion
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.reports.composing.lines import Line
from zhengai.reports.gathering import Gathered
from zhengai.reports.material import Material
from zhengai.reports.rules.figures import FigureBook, Text

_ASKS = "没有可用的数据，待诊断人填写。"


def form(material: Material, gathered: Gathered, lines: Mapping[str, Line], book: FigureBook) -> list[Any]:
    by_finding = {each.source: each for each in gathered.improvements}

    def element(each: FormElement) -> dict[str, Any]:
        opinions, measures = [], []
        for point in each.points:
            finding = gathered.findings.get(point.code)
            if gathered.record is None:
                opinions.append(_drafted(point, lines, book))
                continue
            opinions.append(_said(point, finding))
            measures += _measures(finding, by_finding)
        return {"name": each.name, "opinion": opinions, "measures": measures}

    return [
        {"name": item.name, "elements": [element(each) for each in item.elements]}
        for item in material.scheme.items
    ]


def _said(point: FormPoint, finding: Finding | None) -> Text:
    if finding is None or finding.conclusion == Conclusion.NONE:
        return [f"{point.name}：未填写。"]
    conclusion = Conclusion(finding.conclusion).chinese
    return [f"{point.name}：{conclusion}。{finding.opinion.strip()}"]


def _measures(finding: Finding | None, improvements: Mapping[str, Improvement]) -> list[Text]:
    """The problem's cause, the measure, and the improvement that came of it."""
    if finding is None or finding.conclusion != Conclusion.PROBLEM:
        return []
    told = [f"原因：{_unended(finding.cause)}"] if finding.cause.strip() else []
    if finding.measure.strip():
        told.append(f"措施：{_unended(finding.measure)}")
    found = improvements.get(f"finding:{finding.pk}")
    if found is not None:
        state = ImprovementState(found.state).chinese
        told.append(f"责任人 {found.owner_name}，{found.due.isoformat()} 前完成；目前{state}")
    return [["；".join(told) + "。"]] if told else []


def _unended(text: str) -> str:
    """A sentence that another follows in the same one."""
    return text.strip().rstrip("。；;")


def _drafted(point: FormPoint, lines: Mapping[str, Line], book: FigureBook) -> Text:
    """What the data alone say of a point."""
    told = [lines[code] for code in point.indicators if code in lines and lines[code].has_value]
    if not told:
        return [f"{point.name}：{_ASKS}"]
    text: Text = [f"{point.name}："]
    for number, line in enumerate(told):
        text += _sentence(line, book)
        text.append("。" if number == len(told) - 1 else "；")
    return text


def _sentence(line: Line, book: FigureBook) -> Text:
    assert line.known is not None
    text: Text = [f"{line.name} ", book.text(line.known)]
    if line.met is not None:
        text.append(f"，{'达到' if line.met else '未达到'}目标 {line.target}")
    elif line.standard:
        text.append(f"，{'未达到' if line.is_bad else '达到'}标准 {line.standard}")
    elif line.target:
        text.append(f"，{'达到' if line.is_good else '未达到'}目标 {line.target}")
    if line.earlier is not None and line.earlier.value is not None:
        text += [f"，{_earlier_word(line)} ", book.text(line.earlier)]
    return text


def _earlier_word(line: Line) -> str:
    """Semesters of the same number are the same time of two years."""
    assert line.known is not None
    assert line.earlier is not None
    now, then = line.known.period, line.earlier.period
    return "去年同期" if now.count("-") == 2 and now[-2:] == then[-2:] else "上期"


def tables(material: Material, lines: Mapping[str, Line], book: FigureBook) -> list[dict[str, Any]]:
    """One for each element that has indicators; an indicator stands where the form names it first."""
    seen: set[str] = set()
    found = []
    for item in material.scheme.items:
        for element in item.elements:
            named = [code for point in element.points for code in point.indicators]
            codes = [c for c in dict.fromkeys(named) if c in lines and c not in seen]
            seen.update(codes)
            rows = [_row(material, lines[code], book) for code in codes]
            if rows:
                found.append({"item": item.name, "element": element.name, "rows": rows})
    return found


def _row(material: Material, line: Line, book: FigureBook) -> dict[str, Any]:
    known, earlier = line.known, line.earlier
    period = known.period if known else ""
    return {
        "indicator": line.indicator,
        "name": line.name,
        "period": "" if period in ("", material.period.code) else material.name_of(period),
        "value": book.add(known) if known else None,
        "target": line.target or "—",
        "standard": line.standard or "—",
        "before": book.add(earlier) if earlier else None,
        "state": line.shown_state.value if line.shown_state else "",
        "state_name": line.state_name,
        "bad": line.is_bad,
    }
