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
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import unquote

import duckdb

from zhengai_engine.compile.narrowing import touched_table
from zhengai_engine.compile.passtable import KEPT, SUBJECT, Kept, Sums
from zhengai_engine.compile.periods import PERIOD
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
_LAYOUT = "4"  # of a part's folder
_ROWS_TOGETHER = 8192  # that are read or left out together
_SUMS, _STEP = "sums.parquet", "step"  # of all passes that add up, each row with the name of its pass
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
        missing = [each for each in large if not (folder / Path(each).name).exists()]
        with _all_cores(connection) if missing else nullcontext():
            for each in missing:
                with work.over(self._rows(dataset, [each], stored)):
                    work.keep(folder / Path(each).name)
        with work.over(self._rows(dataset, [each for each in files if each not in set(large)], stored)):
            work.put_together({folder / Path(each).name: _place(each) for each in large})

    def _rows(self, dataset: str, files: Sequence[str], stored: set[str]) -> str:
        return select_files(self._catalogue.dataset(dataset), files, stored)

    def _folder(self, plan: Plan, steps: Sequence[Statement], stored: set[str]) -> Path:
        """By what the steps say (and the time, which they read) and by the versions of the tables that rows lead
        through, so that another formula or another table finds no part of this one."""
        dataset = next(each.kept.dataset for each in steps if each.kept)
        names = {each.name for each in steps}
        read = frozenset[str]().union(*(plan.reads[name] for name in names))
        said = [_LAYOUT, *(plan.printed[each.name] for each in plan.statements if each.name in names | read)]
        through = sorted({code for name in read if (code := dataset_of(name)) is not None} - {dataset})
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
        run = self._connection.execute
        run(f"CREATE SCHEMA {_FEW}")
        run(f"SET search_path = '{_FEW},{_MAIN}'")
        try:
            run(f"CREATE TABLE {identifier(source_table(self._dataset))} AS {rows}")
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
            for name, rows in self._given().items():
                path = unfinished / name
                self._connection.execute(
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

    def put_together(self, parts: Mapping[Path, str]) -> None:
        """The tables of the passes, from what is kept (and the partitions it is of) and from what the steps just gave."""
        if sums := self._sums():
            self._add_up(sums, [path / _SUMS for path in parts])
        for name, kept in self._single().items():
            paths = [path / f"{name}.parquet" for path, place in parts.items() if place in kept.partitions]
            rows = _with_kept(paths, f"SELECT * FROM {_FEW}.{identifier(name)}")  # noqa: S608
            whole = self._plan.printed_wholes[name]
            self._connection.execute(
                f"CREATE TABLE {_MAIN}.{identifier(name)} AS WITH {identifier(KEPT)} AS ({rows}) {whole}"
            )

    def _add_up(self, steps: Mapping[str, Sums], paths: Sequence[Path]) -> None:
        """All passes in one statement; each is what the table holds under its name."""
        periods = {code for each in steps.values() for code in each.periods}
        held = f"{PERIOD} IN ({literals(sorted(periods))})" if periods else "false"
        rows = _with_kept(paths, _together(steps), f"WHERE {held}")
        nobody = "(NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR, false)"  # may be all there is
        wanted = ", ".join(
            [
                nobody,
                *(
                    f"({literal(name)}, {literal(code)}, {literal(each.level)}, {everybody})"
                    for name, each in steps.items()
                    for code, everybody in each.periods.items()
                ),
            ]
        )
        narrow = sorted({each.level for each in steps.values() if not all(each.periods.values())})
        touched = " UNION ALL ".join(
            f"SELECT {literal(level)}, {SUBJECT} FROM {identifier(touched_table(level))}"  # noqa: S608
            for level in narrow
        )
        among = f"everybody OR (level, {SUBJECT}) IN ({touched})" if touched else "true"
        columns = ", ".join(f"sum({each}) AS {each}" for each in map(identifier, _columns(steps)))
        table = f"{_MAIN}.{identifier(f'sums_{self._dataset}')}"
        self._connection.execute(
            f"CREATE TABLE {table} AS SELECT {_STEP}, {SUBJECT}, {PERIOD}, {columns} FROM ({rows}) "  # noqa: S608
            f"JOIN (VALUES {wanted}) AS wanted({_STEP}, {PERIOD}, level, everybody) USING ({_STEP}, {PERIOD}) "
            f"WHERE {among} GROUP BY ALL"
        )
        for name, each in steps.items():
            shown = ", ".join(map(identifier, (SUBJECT, PERIOD, *each.columns)))
            self._connection.execute(
                f"CREATE VIEW {_MAIN}.{identifier(name)} AS SELECT {shown} FROM {table} "  # noqa: S608
                f"WHERE {_STEP} = {literal(name)}"
            )

    @property
    def _dataset(self) -> str:
        return next(each.kept.dataset for each in self._steps if each.kept)

    def _given(self) -> dict[str, str]:
        """What the steps gave that is to be kept, by the name of its file; ordered, so that few of it need be read."""
        found = {
            f"{name}.parquet": f"SELECT * FROM {_FEW}.{identifier(name)} ORDER BY {PERIOD}"  # noqa: S608
            for name in self._single()
        }
        if sums := self._sums():
            found[_SUMS] = f"SELECT * FROM ({_together(sums)}) ORDER BY {_STEP}, {PERIOD}"  # noqa: S608
        return found

    def _sums(self) -> dict[str, Sums]:
        return {each.name: each.kept.sums for each in self._steps if each.kept and each.kept.sums}

    def _single(self) -> dict[str, Kept]:
        return {each.name: each.kept for each in self._steps if each.kept and each.kept.whole is not None}


def _together(steps: Mapping[str, Sums]) -> str:
    """What these steps just gave, each row with the name of its step; a column that one lacks is empty."""
    selects = []
    for name, each in steps.items():
        columns = ", ".join(
            f"CAST({identifier(column) if column in each.columns else 'NULL'} AS DOUBLE) AS {identifier(column)}"
            for column in _columns(steps)
        )
        selects.append(
            f"SELECT {literal(name)} AS {_STEP}, {SUBJECT}, {PERIOD}, {columns} FROM {_FEW}.{identifier(name)}"  # noqa: S608
        )
    return " UNION ALL ".join(selects)


def _columns(steps: Mapping[str, Sums]) -> list[str]:
    return list(dict.fromkeys(column for each in steps.values() for column in each.columns))


def _with_kept(paths: Sequence[Path], rows: str, condition: str = "") -> str:
    if not paths:
        return rows
    listed = literals(map(str, paths))
    return f"SELECT * FROM read_parquet([{listed}]) {condition} UNION ALL {rows}"  # noqa: S608


@contextmanager
def _all_cores(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Files are large, what is computed of what is kept is small."""
    before = connection.execute("SELECT current_setting('threads')").fetchall()[0][0]
    connection.execute("RESET threads")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {int(before)}")


def _place(file: str) -> str:
    return unquote(Path(file).parent.name.partition("=")[2])
