"""A frozen report as a template shows it: sentences in pieces, every figure with its reference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengai.reports.models import Report
from zhengai.web.components.abouts import address_of
from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.figures import Measure
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import edition, value_address_of
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.period import Calendar
from zhengai_engine.model.value import NullReason

_LOOKS = {"目标": "met", "标准": "accent"}


@dataclass(frozen=True)
class Piece:
    """Text; with `id` a figure, whose `reference` says what it rests on."""

    text: str
    id: str = ""
    href: str = ""
    reference: str = ""
    blank: bool = False  # there is no value


_NONE = Piece("—", blank=True)


def paper(report: Report, hidden: set[str], calendar: Calendar) -> dict[str, Any]:
    """What the page needs, under the names of the frozen content."""
    return _Paper(report, hidden, calendar).shown()


class _Paper:
    def __init__(self, report: Report, hidden: set[str], calendar: Calendar) -> None:
        self._content = report.content
        self._figures = {each["id"]: each for each in report.figures}
        self._hidden = hidden
        self._calendar = calendar

    def shown(self) -> dict[str, Any]:
        content = self._content
        return {
            **{
                name: content[name]
                for name in ("title", "college", "subject", "period", "diagnosis", "spiral")
            },
            "state": self._text(content["state"]),
            "form": [self._item(each) for each in content["form"]],
            "tables": [self._table(each) for each in content["tables"]],
            "charts": [self._chart(each) for each in content["charts"] if self._is_open(each)],
            "alerts": self._chapter(content["alerts"], ("value",), ("ended",)),
            "goals": self._chapter(content["goals"], ("value", "baseline")),
            "improvements": self._chapter(content["improvements"], ("before", "after")),
            "next_goals": self._chapter(content["next_goals"], ("value", "baseline")),
            "cases": self._chapter(content["cases"], ()) if content.get("cases") else None,
            "sources": [self._source(each) for each in content["sources"]],
            "runs": [self._run(each) for each in content["runs"]],
        }

    def _figure(self, number: str | None) -> Piece:
        if not number:
            return _NONE
        figure = self._figures[number]
        if number in self._hidden:
            return Piece(NullReason.SUPPRESSED.chinese, number, blank=True)
        href = value_address_of(figure["indicator"], figure["level"], figure["subject"], figure["period"])
        reference = (
            f"{number} {figure['name']}，{short_name(self._calendar, figure['period'])}，"
            f"定义第 {figure['definition']['version']} 版，第 {figure['run']} 次计算"
        )
        return Piece(figure["text"], number, href, reference, figure["value"] is None)

    def _text(self, text: Iterable[Any]) -> list[Piece]:
        return [self._figure(each["f"]) if isinstance(each, Mapping) else Piece(each) for each in text]

    def _item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "name": item["name"],
            "elements": [
                {
                    "name": each["name"],
                    "opinion": [self._text(text) for text in each["opinion"]],
                    "measures": [self._text(text) for text in each["measures"]],
                }
                for each in item["elements"]
            ],
        }

    def _table(self, table: Mapping[str, Any]) -> dict[str, Any]:
        rows = [
            {**row, "value": self._figure(row["value"]), "before": self._figure(row["before"])}
            for row in table["rows"]
        ]
        return {**table, "rows": rows}

    def _is_open(self, chart: Mapping[str, Any]) -> bool:
        return not self._hidden.intersection(chart["points"])

    def _chart(self, chart: Mapping[str, Any]) -> LineChart:
        percent = chart["unit"] == "%"
        kind = IndicatorKind.RATIO if percent else IndicatorKind.NUMBER
        sentence = "".join(piece.text for piece in self._text(chart["sentence"]))
        return LineChart(
            name=chart["id"],
            title=chart["title"],
            sentence=sentence,
            measure=Measure(kind, chart["unit"], chart["decimals"]),
            labels=chart["labels"],
            values=[self._figures[number]["value"] for number in chart["points"]],
            marks=[Mark(each["kind"], _LOOKS[each["kind"]], each["value"]) for each in chart["limits"]],
        )

    def _chapter(
        self, chapter: Mapping[str, Any], figures: tuple[str, ...], texts: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        rows = [
            {
                **row,
                **{name: self._figure(row[name]) for name in figures},
                **{name: self._text(row[name]) for name in texts},
                "href": address_of(row["about"]),
            }
            for row in chapter["rows"]
        ]
        return {"sentence": chapter["sentence"], "rows": rows}

    def _source(self, row: Mapping[str, Any]) -> dict[str, Any]:
        figure = self._figures[row["figure"]]
        return {
            "id": row["figure"],
            "figure": self._figure(row["figure"]),
            "name": figure["name"],
            "indicator": figure["indicator"],
            "period": short_name(self._calendar, figure["period"]),
            "numerator": self._figure(row.get("numerator")),
            "denominator": self._figure(row.get("denominator")),
            "has_parts": "numerator" in row,
            "version": figure["definition"]["version"],
            "run": figure["run"],
        }

    def _run(self, run: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "run": run["run"],
            "data": [(each["name"], edition(each["version"])) for each in run["data"]],
        }
