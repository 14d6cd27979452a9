"""What passes give over single files of the lake, kept beside it. A file never changes, so neither does what is made of
it as long as the tables that its rows lead through stay as they are; what a version's files give together is what all
its rows give.

Nothing rests on them: a part that is missing is made again, and the folder may be deleted at any time.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import duckdb

from zhengai_engine.compile.plan import Plan
from zhengai_engine.compile.quoting import literal
from zhengai_engine.compile.rows import dataset_of
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.sources import select_files
from zhengai_engine.tables.catalogue import Catalogue

PARTS = ".parts"  # beside the tables
_WORTH_KEEPING = (
    48 * 1024
)  # bytes: some fifty thousand rows, which are read as quickly as their parts would be
_STALE = 24 * 3600.0  # seconds after which what nobody asked for any more is removed
_LAYOUT = "4"  # of a part's folder
_ROWS_TOGETHER = 8192  # that are read or left out together


@dataclass(frozen=True)
class Files:
    """Of one version: the large ones, each with the folder where its part is (or will be), and the small ones, of
    which nothing is kept. `stored`: the columns that their rows have."""

    large: Mapping[str, Path]
    small: Sequence[str]
    stored: frozenset[str]


class KeptParts:
    """Of the steps of a plan that are taken over one dataset. `versions` are those of the tables that rows lead
    through."""

    def __init__(
        self, lake: Lake, catalogue: Catalogue, plan: Plan, dataset: str, versions: Mapping[str, int]
    ) -> None:
        self._lake = lake
        self._catalogue = catalogue
        self._dataset = dataset
        steps = plan.kept_of(dataset)
        self._places = frozenset[str]().union(*(each.partitions for each in steps.values()))
        self._said = self._what_is_said(plan, set(steps), versions)

    def files(self, version: int) -> Files:
        files, stored = self._lake.layout(self._dataset, version, self._places)
        large = [each for each in files if Path(each).stat().st_size >= _WORTH_KEEPING]
        folder = self._folder(stored)
        if large:
            _touch(folder)
        small = [each for each in files if each not in set(large)]
        return Files({each: folder / Path(each).name for each in large}, small, frozenset(stored))

    def rows(self, files: Sequence[str], stored: frozenset[str]) -> str:
        return select_files(self._catalogue.dataset(self._dataset), files, stored)

    def _what_is_said(self, plan: Plan, names: set[str], versions: Mapping[str, int]) -> list[str]:
        """What the steps say (and the time, which they read) and the versions of the tables that rows lead through,
        so that another formula or another table finds no part of this one."""
        read = frozenset[str]().union(*(plan.reads[name] for name in names))
        said = [_LAYOUT, *(plan.printed[each.name] for each in plan.statements if each.name in names | read)]
        through = sorted({code for name in read if (code := dataset_of(name)) is not None} - {self._dataset})
        return said + [
            f"{code} {versions.get(code)} {select_files(self._catalogue.dataset(code), [], set())}"
            for code in through
        ]

    def _folder(self, stored: set[str]) -> Path:
        said = [*self._said, self.rows([], frozenset(stored)), str(sorted(stored))]
        mark = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        return self._lake.root / PARTS / self._dataset / mark


def keep(connection: duckdb.DuckDBPyConnection, part: Path, given: Mapping[str, str]) -> None:
    """`given`: what is kept, by the name it is kept under. Whole or not at all: a folder appears under its name when
    everything in it is on the disk."""
    unfinished = part.with_name(f"{part.stem}.{os.getpid()}.unfinished")
    unfinished.mkdir()
    try:
        for name, rows in given.items():
            path = file_of(unfinished, name)
            connection.execute(
                f"COPY ({rows}) TO {literal(str(path))} (FORMAT parquet, ROW_GROUP_SIZE {_ROWS_TOGETHER})"
            )
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
        unfinished.rename(part)
    except OSError:
        if not part.exists():  # or another process was as quick
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def file_of(part: Path, name: str) -> Path:
    return part / f"{name}.parquet"


def place_of(file: str) -> str:
    """The partition it lies in."""
    return unquote(Path(file).parent.name.partition("=")[2])


def _touch(folder: Path) -> None:
    """Remembers that it was asked for, and removes those beside it that nobody asks for any more."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(other, ignore_errors=True)
    os.utime(folder)
