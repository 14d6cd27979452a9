"""Computes values again from the data and definition versions they were published with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries
from zhengai_engine.formulas import SchemeError
from zhengai_engine.model.indicator import InvalidDefinition
from zhengai_engine.model.period import Period, UnknownPeriod
from zhengai_engine.model.value import Value
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.sources import LakeSource

Key = tuple[str, str, str, str]  # indicator, level, subject, period


class CannotRecompute(ValueError):
    """The versions are not here any more; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Wanted:
    """`definitions` holds the indicator's own version and those of the indicators it refers to."""

    indicator: str
    level: str
    subject: str
    period: str
    definitions: Mapping[str, int]
    data: Mapping[str, int]

    @property
    def key(self) -> Key:
        return self.indicator, self.level, self.subject, self.period


@dataclass
class _Group:
    """Values whose versions do not contradict each other: computed in one evaluation."""

    definitions: dict[str, int] = field(default_factory=dict)
    data: dict[str, int] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)

    def takes(self, each: Wanted) -> bool:
        pairs = ((self.definitions, each.definitions), (self.data, each.data))
        return all(
            held.get(code, version) == version for held, more in pairs for code, version in more.items()
        )

    def add(self, each: Wanted) -> None:
        self.definitions.update(each.definitions)
        self.data.update(each.data)
        self.wanted.append(each)


def recompute(college: College, wanted: Iterable[Wanted]) -> dict[Key, Value | CannotRecompute | None]:
    """One evaluation for all values of the same versions. Null: the definition offers no such value."""
    groups: list[_Group] = []
    for each in wanted:
        group = next((group for group in groups if group.takes(each)), None)
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(each)
    found: dict[Key, Value | CannotRecompute | None] = {}
    for group in groups:
        found |= _computed(college, group)
    return found


def _computed(college: College, group: _Group) -> dict[Key, Value | CannotRecompute | None]:
    try:
        values = _values(college, group)
    except CannotRecompute as problem:
        return {each.key: problem for each in group.wanted}
    return {each.key: values.get(each.key) for each in group.wanted}


def _values(college: College, group: _Group) -> dict[Key, Value]:
    _check_data(college, group.data)
    try:
        known = queries.indicators(college, group.definitions)
        requests = _requests(college, group.wanted)
    except (SchemeError, InvalidDefinition, UnknownPeriod) as problem:
        raise CannotRecompute(str(problem)) from problem
    lost = sorted(set(group.definitions) - set(known))
    if lost:
        raise CannotRecompute(f"这套系统里没有 {'、'.join(lost)} 的这一版定义")
    with evaluate(
        known,
        datacentre.catalogue(college),
        calendar_of(college),
        LakeSource(datacentre.lake(college), group.data),
        college=college.code,
        requests=requests,
        codes=sorted({each.indicator for each in group.wanted}),
    ) as evaluation:
        subjects = sorted({each.subject for each in group.wanted})
        return {
            (each.indicator, each.level, each.subject, each.period): each
            for each in evaluation.values(subjects)
        }


def _check_data(college: College, data: Mapping[str, int]) -> None:
    newest = datacentre.lake(college).versions(data)
    lost = sorted(code for code, version in data.items() if newest.get(code, -1) < version)
    if lost:
        raise CannotRecompute(f"数据湖里没有 {'、'.join(lost)} 的这一版数据，请先恢复备份")


def _requests(college: College, wanted: Sequence[Wanted]) -> list[Request]:
    calendar = calendar_of(college)
    periods: dict[tuple[str, str], dict[str, Period]] = {}
    for each in wanted:
        period = calendar.period(each.period)
        periods.setdefault((each.level, period.kind.value), {})[period.code] = period
    return [Request(level, tuple(found.values())) for (level, _), found in sorted(periods.items())]
