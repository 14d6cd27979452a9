"""Questions about data quality."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.framework import queries as framework
from zhengai.quality.models import Result, Score, Suspect
from zhengai.quality.rules import LIVE
from zhengai.quality.rules.reading import read_rules
from zhengai_engine.tables.quality import QualityRule

_RULES: ContentCache[dict[str, QualityRule]] = ContentCache()


def rules(college: College) -> dict[str, QualityRule]:
    """All rules of the installed packs by code; raises InvalidRules."""
    return _RULES.get(
        lambda: framework.fingerprint(college),
        lambda: {
            each.code: each
            for each in read_rules(framework.section(college, "quality_rules"), datacentre.catalogue(college))
        },
    )


def results(college: College) -> QuerySet[Result]:
    """The newest of every rule."""
    return Result.objects.filter(college=college, current=True)


def results_of(college: College, rule: str) -> QuerySet[Result]:
    """Every version that was judged, newest first."""
    return Result.objects.filter(college=college, rule=rule).order_by("-version")


def suspects(college: College) -> QuerySet[Suspect]:
    return Suspect.objects.filter(college=college)


def live_suspects(college: College) -> QuerySet[Suspect]:
    return suspects(college).filter(state__in=LIVE)


def newest_scores(college: College) -> dict[str, Score]:
    """Dataset → its newest score."""
    days = Score.objects.filter(college=college).order_by().values("dataset").annotate(day=Max("day"))
    newest = {each["dataset"]: each["day"] for each in days}
    found = Score.objects.filter(college=college, day__in=set(newest.values()))
    return {each.dataset: each for each in found if newest[each.dataset] == each.day}


def scores_since(college: College, since: date, datasets: Iterable[str] | None = None) -> list[Score]:
    """Oldest first."""
    found = Score.objects.filter(college=college, day__gte=since)
    return list((found if datasets is None else found.filter(dataset__in=set(datasets))).order_by("day"))


def open_numbers(college: College) -> dict[str, int]:
    """Dataset → suspects that wait for somebody."""
    found = live_suspects(college).order_by().values_list("dataset").annotate(number=Count("pk"))
    return dict(found)


def received_on(college: College) -> dict[str, date]:
    """Dataset → the day of its newest committed batch."""
    found = Batch.objects.filter(college=college, state=BatchState.COMMITTED).order_by()
    days = found.values_list("dataset").annotate(at=Max("created_at"))
    return {dataset: timezone.localdate(at) for dataset, at in days}


@dataclass(frozen=True)
class SourceQuality:
    """The newest batches of one source of one dataset, as judged when they came in (see datacentre.rules.Quality)."""

    dataset: str
    source: str
    batches: int
    rows: int
    rejected: int
    suspects: int


def by_source(college: College) -> list[SourceQuality]:
    """Every source that sent committed rows, by dataset."""
    sent = Batch.objects.filter(college=college, state=BatchState.COMMITTED).order_by()
    rows = sent.values_list("dataset", "source").annotate(
        number=Count("pk"), read=Sum("rows_read"), rejected=Sum("rows_rejected")
    )
    open_by = {
        (dataset, source): number
        for dataset, source, number in live_suspects(college)
        .order_by()
        .values_list("dataset", "source")
        .annotate(number=Count("pk"))
    }
    return sorted(
        (
            SourceQuality(
                dataset, source, number, read or 0, rejected or 0, open_by.get((dataset, source), 0)
            )
            for dataset, source, number, read, rejected in rows
        ),
        key=lambda each: (each.dataset, each.source),
    )
