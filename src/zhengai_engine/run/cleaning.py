"""Takes away data files that no version somebody needs is made of. The log stays: every version keeps its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlparse

from zhengai_engine.run.lake import Lake


@dataclass(frozen=True)
class Cleaned:
    """`files` that are needed by no version kept, and their bytes."""

    files: int
    bytes: int


def clean(
    lake: Lake, dataset: str, *, keep: Iterable[int], before: datetime, dry_run: bool = False
) -> Cleaned:
    """`keep` are the versions that must stay readable; the newest one always does. Files written after `before` stay
    too: they may belong to a commit under way. Writers wait meanwhile. A version that cannot be listed stops it
    before anything is gone."""
    with lake.writing(dataset):
        newest = lake.latest(dataset)
        if newest is None:
            return Cleaned(0, 0)
        needed = {each for version in {*keep, newest} for each in _paths(lake.files(dataset, version))}
        free = [
            path
            for path in sorted(lake.folder(dataset).rglob("*.parquet"))
            if "_delta_log" not in path.parts
            and path not in needed
            and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
        ]
        size = sum(path.stat().st_size for path in free)
        if not dry_run:
            for path in free:
                path.unlink()
        return Cleaned(len(free), size)


def _paths(addresses: Iterable[str]) -> Iterable[Path]:
    """The log may write a file as a path or as an address."""
    for each in addresses:
        yield Path(unquote(urlparse(each).path) if each.startswith("file:") else each).resolve()
