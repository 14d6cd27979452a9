"""Rows of the data centre for rooms that pass them on: one version, together with what its references lead to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhengai.college.models import College
from zhengai.datacentre.queries import catalogue, lake
from zhengai_engine.run import selecting
from zhengai_engine.tables.dataset import InvalidDataset, Privacy


@dataclass(frozen=True)
class Origin:
    """The field at the end of a path. `problem` says why there is none."""

    name: str = ""
    sensitive: bool = False
    problem: str = ""


def origin(college: College, dataset: str, path: str) -> Origin:
    known = catalogue(college)
    if dataset not in known.datasets:
        return Origin(problem=f"方案里没有数据集 {dataset}")
    try:
        found = selecting.field_at(known, dataset, path)
    except InvalidDataset as problem:
        return Origin(problem=str(problem))
    return Origin(found.name, found.privacy is Privacy.SENSITIVE)


def versions_behind(college: College, dataset: str, paths: Iterable[str]) -> dict[str, int]:
    """The newest version of every dataset that the paths read; without those that were never received."""
    return lake(college).versions(sorted(selecting.datasets_of(catalogue(college), dataset, paths)))


def periods_of(college: College, dataset: str) -> list[str]:
    """The periods in which rows of the newest version lie, the newest first; empty where the dataset has no time."""
    version = lake(college).latest(dataset)
    if version is None or catalogue(college).dataset(dataset).time is None:
        return []
    return selecting.partitions(lake(college), dataset, version)


def rows_of(
    college: College, dataset: str, versions: Mapping[str, int], paths: Sequence[str], period: str = ""
) -> Iterator[list[tuple[Any, ...]]]:
    """Parts of the rows, by key: the cells of the key, then the value at the end of each path."""
    return selecting.select_rows(
        lake(college), catalogue(college), dataset, dict(versions), list(paths), period
    )


def key_of(college: College, dataset: str) -> tuple[str, ...]:
    return catalogue(college).dataset(dataset).key


def committed_at(college: College, dataset: str, version: int) -> datetime | None:
    """When the version came to be."""
    return next((at for number, at in lake(college).history(dataset) if number == version), None)
