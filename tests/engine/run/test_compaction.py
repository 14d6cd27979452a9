"""Small files are merged while others write and read: no row is lost, doubled or hidden, and no earlier version changes."""

import multiprocessing
from collections import Counter
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from zhengai_engine.compile.quoting import literals
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run.changes import changed_table, collect_changes
from zhengai_engine.run.compacting import Tier
from zhengai_engine.run.lake import Lake
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

VISITS = Dataset(
    code="visits",
    name="走访",
    key=("number",),
    time=TimeRule(PeriodKind.SEMESTER, ("semester",)),
    fields=(
        Field("number", "编号", FieldType.INTEGER),
        Field("semester", "学期", FieldType.TEXT),
        Field("writer", "填写人", FieldType.TEXT),
    ),
)
SEMESTER = "2026-2027-1"
BATCHES = 30


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def write(lake: Lake, connection: duckdb.DuckDBPyConnection, writer: str, *numbers: int) -> int:
    rows = ", ".join(f"({number}, '{SEMESTER}', '{writer}')" for number in numbers)
    connection.execute(
        f"CREATE OR REPLACE TABLE incoming AS SELECT * FROM (VALUES {rows}) AS t(number, semester, writer)"
    )
    return lake.merge(VISITS, connection, "incoming", batch=f"{writer}-{numbers[0]}").version


def rows_of(lake: Lake, version: int) -> Counter[int]:
    files = lake.files("visits", version)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT number FROM read_parquet([{literals(files)}])").fetchall()
    return Counter(number for (number,) in found)


def _keep_writing(root: str, writer: str, first: int) -> None:
    with duckdb.connect() as connection:
        for batch in range(BATCHES):
            write(Lake(Path(root)), connection, writer, first + 2 * batch, first + 2 * batch + 1)


def _keep_reading(root: str, stop: Event) -> None:
    """Each version as it is found: no number twice, and none gone that was there before."""
    lake, before = Lake(Path(root)), set[int]()
    while not stop.is_set():
        version = lake.latest("visits")
        assert version is not None
        now = rows_of(lake, version)
        assert max(now.values()) == 1
        assert set(now) >= before
        before = set(now)


def test_two_writers_and_a_reader_are_not_disturbed(lake: Lake) -> None:
    with duckdb.connect() as connection:
        write(lake, connection, "first", 0)
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    reader = spawn.Process(target=_keep_reading, args=(str(lake.root), stop))
    writers = [
        spawn.Process(target=_keep_writing, args=(str(lake.root), writer, first))
        for writer, first in (("a", 1000), ("b", 2000))
    ]
    for each in (reader, *writers):
        each.start()
    merged = 0
    while any(each.is_alive() for each in writers):
        done = lake.compact("visits", enough=4)
        merged += done.files if done else 0
    for each in writers:
        each.join(60)
    stop.set()
    reader.join(60)
    assert [each.exitcode for each in (reader, *writers)] == [0, 0, 0]
    assert merged > BATCHES  # it did happen while they wrote
    wanted = {0, *range(1000, 1000 + 2 * BATCHES), *range(2000, 2000 + 2 * BATCHES)}
    lake.compact("visits", enough=2)
    newest = lake.latest("visits")
    assert newest is not None
    assert rows_of(lake, newest) == Counter(wanted)
    assert len(lake.files("visits", newest)) == 1


def test_earlier_versions_keep_their_files(lake: Lake) -> None:
    with duckdb.connect() as connection:
        versions = [write(lake, connection, "a", number) for number in range(6)]
    before = {version: rows_of(lake, version) for version in versions}
    done = lake.compact("visits", enough=2)
    assert done is not None
    assert (done.files, done.into, done.version) == (6, 1, versions[-1] + 1)
    assert {version: rows_of(lake, version) for version in versions} == before


def test_few_small_files_and_large_ones_are_left_alone(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lake.compact("visits") is None
    with duckdb.connect() as connection:
        for number in range(6):
            write(lake, connection, "a", number)
        assert lake.compact("visits") is None
        monkeypatch.setattr("zhengai_engine.run.compacting.TIERS", (Tier(0, 1, 2),))
        assert lake.compact("visits", enough=2) is None
    assert DeltaTable(str(lake.root / "visits")).version() == 5


def test_what_was_merged_is_merged_again_when_there_is_much_of_it(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty batches, one file: otherwise a year of batches would leave thousands."""
    with duckdb.connect() as connection:
        single = file_size(lake, write(lake, connection, "a", 0))
        # a file of several rows is hardly larger than one of a single row: what counts here is that it is larger
        monkeypatch.setattr(
            "zhengai_engine.run.compacting.TIERS",
            (Tier(0, single + 1, 2 * single), Tier(single + 1, 10 * single, 20 * single)),
        )
        into: list[int] = []
        for number in range(1, 60):
            newest = write(lake, connection, "a", number)
            if (done := lake.compact("visits", enough=4)) is not None:
                into.append(len(lake.files("visits", done.version)))
    newest = lake.latest("visits")
    assert newest is not None
    assert min(into[3:]) == 1  # the second tier, after four of the first
    assert len(lake.files("visits", newest)) < 8
    assert rows_of(lake, newest) == Counter(range(60))


def file_size(lake: Lake, version: int) -> int:
    (path,) = lake.files("visits", version)
    return Path(path).stat().st_size


def test_rows_that_were_only_laid_out_anew_have_not_changed(lake: Lake) -> None:
    with duckdb.connect() as connection:
        for number in range(6):
            since = write(lake, connection, "a", number)
        lake.compact("visits", enough=2)
        moved = lake.latest("visits")
        assert moved == since + 1
        assert collect_changes(connection, lake, VISITS, since, moved) == 0
        until = write(lake, connection, "b", 3, 7)  # one replaced in the merged file, one new
        assert collect_changes(connection, lake, VISITS, since, until) == 3
        changed = connection.execute(
            f"SELECT number, writer FROM {changed_table('visits')} ORDER BY ALL"
        ).fetchall()
    assert changed == [(3, "a"), (3, "b"), (7, "b")]
