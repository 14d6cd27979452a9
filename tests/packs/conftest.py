"""The foundation pack, read once, and its values on the small sample college, computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.packs.sample_source import CALENDAR_OF_SAMPLE, SampleSource
from zhengai.framework import queries
from zhengai.sample.identity import COLLEGE_CODE, LAST_AUTUMN, LAST_SPRING, NOW
from zhengai.standards.rules.reading import read_items
from zhengai.standards.rules.specification import Specification
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.value import Value
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.reading import read_catalogue

PERIODS = {
    "week": [f"{NOW}-W{week:02d}" for week in (5, 8, 9, 10, 11, 12)],
    "month": ["2026-10"],
    "semester": [LAST_AUTUMN, LAST_SPRING, NOW],
    "academic_year": ["2025-2026", "2026-2027"],
    "calendar_year": ["2025", "2026"],
}
Values = Mapping[tuple[str, str, str], Mapping[str, Value]]  # (indicator, level, period) → subject → value


@dataclass(frozen=True)
class Foundation:
    sections: Mapping[str, list[dict[str, Any]]]

    @cached_property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.sections["levels"], self.sections["datasets"])

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return read_indicators(self.sections["indicators"], self.catalogue)

    @cached_property
    def rules(self) -> dict[str, Specification]:
        return read_items(self.sections["control_points"])


@pytest.fixture(scope="session")
def foundation() -> Foundation:
    return Foundation(queries.read_pack("foundation").sections)


@pytest.fixture(scope="session")
def values(foundation: Foundation, tmp_path_factory: pytest.TempPathFactory) -> Values:
    folder: Path = tmp_path_factory.mktemp("sample")
    calendar = CALENDAR_OF_SAMPLE
    offered = {
        (level, kind) for i in foundation.indicators.values() for level in i.levels for kind in i.periods
    }
    requests = [
        Request(level, tuple(calendar.period(code) for code in PERIODS[kind]))
        for level, kind in sorted(offered)
    ]
    found: dict[tuple[str, str, str], dict[str, Value]] = {}
    source = SampleSource(foundation.catalogue, folder)
    with evaluate(
        foundation.indicators, foundation.catalogue, calendar, source, college=COLLEGE_CODE, requests=requests
    ) as done:
        for value in done.values():
            found.setdefault((value.indicator, value.level, value.period), {})[value.subject] = value
    return found
