"""In which periods an indicator has values at a level: asked by every list, changed only by a run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core.content import ContentCache
from zhengai.indicators.queries import current_values, newest_run
from zhengai_engine.model.period import PeriodKind


@dataclass(frozen=True)
class Held:
    """Codes of periods: those with a row for some subject, and of these those where one has a value."""

    rows: frozenset[str]
    values: frozenset[str]


HELD: ContentCache[Held] = ContentCache(size=2000)


def periods_held(
    college: College, level: str, kinds: Mapping[str, Collection[PeriodKind]]
) -> dict[str, Held]:
    """For each indicator of `kinds`, the periods of those kinds in the college's calendar. What was read after the
    newest run is kept until the next."""
    run = newest_run(college)
    mark = run and (run.pk, run.finished_at)
    built: dict[str, Held] = {}

    def read(code: str) -> Held:
        # whichever is missing first reads all, in one statement
        built.update({} if built else _read(college, level, kinds))
        return built[code]

    def kept(code: str) -> Held:
        key = (college.pk, mark, level, code, frozenset(kinds[code]))
        return HELD.get(lambda: key, lambda: read(code))

    return {code: kept(code) for code in kinds}


def _read(college: College, level: str, kinds: Mapping[str, Collection[PeriodKind]]) -> dict[str, Held]:
    """Each question stops at its first row: grouping all values of an indicator would read hundreds of thousands."""
    periods = calendar_of(college).all()
    asked = {}
    for code, wanted in kinds.items():
        for period in periods:
            if period.kind in wanted:
                rows = current_values(college, indicator=code, level=level, period=period.code)
                asked[code, period.code, "row"] = Exists(rows)
                asked[code, period.code, "value"] = Exists(rows.filter(value__isnull=False))
    answers = College.objects.filter(pk=college.pk).values_list(*asked.values()).get() if asked else ()
    found = {key for key, answer in zip(asked, answers, strict=True) if answer}
    return {
        code: Held(
            frozenset(period for of, period, what in found if (of, what) == (code, "row")),
            frozenset(period for of, period, what in found if (of, what) == (code, "value")),
        )
        for code in kinds
    }
