"""The four qualities over time: of a dataset, of what a department answers for, of what a source sent."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from zhengai.college.models import College
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.quality.models import Score
from zhengai_engine.tables.quality import Aspect as Aspect

Aspects = dict[str, float | None]


@dataclass(frozen=True)
class Point:
    """How good the data were on a day; `over` says of how many datasets, or of how many rows."""

    day: date
    aspects: Aspects
    over: int


def of_datasets(college: College, since: date, datasets: Collection[str] | None = None) -> list[Point]:
    """On each day on which one of them was judged, the mean over all that were judged by then: each dataset counts the
    same, so that a long table does not hide a bad short one. Null `datasets`: all."""
    found = Score.objects.filter(college=college).order_by("day")
    if datasets is not None:
        found = found.filter(dataset__in=datasets)
    newest: dict[str, Aspects] = {}
    points: dict[date, Point] = {}
    for score in found:
        newest[score.dataset] = score.aspects
        if score.day >= since:
            points[score.day] = Point(score.day, _mean(newest.values()), len(newest))
    return list(points.values())


def of_sources(college: College, since: date, sources: Collection[str]) -> list[Point]:
    """Day by day what these sent, as it was judged when it came in: rows over rows."""
    sent = Batch.objects.filter(
        college=college,
        state=BatchState.COMMITTED,
        source__in=sources,
        created_at__date__gte=since,
        rows_read__gt=0,
    )
    by_day: dict[date, list[tuple[int, Aspects]]] = defaultdict(list)
    for at, rows, quality in sent.order_by("created_at").values_list("created_at", "rows_read", "quality"):
        by_day[timezone.localdate(at)].append((rows, quality))
    return [Point(day, _weighted(each), sum(rows for rows, _ in each)) for day, each in by_day.items()]


def senders(college: College) -> list[str]:
    """The codes of all sources that ever sent rows."""
    sent = Batch.objects.filter(college=college, state=BatchState.COMMITTED).order_by("source")
    return list(sent.values_list("source", flat=True).distinct())


def _mean(each: Iterable[Aspects]) -> Aspects:
    return _weighted([(1, aspects) for aspects in each])


def _weighted(each: Collection[tuple[int, Aspects]]) -> Aspects:
    found: Aspects = {}
    for aspect in Aspect:
        held = [(weight, aspects[aspect]) for weight, aspects in each if aspects.get(aspect) is not None]
        total = sum(weight for weight, _ in held)
        found[aspect.value] = (
            sum(weight * (value or 0.0) for weight, value in held) / total if total else None
        )
    return found
