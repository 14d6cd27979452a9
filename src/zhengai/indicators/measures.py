"""The measuring chain of a college (诊断指标链): 层面→项目→要素→诊断点→指标→数据源, as its packs hold it."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.framework import queries as framework
from zhengai.indicators.rules.sections import MeasureItem
from zhengai.sources.rules.sections import DataSourceItem
from zhengai_engine.model.period import Period


@dataclass(frozen=True)
class Chain:
    """In the order of the packs."""

    measures: tuple[MeasureItem, ...]
    sources: tuple[DataSourceItem, ...]

    def of(self, level: str) -> list[MeasureItem]:
        return [each for each in self.measures if each.level == level]

    def find(self, code: str) -> MeasureItem | None:
        return next((each for each in self.measures if each.code == code), None)


_CHAINS: ContentCache[Chain] = ContentCache()


def chain(college: College) -> Chain:
    return _CHAINS.get(lambda: framework.fingerprint(college), lambda: _read(college))


def _read(college: College) -> Chain:
    return Chain(
        tuple(MeasureItem.model_validate(each) for each in framework.section(college, "measures")),
        tuple(DataSourceItem.model_validate(each) for each in framework.section(college, "data_sources")),
    )


def named(measure: MeasureItem, year: Period) -> str:
    """The name for an academic year. A calendar year is the one in which the academic year begins; what is neither
    a year nor a semester stays as the scheme has it until the college changes it."""
    words = {each.code: _word(each.kind, each.value, year) for each in measure.parameters}
    return measure.name.format_map(words)


def _word(kind: str, value: str, year: Period) -> str:
    if kind == "academic_year":
        return year.name
    return str(year.start.year) if kind == "calendar_year" else value


def answered_per(measure: MeasureItem) -> str:
    """The level each of whose subjects answers a form."""
    return measure.per or measure.level


def codes_of(measures: Iterable[MeasureItem]) -> set[str]:
    """Every indicator these measures are computed by."""
    return {code for each in measures for code in (each.indicator, *each.parts) if code}
