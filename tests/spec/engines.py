"""The engines that must give the same values."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE
from zhengai_engine import reference
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar
from zhengai_engine.model.value import Value
from zhengai_engine.run.evaluate import Request
from zhengai_engine.run.evaluate import evaluate as run
from zhengai_engine.run.sources import MemorySource

Tables = Mapping[str, list[dict[str, Any]]]
Asked = Sequence[tuple[str, Sequence[str]]]  # levels, each with codes of periods of one kind


class Engine(Protocol):
    def __call__(
        self,
        indicators: Mapping[str, Indicator],
        rows: Tables,
        asked: Asked,
        codes: Sequence[str] | None = None,
        calendar: Calendar = CALENDAR,
    ) -> list[Value]: ...


def by_reference(
    indicators: Mapping[str, Indicator],
    rows: Tables,
    asked: Asked,
    codes: Sequence[str] | None = None,
    calendar: Calendar = CALENDAR,
) -> list[Value]:
    return [
        value
        for level, periods in asked
        for value in reference.evaluate(
            indicators,
            CATALOGUE,
            rows,
            calendar,
            college=COLLEGE,
            level=level,
            periods=[calendar.period(code) for code in periods],
            codes=codes,
        )
    ]


def by_duckdb(
    indicators: Mapping[str, Indicator],
    rows: Tables,
    asked: Asked,
    codes: Sequence[str] | None = None,
    calendar: Calendar = CALENDAR,
) -> list[Value]:
    requests = [Request(level, tuple(calendar.period(code) for code in periods)) for level, periods in asked]
    with run(
        indicators,
        CATALOGUE,
        calendar,
        MemorySource(rows),
        college=COLLEGE,
        requests=requests,
        codes=codes,
        complete=True,
    ) as evaluation:
        return list(evaluation.values())


ENGINES: dict[str, Engine] = {"reference": by_reference, "duckdb": by_duckdb}
