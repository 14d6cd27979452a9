"""校均: the mean of a level in a period, from sums where the values are rates. Kept until the next run."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Avg, Count, Sum

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.indicators.models import Run
from zhengai.indicators.queries import current_values
from zhengai_engine.disclosure import SMALLEST_GROUP
from zhengai_engine.model.level import COLLEGE

_MEANS: ContentCache[dict[tuple[str, str], float]] = ContentCache(size=64)


@dataclass(frozen=True)
class Asked:
    """One mean: of an indicator, in a period."""

    indicator: str
    period: str


def peer_means(
    college: College, run: Run | None, level: str, asked: Collection[Asked]
) -> dict[tuple[str, str], float]:
    """(indicator, period) → mean of all subjects of the level. Σ numerators / Σ denominators where there are any:
    the mean of rates would weigh a class of five like one of fifty. Too few subjects give none."""
    if run is None or level == COLLEGE or not asked:
        return {}
    key = (run.pk, level, tuple(sorted((each.indicator, each.period) for each in asked)))
    return _MEANS.get(lambda: key, lambda: _means(college, level, asked))


def _means(college: College, level: str, asked: Collection[Asked]) -> dict[tuple[str, str], float]:
    rows = current_values(college, level=level).filter(
        indicator__in={each.indicator for each in asked},
        period__in={each.period for each in asked},
        value__isnull=False,
    )
    counted = (
        rows.order_by()
        .values_list("indicator", "period")
        .annotate(Count("pk"), Avg("value"), Sum("numerator"), Sum("denominator"))
    )
    wanted = {(each.indicator, each.period) for each in asked}
    return {
        (indicator, period): over / under if over is not None and under else mean
        for indicator, period, number, mean, over, under in counted
        if number >= SMALLEST_GROUP and (indicator, period) in wanted
    }
