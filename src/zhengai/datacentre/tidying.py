"""How old the versions of a dataset are, and letting go of files that none of those kept is made of."""

from collections.abc import Iterable
from datetime import datetime

from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai_engine.run.cleaning import Cleaned as Cleaned
from zhengai_engine.run.cleaning import clean


def version_times(college: College, dataset: str) -> list[tuple[int, datetime]]:
    """Every version with the moment of its commit, the newest first."""
    return queries.lake(college).history(dataset)


def clean_dataset(
    college: College, dataset: str, *, keep: Iterable[int], before: datetime, dry_run: bool
) -> Cleaned:
    return clean(queries.lake(college), dataset, keep=keep, before=before, dry_run=dry_run)
