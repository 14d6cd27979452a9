"""What passes give over single files of the lake, kept beside it. A file never changes, so neither does what is made of
it as long as the tables that its rows lead through stay as they are; what a version's files give together is what all
its rows give.

Nothing rests on them: a part that is missing is made again, and the folder may be deleted at any time.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import duckdb
from sqlglot import exp

from zhengai_engine.compile.passtable import KEPT
from zhengai_engine.compile.plan import Plan, Statement
from zhengai_engine.compile.quoting import identifier, literal, literals
from zhengai_engine.compile.rows import dataset_of, source_table
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.sources import select_files
from zhengai_engine.tables.catalogue import Catalogue

PARTS = ".parts"  # beside the tables
_WORTH_KEEPING = (
    48 * 1024
)  # bytes: some fifty thousand rows, which are read as quickly as their parts would be
_STALE = 24 * 3600.0  # seconds after which what nobody asked for any more is removed
_FEW = "few_rows"  # where the steps stand that are taken over the rows of single files
_MAIN = "main"


class KeptParts:
    """Of fixed versions of a lake."""

    def __init__(self, lake: Lake, versions: Mapping[str, int], catalogue: Catalogue) -> None:
        self._lake = lake
        self._versions = versions
        self._catalogue = catalogue

    def create(self, connection: duckdb.DuckDBPyConnection, plan: Plan, dataset: str) -> None:
        """The tables of all passes over the dataset that can be put together; parts that are missing are made first.
        The tables that the rows lead through are there already, and so is the time."""
        steps = [(each, each.kept) for each in plan.statements if each.kept and each.kept.dataset == dataset]
        places = frozenset[str]().union(*(kept.partitions for _, kept in steps))
        files, stored = self._lake.layout(dataset, self._versions[dataset], places)
        large = [each for each in files if Path(each).stat().st_size >= _WORTH_KEEPING]
        folder = self._folder(plan, [each for each, _ in steps], stored)
        if large:
            self._touch(folder)
        work = _Work(connection, plan, [each for each, _ in steps])
        for each in large:
            if not (part := folder / Path(each).name).exists():
                with work.over(self._rows(dataset, [each], stored)):
                    work.keep(part)
        with work.over(self._rows(dataset, [each for each in files if each not in set(large)], stored)):
            for step, kept in steps:
                if kept.whole is not None:
                    mine = [folder / Path(file).name for file in large if _place(file) in kept.partitions]
                    work.put_together(step, mine)

    def _rows(self, dataset: str, files: Sequence[str], stored: set[str]) -> str:
        return select_files(self._catalogue.dataset(dataset), files, stored)

    def _folder(self, plan: Plan, steps: Sequence[Statement], stored: set[str]) -> Path:
        """By what the steps say and by the versions of the tables that rows lead through, so that another formula or
        another table finds no part of this one."""
        dataset = next(each.kept.dataset for each in steps if each.kept)
        said = [plan.printed[each.name] for each in plan.statements if _matters(each, steps)]
        through = sorted(_read_beside(steps, dataset))
        said += [f"{code} {self._versions.get(code)} {self._rows(code, [], set())}" for code in through]
        said += [self._rows(dataset, [], stored), str(sorted(stored))]
        mark = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
        return self._lake.root / PARTS / dataset / mark

    def _touch(self, folder: Path) -> None:
        """Remembers that it was asked for, and removes those beside it that nobody asks for any more."""
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            for other in folder.parent.iterdir():
                if other.stat().st_mtime < time.time() - _STALE:
                    shutil.rmtree(other, ignore_errors=True)
        os.utime(folder)


class _Work:
    """The steps on a connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, plan: Plan, steps: Sequence[Statement]) -> None:
        self._connection = connection
        self._plan = plan
        self._steps = steps

    @contextmanager
    def over(self, rows: str) -> Iterator[None]:
        """The steps are taken over these rows, as long as the block runs."""
        dataset = next(each.kept.dataset for each in self._steps if each.kept)
        run = self._connection.execute
        run(f"CREATE SCHEMA {_FEW}")
        run(f"SET search_path = '{_FEW},{_MAIN}'")
        try:
            run(f"CREATE TABLE {identifier(source_table(dataset))} AS {rows}")
            for each in self._steps:
                run(f"CREATE TABLE {identifier(each.name)} AS {self._plan.printed[each.name]}")
            yield
        finally:
            run(f"SET search_path = '{_MAIN}'")
            run(f"DROP SCHEMA {_FEW} CASCADE")

    def keep(self, part: Path) -> None:
        """Whole or not at all: a folder appears under its name when everything in it is on the disk."""
        unfinished = part.with_name(f"{part.stem}.{os.getpid()}.unfinished")
        unfinished.mkdir()
        try:
            for each in self._steps:
                if each.kept and each.kept.whole is not None:
                    path = unfinished / f"{each.name}.parquet"
                    self._connection.execute(
                        f"COPY (SELECT * FROM {identifier(each.name)} ORDER BY period) "  # noqa: S608
                        f"TO {literal(str(path))} (FORMAT parquet)"
                    )
                    with path.open("rb") as handle:
                        os.fsync(handle.fileno())
            unfinished.rename(part)
        except OSError:
            if not part.exists():  # or another process was as quick
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def put_together(self, step: Statement, parts: Sequence[Path]) -> None:
        """The table of the pass, from what is kept and from what the steps just gave."""
        name = identifier(step.name)
        rows = f"SELECT * FROM {_FEW}.{name}"  # noqa: S608
        if parts:
            paths = literals(str(each / f"{step.name}.parquet") for each in parts)
            rows = f"SELECT * FROM read_parquet([{paths}]) UNION ALL {rows}"  # noqa: S608
        whole = self._plan.printed_wholes[step.name]
        self._connection.execute(
            f"CREATE TABLE {_MAIN}.{name} AS WITH {identifier(KEPT)} AS ({rows}) {whole}"
        )


def _place(file: str) -> str:
    return unquote(Path(file).parent.name.partition("=")[2])


def _tables(steps: Sequence[Statement]) -> set[str]:
    return {table.name for each in steps for table in each.query.find_all(exp.Table)}


def _matters(statement: Statement, steps: Sequence[Statement]) -> bool:
    """The steps themselves, and what else they read that was made for this plan: the time."""
    return statement in steps or statement.name in _tables(steps)


def _read_beside(steps: Sequence[Statement], dataset: str) -> set[str]:
    found = {code for name in _tables(steps) if (code := dataset_of(name)) is not None}
    return found - {dataset}
