"""Questions about what the data centre holds."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core.content import ContentCache
from zhengai.datacentre.coding import with_codes
from zhengai.datacentre.models import Batch, ColumnMapping
from zhengai.datacentre.rules import BatchState, Limits, due
from zhengai.framework import queries as framework
from zhengai_engine.run.intake.intake import Problem
from zhengai_engine.run.intake.reach import reached_values
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.looking import look_at_rows
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset
from zhengai_engine.tables.reading import read_catalogue

WAITING = "waiting.xlsx"
_CATALOGUES: ContentCache[Catalogue] = ContentCache()
_COUNTED: ContentCache[int] = ContentCache(size=256)
_FIRST: ContentCache[list[tuple[Any, ...]]] = ContentCache(size=64)


def catalogue(college: College) -> Catalogue:
    """Levels and datasets of the installed packs, checked as a whole (InvalidDataset)."""
    return _CATALOGUES.get(
        lambda: framework.fingerprint(college),
        lambda: read_catalogue(
            framework.section(college, "levels"),
            with_codes(framework.section(college, "datasets"), framework.section(college, "code_tables")),
        ),
    )


def lake(college: College) -> Lake:
    """Lakes are per college: rows of two never mix."""
    return Lake(Path(settings.LAKE_ROOT) / college.code)


def data_versions(college: College) -> dict[str, int]:
    """The newest version of every dataset that was ever received."""
    return lake(college).versions(catalogue(college).datasets)


def stored(college: College) -> dict[str, tuple[int, int]]:
    """Dataset → its newest version and how many rows that has, for every dataset that was ever received."""
    return {
        code: (version, _rows(college, code, version)) for code, version in data_versions(college).items()
    }


def _rows(college: College, dataset: str, version: int) -> int:
    held = lake(college)
    return _COUNTED.get(lambda: (str(held.root), dataset, version), lambda: held.rows(dataset, version))


def limits() -> Limits:
    return getattr(settings, "IMPORT_LIMITS", None) or Limits()


def batches(college: College, dataset: str | None = None) -> QuerySet[Batch]:
    """Newest first."""
    found = Batch.objects.filter(college=college)
    return found.filter(dataset=dataset) if dataset else found


def batch_folder(batch: Batch) -> Path:
    """Where a batch keeps its rejected rows, and its working files while it runs."""
    return Path(settings.ZHENGAI_HOME) / "batches" / batch.college.code / batch.code


def rejected_file(batch: Batch) -> Path | None:
    """The workbook of rejected rows with their reasons; null when there is none."""
    path = batch_folder(batch) / "rejected.xlsx"
    return path if path.exists() else None


def waiting_file(batch: Batch) -> Path | None:
    """The workbook of rows that wait for a decision about a word; null when there is none."""
    path = batch_folder(batch) / WAITING
    return path if path.exists() else None


def first_problems(batch: Batch) -> list[Problem]:
    """The first rejected cells with their reasons; empty when there are none."""
    path = batch_folder(batch) / "problems.json"
    if not path.exists():
        return []
    return [Problem(**each) for each in json.loads(path.read_text(encoding="utf-8"))]


def may_be_sent(college: College, roles: Collection[str], everything: bool) -> list[Dataset]:
    """Datasets that somebody with these roles may send: all of them who reaches everything, the others those whose
    declaration names a role of theirs."""
    found = catalogue(college).datasets.values()
    return [each for each in found if everything or set(roles) & set(each.senders)]


_SENT_THROUGH = ("teacher", "course", "class")  # the levels somebody may answer for in a row


def within(
    college: College, dataset: str, subjects: Collection[tuple[str, str]]
) -> dict[str, frozenset[str]]:
    """What the rows of somebody who reaches only these subjects (level, code) must hold: field → values."""
    found: dict[str, frozenset[str]] = {}
    for level in _SENT_THROUGH:
        codes = {code for each, code in subjects if each == level}
        reached = reached_values(catalogue(college), lake(college), dataset, level, codes)
        if reached is not None:
            field, values = reached
            found[field] = found.get(field, frozenset()) | values
    return found


def first_rows(college: College, dataset: str, fields: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """Rows of the newest period, in the order of their key. A version never changes, and finding its first rows means
    sorting millions: it is done once."""
    held = lake(college)
    found = _FIRST.get(
        lambda: (str(held.root), dataset, held.latest(dataset), tuple(fields), limit),
        lambda: look_at_rows(held, catalogue(college).dataset(dataset), fields, limit),
    )
    return list(found)


def remembered(college: College, dataset: str, source: str) -> dict[str, str]:
    row = ColumnMapping.objects.filter(college=college, dataset=dataset, source=source).first()
    return dict(row.mapping) if row else {}


@dataclass(frozen=True)
class Freshness:
    """How current one dataset is. `due` is null where the dataset has no frequency."""

    dataset: str
    name: str
    owner: str
    last_batch: Batch | None
    latest_period: str
    due: date | None
    overdue: bool
    quality: dict[str, float | None]


def freshness(college: College, day: date) -> list[Freshness]:
    """Every dataset of the catalogue, the overdue ones first, then by code."""
    newest: dict[str, Batch] = {}
    periods: dict[str, str] = {}
    for batch in batches(college).filter(state=BatchState.COMMITTED).order_by("id"):
        newest[batch.dataset] = batch
        periods[batch.dataset] = max(periods.get(batch.dataset, ""), batch.latest_period)
    ends = _ends(college, set(periods.values()))
    found = []
    for dataset in catalogue(college).datasets.values():
        batch_or_none = newest.get(dataset.code)
        period = periods.get(dataset.code, "")
        expected = None
        if dataset.frequency and batch_or_none:
            last = ends.get(period) or timezone.localdate(batch_or_none.created_at)
            expected = due(last, dataset.frequency)
        found.append(
            Freshness(
                dataset=dataset.code,
                name=dataset.name,
                owner=dataset.owner,
                last_batch=batch_or_none,
                latest_period=period,
                due=expected,
                overdue=expected is not None and expected < day,
                quality=dict(batch_or_none.quality) if batch_or_none else {},
            )
        )
    return sorted(found, key=lambda each: (not each.overdue, each.dataset))


def _ends(college: College, codes: set[str]) -> dict[str, date]:
    """Last days of periods; a code that the calendar no longer knows has none."""
    calendar = calendar_of(college)
    found = ((code, calendar.find(code)) for code in codes)
    return {code: period.end for code, period in found if period is not None}
