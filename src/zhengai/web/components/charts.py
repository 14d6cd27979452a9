"""Charts as data: what is drawn in the browser is also a sentence and a table on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhengai.web.components.figures import Figure, Measure, figure


@dataclass(frozen=True)
class Mark:
    """A limit line (`state` gives its look) or, with `at`, a moment on the axis."""

    name: str
    state: str
    value: float | None = None
    at: str = ""


@dataclass(frozen=True)
class Ahead:
    """Where the run leads if its trend goes on, for the period `label`: after the run, or its last one while that is
    not over. `sentence` explains it."""

    label: str
    value: float
    low: float
    high: float
    sentence: str


@dataclass(frozen=True)
class LineChart:
    """One value over the periods. `labels` and `values` go together; a missing value leaves a gap."""

    name: str  # unique on its page
    title: str
    sentence: str
    measure: Measure
    labels: Sequence[str]
    values: Sequence[float | None]
    marks: Sequence[Mark] = ()
    ahead: Ahead | None = None
    no_ahead: str = ""  # why there is none, where one was asked for

    @property
    def table(self) -> list[tuple[str, Figure]]:
        return [
            (label, figure(value, self.measure))
            for label, value in zip(self.labels, self.values, strict=True)
        ]

    @property
    def data(self) -> dict[str, Any]:
        """What the browser draws. Rates are drawn in percent, so that the axis reads as the text does."""
        factor = 100.0 if self.measure.percent else 1.0
        return {
            "title": self.title,
            "unit": "%" if self.measure.percent else self.measure.unit,
            "decimals": self.measure.decimals,
            "labels": list(self.labels),
            "values": [None if value is None else round(value * factor, 6) for value in self.values],
            "limits": [
                {
                    "name": f"{mark.name} {figure(mark.value, self.measure).text}",
                    "state": mark.state,
                    "value": mark.value * factor,
                }
                for mark in self.marks
                if mark.value is not None
            ],
            "moments": [
                {"name": mark.name, "state": mark.state, "at": mark.at} for mark in self.marks if mark.at
            ],
            "ahead": self.ahead
            and {
                "at": self.ahead.label,
                "value": round(self.ahead.value * factor, 6),
                "low": round(self.ahead.low * factor, 6),
                "high": round(self.ahead.high * factor, 6),
            },
        }
