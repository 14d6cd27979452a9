"""What the data feed and what is blind, and why: indicators, and the tables that the state asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.framework import queries as framework
from zhengai.indicators import queries as indicators
from zhengai.quality import queries
from zhengai.quality.rules import ENOUGH, overall
from zhengai.quality.rules.sections import NationalTableItem
from zhengai_engine.tables.catalogue import Catalogue


class Feed(StrEnum):
    """From blind to fed: the worst of the datasets behind decides."""

    NO_DATASET = "no_dataset"
    NEVER = "never"
    LATE = "late"
    POOR = "poor"
    FED = "fed"

    @property
    def chinese(self) -> str:
        return {
            "no_dataset": "没有数据集",
            "never": "没有导入过",
            "late": "迟报",
            "poor": "质量低",
            "fed": "有数",
        }[self.value]

    @property
    def is_blind(self) -> bool:
        return self in (Feed.NO_DATASET, Feed.NEVER)


@dataclass(frozen=True)
class Source:
    """A dataset as far as it feeds something."""

    code: str
    name: str
    owner: str
    feed: Feed
    why: str = ""


@dataclass(frozen=True)
class Covered:
    """An indicator or a national table; `number` is how the standard calls the table."""

    code: str
    name: str
    group: str
    feed: Feed
    sources: tuple[Source, ...]
    number: str = ""

    @property
    def why(self) -> str:
        return "；".join(each.why for each in self.sources if each.why)

    @property
    def owners(self) -> tuple[str, ...]:
        """Who can help where something is missing, else who answers for the data."""
        wanting = [each for each in self.sources if each.feed is not Feed.FED] or list(self.sources)
        return tuple(dict.fromkeys(each.owner for each in wanting if each.owner))


def covered_indicators(college: College) -> list[Covered]:
    """By dataset behind and name; one without any dataset behind it has nothing that could be missing."""
    known = indicators.indicators(college)
    sources = _sources(college)
    found = []
    for each in known.values():
        behind = sorted(indicators.datasets_behind(each, known))
        found.append(
            _covered(each.code, each.name, each.owner, [sources[code] for code in behind if code in sources])
        )
    return sorted(found, key=lambda each: each.name)


def covered_tables(college: College) -> list[Covered]:
    """In the order of the standards."""
    sources = _sources(college)
    found = []
    for table, codes in fed_tables(college):
        feeding = [sources[code] for code in codes]
        number = table.numbers[0] if table.numbers else table.code
        found.append(_covered(table.code, table.name, table.standard, feeding, number))
    return found


def fed_tables(college: College) -> list[tuple[NationalTableItem, list[str]]]:
    """Every national table with the datasets that feed it, in the order of the standards."""
    by_number = _by_number(datacentre.catalogue(college))
    tables = [
        NationalTableItem.model_validate(each) for each in framework.section(college, "national_tables")
    ]
    return [(each, _feeding(each, by_number)) for each in tables]


def _covered(code: str, name: str, group: str, sources: Iterable[Source], number: str = "") -> Covered:
    listed = tuple(sources)
    order = list(Feed)
    feed = min((each.feed for each in listed), key=order.index, default=Feed.NO_DATASET)
    return Covered(code, name, group, feed, listed, number)


def _by_number(catalogue: Catalogue) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for dataset in catalogue.datasets.values():
        if dataset.national_table:
            found.setdefault(dataset.national_table, []).append(dataset.code)
    return found


def _feeding(table: NationalTableItem, by_number: Mapping[str, list[str]]) -> list[str]:
    """A dataset of table 1.3.2 feeds table 1.3 too."""
    return [
        code
        for number, codes in by_number.items()
        if any(number == own or number.startswith(f"{own}.") for own in table.numbers)
        for code in codes
    ]


def _sources(college: College) -> dict[str, Source]:
    received = datacentre.data_versions(college)
    scores = queries.newest_scores(college)
    late = {
        each.dataset: each.measured or 0
        for each in queries.results(college).filter(kind="freshness", failing__gt=0)
    }
    found = {}
    for dataset in datacentre.catalogue(college).datasets.values():
        feed, why = Feed.FED, ""
        if dataset.code not in received:
            feed, why = Feed.NEVER, f"{dataset.name}还没有导入过"
        elif dataset.code in late:
            feed, why = Feed.LATE, f"{dataset.name}迟了 {late[dataset.code]:.0f} 天"
        elif dataset.code in scores:
            worst = overall({k: v for k, v in scores[dataset.code].aspects.items() if k != "timely"})
            if worst is not None and worst < ENOUGH:
                feed, why = Feed.POOR, f"{dataset.name}的质量只有 {int(worst * 100)} 分"
        found[dataset.code] = Source(dataset.code, dataset.name, dataset.owner, feed, why)
    return found
