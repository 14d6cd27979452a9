"""The whole report of one subject: its chapters and the book of its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhengai.alerts.rules.machine import AlertState
from zhengai.cycles.rules.turn import Turn
from zhengai.diagnosis.rules.machine import RecordState
from zhengai.reports.composing import events
from zhengai.reports.composing.cases import cases
from zhengai.reports.composing.charts import charts
from zhengai.reports.composing.form import form, tables
from zhengai.reports.composing.lines import Line, lines_of
from zhengai.reports.gathering import Gathered
from zhengai.reports.material import Material
from zhengai.reports.rules.figures import FigureBook, FigurePart, Text

_NAMED = 3  # indicators that need attention, in the sentence of state


@dataclass(frozen=True)
class Composed:
    title: str
    content: dict[str, Any]
    figures: list[dict[str, Any]]


def compose(material: Material, gathered: Gathered) -> Composed:
    subject, book = gathered.subject, FigureBook()
    lines = lines_of(material, gathered)
    title = material.kind.title(material.level)
    content = {
        "kind": material.kind_code,
        "title": title,
        "college": {"code": material.college.code, "name": material.college.name},
        "subject": {
            "level": subject.level,
            "level_name": material.level_name,
            "code": subject.code,
            "name": subject.name,
            "department": subject.department.name if subject.department else "",
            "responsible": gathered.responsible,
        },
        "period": {"code": material.period.code, "name": material.period.name},
        "state": _state(gathered, lines, book),
        "diagnosis": _diagnosis(gathered),
        "spiral": _spiral(gathered.turn),
        "form": form(material, gathered, lines, book),
        "tables": tables(material, lines, book),
        "charts": charts(material, gathered, book),
        "alerts": events.alerts(material, gathered, book),
        "goals": events.goals(material, gathered, book),
        "improvements": events.improvements(material, gathered, book),
        "next_goals": events.next_goals(material, gathered, book),
        "cases": cases(material, gathered),
    }
    content["sources"] = _sources(gathered, book)
    content["runs"] = _runs(material, book)
    return Composed(f"{subject.name}{title}（{material.period.name}）", content, book.entries)


def _state(gathered: Gathered, lines: Mapping[str, Line], book: FigureBook) -> Text:
    """One sentence: what was looked at, how it stands, what needs attention."""
    known = [line for line in lines.values() if line.has_value]
    if not known:
        return ["本周期没有可用的数据，本报告只列出诊断表，不含任何数值。"]
    good, bad = sum(line.is_good for line in known), [line for line in known if line.is_bad]
    judged = good + len(bad)
    blind = len(lines) - len(known)
    text: Text = [f"本周期有数据的指标 {len(known)} 项" + (f"，没有数据的 {blind} 项" if blind else "")]
    if judged:
        missed = f"，未达到 {len(bad)} 项" if bad else ""
        text.append(f"；设有目标或标准的 {judged} 项中，达到 {good} 项{missed}")
    if bad:
        text.append("，需要关注的有")
        for number, line in enumerate(bad[:_NAMED]):
            assert line.known is not None
            text += ["、" if number else "", f"{line.name} ", book.text(line.known)]
        text.append("等" if len(bad) > _NAMED else "")
    return [*text, _alerted(gathered)]


def _alerted(gathered: Gathered) -> str:
    if not gathered.alerts:
        return "；没有发出预警。"
    left = sum(AlertState(each.state).is_live for each in gathered.alerts)
    state = f"{left} 条没有关闭" if left else "都已关闭"
    return f"；发出预警 {len(gathered.alerts)} 条，{state}。"


def _diagnosis(gathered: Gathered) -> dict[str, Any]:
    record = gathered.record
    if record is None:
        sentence = "本周期的自主诊断还没有提交，以下诊断意见由数据自动汇总，改进措施待诊断后填写。"
        return {"record": None, "sentence": sentence, "summary": ""}
    state = RecordState(record.state)
    day = f"{record.submitted_at:%Y-%m-%d}" if record.submitted_at else ""
    confirmed = "，已经确认" if state is RecordState.CONFIRMED else "，等待确认"
    return {
        "record": record.pk,
        "sentence": f"以下意见和措施来自 {day} 提交的“{record.round.title}”{confirmed}。",
        "summary": record.summary.strip(),
    }


def _spiral(turn: Turn | None) -> dict[str, Any] | None:
    if turn is None:
        return None
    return {
        "sentence": turn.sentence,
        "template": turn.template.name,
        "period": turn.period.name,
        "nodes": [
            {
                "name": state.node.name,
                "ring": state.node.ring.chinese,
                "reached": state.reached,
                "here": state.here,
                "asked": state.asked,
                "proofs": len(state.proofs),
                "sentence": state.proofs[-1].sentence if state.proofs else "",
            }
            for state in turn.nodes
        ],
    }


def _sources(gathered: Gathered, book: FigureBook) -> list[dict[str, Any]]:
    """数字依据: a row for each figure; the halves of a rate are figures themselves, printed in its row."""
    rows = []
    for entry in list(book.entries):
        known = gathered.value(entry["indicator"], entry["period"])
        halves = {}
        if known is not None and known.numerator is not None and known.denominator is not None:
            halves = {
                "numerator": book.add(known, FigurePart.NUMERATOR),
                "denominator": book.add(known, FigurePart.DENOMINATOR),
            }
        rows.append({"figure": entry["id"], **halves})
    return rows


def _runs(material: Material, book: FigureBook) -> list[dict[str, Any]]:
    """The runs the figures come from, each with the versions of the datasets they rest on."""
    data: dict[int, dict[str, int]] = {}
    for entry in book.entries:
        data.setdefault(entry["run"], {}).update(entry["data"])
    names = material.dataset_names
    return [
        {
            "run": run,
            "data": [
                {"code": code, "name": names.get(code, code), "version": version}
                for code, version in sorted(versions.items())
            ],
        }
        for run, versions in sorted(data.items())
    ]
