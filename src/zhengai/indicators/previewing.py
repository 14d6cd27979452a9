"""What a definition would give on the rows at hand, before anybody adopts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Direction, Indicator
from zhengai_engine.model.period import Period
from zhengai_engine.model.value import NullReason, Value
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.explain import ExplainedRows, explain_rows
from zhengai_engine.run.sources import LakeSource


@dataclass(frozen=True)
class Preview:
    """The values of one level and period, worst first. `rows` are the first rows behind the first value."""

    values: tuple[Value, ...]
    count: int
    nulls: dict[NullReason, int]
    rows: tuple[ExplainedRows, ...]


def preview(
    college: College, item: Mapping[str, Any], *, level: str, period: Period, limit: int = 8
) -> Preview:
    """Computes from the newest data and stores nothing. Raises SchemeError as `read_indicators` does."""
    catalogue, calendar = datacentre.catalogue(college), calendar_of(college)
    bodies = [each.body for each in queries.definitions(college) if each.code != item["code"]]
    known = read_indicators([*bodies, item], catalogue)
    asked = known[item["code"]]
    versions = datacentre.data_versions(college)
    source = LakeSource(
        datacentre.lake(college), queries.versions_for(asked.code, level, known, catalogue, versions)
    )
    with evaluate(
        known,
        catalogue,
        calendar,
        source,
        college=college.code,
        requests=[Request(level, (period,))],
        codes=[asked.code],
    ) as evaluation:
        values = sorted(evaluation.values(), key=lambda each: _worst_first(each, asked))
    rows: tuple[ExplainedRows, ...] = ()
    if values and values[0].value is not None:
        rows = explain_rows(
            asked.code, known, catalogue, calendar, source, college=college.code, level=level,
            subject=values[0].subject, period=period, limit=3,
        ).rows  # fmt: skip
    nulls: dict[NullReason, int] = {}
    for each in values:
        if each.reason is not None:
            nulls[each.reason] = nulls.get(each.reason, 0) + 1
    return Preview(tuple(values[:limit]), len(values), nulls, rows)


def _worst_first(value: Value, indicator: Indicator) -> tuple[bool, float, str]:
    """Missing values last; without a good direction the largest first."""
    known = value.value if value.value is not None else 0.0
    falling = indicator.direction is not Direction.HIGHER
    return value.value is None, -known if falling else known, value.subject
