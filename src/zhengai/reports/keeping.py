"""Which versions of the data must stay readable and why; the only way by which any of them are let go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.tidying import Cleaned, clean_dataset, version_times
from zhengai.diagnosis.models import Record
from zhengai.indicators.models import Run
from zhengai.reports.models import Publication, Report

RECENT_DAYS = 30
_NAMED = 3  # runs or reports that a reason names


@dataclass(frozen=True)
class KeptVersion:
    """One version of a dataset; without reasons nothing needs it."""

    dataset: str
    name: str
    version: int
    at: str
    reasons: tuple[str, ...]


Needs = dict[tuple[str, int], list[str]]


def kept_versions(college: College, *, days: int = RECENT_DAYS) -> list[KeptVersion]:
    """Every version of every dataset, the newest first."""
    needs, found = _needs(college), []
    names = {each.code: each.name for each in datacentre.catalogue(college).datasets.values()}
    since = clock.now() - timedelta(days=days)
    for dataset, newest in sorted(datacentre.data_versions(college).items()):
        for version, at in version_times(college, dataset):
            reasons = list(needs.get((dataset, version), ()))
            if version == newest:
                reasons.insert(0, "最新的版本")
            elif at >= since:
                reasons.append(f"{days} 天之内的版本")
            found.append(
                KeptVersion(
                    dataset, names.get(dataset, dataset), version, f"{at:%Y-%m-%d %H:%M}", tuple(reasons)
                )
            )
    return found


def clean_versions(
    *, college: College, by: str, days: int = RECENT_DAYS, dry_run: bool = False
) -> dict[str, Cleaned]:
    """Lets go what nothing needs → dataset: what it was. No version with a reason loses a file."""
    keep: dict[str, set[int]] = {}
    for each in kept_versions(college, days=days):
        keep.setdefault(each.dataset, set())
        if each.reasons:
            keep[each.dataset].add(each.version)
    before = clock.now() - timedelta(days=days)
    done = {
        dataset: clean_dataset(college, dataset, keep=versions, before=before, dry_run=dry_run)
        for dataset, versions in keep.items()
    }
    gone = {dataset: each for dataset, each in done.items() if each.files}
    if gone and not dry_run:
        details = {
            "files": sum(each.files for each in gone.values()),
            "bytes": sum(each.bytes for each in gone.values()),
            "datasets": len(gone),
            "days": days,
        }
        record(action="reports.clean_versions", by=by, subject=college.code, details=details)
    return gone


def _needs(college: College) -> Needs:
    """Runs, frozen reports and publications, and diagnoses as they were submitted, by the versions they rest on."""
    runs: dict[tuple[str, int], list[str]] = {}
    by_run: dict[int, Mapping[str, int]] = {}
    for number, versions in Run.objects.filter(college=college).values_list("pk", "data_versions"):
        by_run[number] = versions
        _note(runs, versions, str(number))
    reports: dict[tuple[str, int], list[str]] = {}
    for code, figures in Report.objects.filter(college=college).values_list("code", "figures").iterator():
        for pair in {pair for figure in figures for pair in figure.get("data", {}).items()}:
            reports.setdefault(pair, []).append(code)
    diagnoses: dict[tuple[str, int], list[str]] = {}
    records = Record.objects.filter(round__college=college, facts_run__isnull=False)
    for number, run in records.values_list("pk", "facts_run"):
        _note(diagnoses, by_run.get(run, {}), str(number))
    published: dict[tuple[str, int], list[str]] = {}
    for title, period, rested_on in Publication.objects.filter(plan__college=college).values_list(
        "title", "period", "runs"
    ):
        for pair in {pair for versions in rested_on.values() for pair in versions.items()}:
            published.setdefault(pair, []).append(f"{title} {period}")
    held_by = (
        ("次计算", runs),
        ("份冻结的报告", reports),
        ("份发布的统计", published),
        ("份诊断记录", diagnoses),
    )
    found: Needs = {}
    for word, held in held_by:
        for key, who in held.items():
            found.setdefault(key, []).append(_reason(word, who))
    return found


def _note(found: dict[tuple[str, int], list[str]], versions: Mapping[str, int], who: str) -> None:
    for dataset, version in versions.items():
        found.setdefault((dataset, version), []).append(who)


def _reason(word: str, who: list[str]) -> str:
    more = "……" if len(who) > _NAMED else ""
    return f"{len(who)} {word}({'、'.join(who[:_NAMED])}{more})"
