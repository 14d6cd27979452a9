"""The newest values, as judging reads them: the values as they are known now, corrections included."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from zhengai.alerts.bulk import of_subjects
from zhengai.alerts.models import JudgedRun
from zhengai.alerts.rules.wording import Measure
from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.publishing import Key
from zhengai.indicators.rules import Reach
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.model.value import NullReason

# More subjects than this are not named in a query: reading all of the level is quicker.
_NAMED = 500


class Reading(NamedTuple):
    value: float | None
    denominator: float | None
    reason: str

    @property
    def is_silent(self) -> bool:
        return self.reason == NullReason.NO_DATA


class Readings:
    """Values of the indicator and level of one control point."""

    def __init__(
        self,
        college: College,
        specification: Specification,
        calendar: Calendar,
        only: Collection[str] | None = None,
    ) -> None:
        """`only`: the subjects that are looked at; null: all of the level."""
        found = CurrentValue.objects.filter(college=college, level=specification.level)
        self._found = of_subjects(found, only)
        self.says = specification
        self._only = only
        self._own = self._found.filter(
            indicator=specification.indicator, period_kind=specification.period.value
        )
        self._others = sorted(specification.indicators() - {specification.indicator})
        self._calendar = calendar
        self._last: dict[str, dict[str, Reading]] = {}

    def periods(self) -> list[Period]:
        """Those that have values, oldest first."""
        codes = self._own.order_by().values_list("period", flat=True).distinct()
        return sorted((self._calendar.period(code) for code in codes), key=lambda p: p.end)

    def at(self, period: Period) -> dict[str, Reading]:
        """Subject → value; a subject to which the indicator does not apply is left out."""
        if period.code not in self._last:
            # judging and the watch for gaps look at the same period one after the other
            self._last = {period.code: self._read(period)}
        return self._last[period.code]

    def _read(self, period: Period) -> dict[str, Reading]:
        rows = self._own.filter(period=period.code).exclude(reason=NullReason.NOT_APPLICABLE)
        return {
            subject: Reading(value, denominator, reason)
            for subject, value, denominator, reason in rows.order_by("subject").values_list(
                "subject", "value", "denominator", "reason"
            )
            if self._only is None or subject in self._only
        }

    def others_at(self, period: Period) -> dict[str, dict[str, float | None]]:
        """Subject → values of the indicators that alternative conditions look at."""
        found: dict[str, dict[str, float | None]] = {}
        if self._others:
            rows = self._found.filter(indicator__in=self._others, period=period.code)
            for subject, code, value in rows.values_list("subject", "indicator", "value"):
                found.setdefault(subject, {})[code] = value
        return found

    def series(self, subjects: Collection[str], periods: Sequence[Period]) -> dict[str, list[float | None]]:
        """Subject → values over the periods, oldest first."""
        rows = self._own.filter(period__in=[p.code for p in periods])
        if len(subjects) <= _NAMED:
            rows = rows.filter(subject__in=subjects)
        known = {(s, p): v for s, p, v in rows.values_list("subject", "period", "value")}
        return {s: [known.get((s, p.code)) for p in periods] for s in subjects}


def changed_unjudged(run: Run) -> list[Key]:
    """What runs changed between the last one that was judged and this one: their process died, or another's did. There
    are hardly ever any, and only then all values are gone through."""
    last = JudgedRun.objects.filter(college=run.college_id).first()
    between = Run.objects.filter(
        college=run.college_id, reach=Reach.CHANGES, pk__gt=last.run_id if last else 0, pk__lt=run.pk
    )
    missed = list(between.order_by().values_list("pk", flat=True))
    if not missed:
        return []
    rows = CurrentValue.objects.filter(college=run.college_id, run__in=missed)
    return [Key(*row) for row in rows.values_list("indicator", "level", "subject", "period")]


class Changed:
    """Which values changed, asked by the control points that look at them."""

    def __init__(self, keys: Iterable[Key], calendar: Calendar) -> None:
        self._calendar = calendar
        self._found: dict[tuple[str, str], dict[str, set[str]]] = {}
        for indicator, level, subject, period in keys:
            by_period = self._found.setdefault((indicator, level), {})
            by_period.setdefault(period, set()).add(subject)

    def of(self, says: Specification) -> tuple[list[Period], set[str]]:
        """The periods in which a value changed, oldest first, and whose it was in any of them."""
        periods: dict[str, Period] = {}
        subjects: set[str] = set()
        for indicator in says.indicators():
            for code, changed in self._found.get((indicator, says.level), {}).items():
                period = self._calendar.period(code)
                if period.kind is says.period:
                    periods[code] = period
                    subjects |= changed
        return sorted(periods.values(), key=lambda each: (each.end, each.start)), subjects


def measures(college: College) -> dict[str, Measure]:
    return {each.code: Measure.of(each.code, each.body) for each in indicators.definitions(college)}


def dataset_names(college: College, indicator: str) -> tuple[str, ...]:
    """The datasets a value rests on, as people call them."""
    known = indicators.indicators(college)
    catalogue = datacentre.catalogue(college)
    return tuple(
        catalogue.dataset(code).name
        for code in sorted(indicators.datasets_behind(known[indicator], known))
        if code in catalogue.datasets
    )


def level_name(college: College, level: str) -> str:
    return datacentre.catalogue(college).levels[level].name
