"""Which indicators have values, and in which periods: asked by every list, changed only by a run."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, QuerySet

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core.content import ContentCache
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.queries import current_values, newest_run
from zhengai_engine.model.period import PeriodKind

K = TypeVar("K", bound=Hashable)
# code of an indicator, and of a level or null: at any level
Asked = tuple[str, str | None]


@dataclass(frozen=True)
class Held:
    """Codes of periods: those with a row for some subject, and of these those where one has a value."""

    rows: frozenset[str]
    values: frozenset[str]


HELD: ContentCache[Held] = ContentCache(size=2000)
VALUED: ContentCache[frozenset[Asked]] = ContentCache(size=50)


def periods_held(
    college: College, level: str, kinds: Mapping[str, Collection[PeriodKind]]
) -> dict[str, Held]:
    """For each indicator of `kinds`, the periods of those kinds in the college's calendar. What was read after the
    newest run is kept until the next."""
    mark = _mark(college)
    built: dict[str, Held] = {}

    def read(code: str) -> Held:
        # whichever is missing first reads all, in one statement
        built.update({} if built else _read(college, level, kinds))
        return built[code]

    def kept(code: str) -> Held:
        key = (college.pk, mark, level, code, frozenset(kinds[code]))
        return HELD.get(lambda: key, lambda: read(code))

    return {code: kept(code) for code in kinds}


def valued(college: College, asked: Collection[Asked]) -> frozenset[Asked]:
    """Which of these have a value for some subject; kept until the next run, as the periods are."""
    wanted = frozenset(asked)
    key = (college.pk, _mark(college), wanted)
    return VALUED.get(lambda: key, lambda: _with_value(college, wanted))


def _mark(college: College) -> Hashable:
    run = newest_run(college)
    return run and (run.pk, run.finished_at)


def _with_value(college: College, wanted: Collection[Asked]) -> frozenset[Asked]:
    """Each question stops at its first value."""
    rows = {
        (code, level): current_values(college, indicator=code, level=level).filter(value__isnull=False)
        for code, level in wanted
    }
    answers = _whether(college, rows)
    return frozenset(asked for asked, answer in answers.items() if answer)


def _read(college: College, level: str, kinds: Mapping[str, Collection[PeriodKind]]) -> dict[str, Held]:
    """Each question stops at its first row: grouping all values of an indicator would read hundreds of thousands."""
    periods = calendar_of(college).all()
    asked = {}
    for code, wanted in kinds.items():
        for period in periods:
            if period.kind in wanted:
                rows = current_values(college, indicator=code, level=level, period=period.code)
                asked[code, period.code, "row"] = rows
                asked[code, period.code, "value"] = rows.filter(value__isnull=False)
    found = {key for key, answer in _whether(college, asked).items() if answer}
    return {
        code: Held(
            frozenset(period for of, period, what in found if (of, what) == (code, "row")),
            frozenset(period for of, period, what in found if (of, what) == (code, "value")),
        )
        for code in kinds
    }


def _whether(college: College, asked: Mapping[K, QuerySet[CurrentValue]]) -> dict[K, bool]:
    """Whether each has a row: all in one statement."""
    if not asked:
        return {}
    one = College.objects.filter(pk=college.pk)
    answers = one.values_list(*(Exists(rows) for rows in asked.values())).get()
    return dict(zip(asked, answers, strict=True))
