"""The lake: versions, merge, partitions, two writers, and a death in the middle."""

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run import lake as lakes
from zhengai_engine.run.incoming import DuplicateKeys, UnfitRows
from zhengai_engine.run.lake import Lake, schema
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule

GRADES = Dataset(
    code="grades",
    name="成绩",
    key=("student", "course", "semester"),
    time=TimeRule(PeriodKind.SEMESTER, ("semester",)),
    fields=(
        Field("student", "学号", FieldType.TEXT),
        Field("course", "课程", FieldType.TEXT),
        Field("semester", "学期", FieldType.TEXT),
        Field("score", "总评", FieldType.NUMBER),
        Field("credits", "学分", FieldType.INTEGER),
    ),
)
VISITS = Dataset(
    code="visits",
    name="走访",
    key=("number",),
    time=TimeRule(PeriodKind.DAY, ("day",)),
    fields=(
        Field("number", "编号", FieldType.TEXT),
        Field("day", "日期", FieldType.DATE),
        Field("done", "完成", FieldType.BOOLEAN),
    ),
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def grades(db: duckdb.DuckDBPyConnection, *rows: tuple[str, str, str, float | None]) -> str:
    db.execute(
        "CREATE OR REPLACE TABLE incoming (student VARCHAR, course VARCHAR, semester VARCHAR, score DOUBLE)"
    )
    if rows:
        db.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?)", rows)
    return "incoming"


def stored(
    lake: Lake, version: int | None = None, columns: str = "student, course, semester, score"
) -> list[tuple]:
    version = lake.latest("grades") if version is None else version
    assert version is not None
    files = lake.files("grades", version)
    return duckdb.sql(
        f"SELECT {columns} FROM read_parquet({files!r}, union_by_name = true) ORDER BY ALL"
    ).fetchall()


A1 = ("s1", "c1", "2025-2026-1", 80.0)
A2 = ("s2", "c1", "2025-2026-1", 55.0)
B1 = ("s1", "c2", "2025-2026-2", 70.0)


def test_a_dataset_never_received_has_no_version(lake: Lake) -> None:
    assert lake.latest("grades") is None
    assert lake.versions(["grades"]) == {}


def test_every_write_is_a_version_and_old_versions_stay(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    first = lake.append(GRADES, db, grades(db, A1))
    second = lake.append(GRADES, db, grades(db, A2))
    assert (first, second) == (0, 1)
    assert stored(lake, 0) == [A1]
    assert stored(lake, 1) == [A1, A2]
    assert lake.versions(["grades", "visits"]) == {"grades": 1}


def test_rows_are_typed_and_lie_in_their_period(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.append(GRADES, db, grades(db, A1, B1), batch="b7")
    assert schema(GRADES)["score"] == "DOUBLE"
    assert stored(lake, columns="typeof(credits), typeof(score), _batch") == [("BIGINT", "DOUBLE", "b7")] * 2
    assert all("_period=2025-2026-2" in f for f in lake.files("grades", 0, ["2025-2026-2"]))
    assert len(lake.files("grades", 0)) == 2
    assert lake.files("grades", 0, []) == []


def test_merge_replaces_by_key_and_adds_the_rest(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.merge(GRADES, db, grades(db, A1, A2))
    done = lake.merge(GRADES, db, grades(db, ("s2", "c1", "2025-2026-1", 61.0), B1, A1))
    assert (done.inserted, done.updated, done.unchanged) == (1, 1, 1)
    assert stored(lake) == [A1, B1, ("s2", "c1", "2025-2026-1", 61.0)]


def test_merging_the_same_rows_again_makes_no_version(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    first = lake.merge(GRADES, db, grades(db, A1, ("s3", "c1", "2025-2026-1", None)), batch="one")
    again = lake.merge(GRADES, db, grades(db, A1, ("s3", "c1", "2025-2026-1", None)), batch="two")
    assert (first.version, first.inserted) == (0, 2)
    assert (again.version, again.inserted, again.updated, again.unchanged) == (0, 0, 0, 2)


def test_merge_rewrites_only_files_with_replaced_rows(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.merge(GRADES, db, grades(db, A1, B1))
    untouched = lake.files("grades", 0, ["2025-2026-1"])
    lake.merge(GRADES, db, grades(db, ("s1", "c2", "2025-2026-2", 71.0)))
    assert lake.files("grades", 1, ["2025-2026-1"]) == untouched
    assert lake.files("grades", 1, ["2025-2026-2"]) != lake.files("grades", 0, ["2025-2026-2"])


def test_a_correction_that_moves_a_row_to_another_year_leaves_one_row(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    db.execute("CREATE TABLE v AS SELECT 'n1' AS number, DATE '2026-08-31' AS day, true AS done")
    lake.merge(VISITS, db, "v")
    db.execute("UPDATE v SET day = DATE '2026-09-01'")
    done = lake.merge(VISITS, db, "v")
    assert done.updated == 1
    assert "_period=2026-2027" in "".join(lake.files("visits", done.version))
    rows = duckdb.sql(
        f"SELECT day::VARCHAR FROM read_parquet({lake.files('visits', done.version)!r})"
    ).fetchall()
    assert rows == [("2026-09-01",)]


def test_a_key_twice_is_refused_and_nothing_is_written(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DuplicateKeys, match="出现了两次"):
        lake.merge(GRADES, db, grades(db, A1, A1))
    assert lake.latest("grades") is None


def test_replace_takes_the_place_of_one_partition(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.merge(GRADES, db, grades(db, A1, A2, B1))
    new = ("s9", "c1", "2025-2026-1", 99.0)
    lake.replace(GRADES, db, grades(db, new), partitions=["2025-2026-1"])
    assert stored(lake) == [B1, new]
    lake.replace(GRADES, db, grades(db, A2))
    assert stored(lake) == [A2]
    lake.replace(GRADES, db, grades(db))
    assert lake.files("grades", lake.latest("grades") or 0) == []


def test_an_empty_first_batch_counts_as_received(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    assert lake.merge(GRADES, db, grades(db)).version == 0
    assert lake.merge(GRADES, db, grades(db, A1)).inserted == 1


def test_a_field_added_to_the_declaration_later_is_stored(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.merge(GRADES, db, grades(db, A1))
    wider = Dataset(
        code="grades", name="成绩", key=GRADES.key, time=GRADES.time,
        fields=(*GRADES.fields, Field("makeup", "补考", FieldType.BOOLEAN)),
    )  # fmt: skip
    grades(db, A2)
    db.execute("ALTER TABLE incoming ADD COLUMN makeup BOOLEAN DEFAULT true")
    lake.merge(wider, db, "incoming")
    assert stored(lake, columns="student, makeup") == [("s1", None), ("s2", True)]
    grades(db, A1)
    db.execute("ALTER TABLE incoming ADD COLUMN makeup BOOLEAN DEFAULT false")
    assert lake.merge(wider, db, "incoming").updated == 1
    assert stored(lake, columns="student, makeup") == [("s1", False), ("s2", True)]


def _write_many(root: str, first: int) -> None:
    with duckdb.connect() as db:
        for number in range(first, first + 5):
            lake = Lake(Path(root))
            lake.merge(
                GRADES,
                db,
                grades(db, (f"s{number}", "c1", "2025-2026-1", 1.0), ("s0", "c1", "2025-2026-1", number)),
            )


def test_two_writers_queue_and_lose_nothing(lake: Lake) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_many, args=(str(lake.root), first)) for first in (100, 200)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
        assert each.exitcode == 0
    students = {row[0] for row in stored(lake)}
    assert students == {"s0"} | {f"s{n}" for n in (*range(100, 105), *range(200, 205))}
    assert len(stored(lake)) == 11


def _write_slowly(root: str, ready: str) -> None:
    """Holds the lock with files written but not committed, and says so."""
    lake = Lake(Path(root))
    with lake.writing("grades"):
        orphan = Path(root) / "grades" / "_period=2025-2026-1" / "part-orphan.parquet"
        duckdb.sql(f"COPY (SELECT 'sX' AS student) TO '{orphan}'")
        Path(ready).touch()
        time.sleep(60)


def test_a_killed_writer_leaves_the_last_version_and_blocks_nobody(
    lake: Lake, db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lake.merge(GRADES, db, grades(db, A1))
    ready = tmp_path / "ready"
    writer = multiprocessing.get_context("spawn").Process(
        target=_write_slowly, args=(str(lake.root), str(ready))
    )
    writer.start()
    while not ready.exists():
        assert writer.is_alive()
        time.sleep(0.05)
    assert writer.pid
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(10)
    assert stored(lake) == [A1]
    assert lake.merge(GRADES, db, grades(db, A2)).version == 1
    assert stored(lake) == [A1, A2]


def test_no_version_ever_expires(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    lake.append(GRADES, db, grades(db, A1), batch="b1")
    table = DeltaTable(str(lake.root / "grades"))
    assert table.metadata().configuration["delta.enableExpiredLogCleanup"] == "false"
    assert table.history()[0]["batch"] == "b1"


MARKS = Dataset(
    code="marks",
    name="考评",
    key=("person", "week", "kind"),
    time=TimeRule(PeriodKind.WEEK, ("semester", "week")),
    fields=(
        Field("semester", "学期", FieldType.TEXT),
        Field("week", "周次", FieldType.INTEGER),
        Field("person", "工号", FieldType.TEXT),
        Field("kind", "类别", FieldType.TEXT, default="常规"),
        Field("score", "得分", FieldType.NUMBER),
        Field("status", "状态", FieldType.TEXT, default="有效"),
        Field("late", "补报", FieldType.BOOLEAN, default=False),
    ),
)


def take(lake: Lake, db: duckdb.DuckDBPyConnection, select: str) -> tuple[int, int, int]:
    """Merges rows of MARKS; the preview must have said the same."""
    db.execute(f"CREATE OR REPLACE TABLE incoming AS {select}")
    before = lake.preview(MARKS, db, "incoming")
    done = lake.merge(MARKS, db, "incoming", batch="b")
    assert (before.inserted, before.updated, before.unchanged) == (
        done.inserted,
        done.updated,
        done.unchanged,
    )
    return done.inserted, done.updated, done.unchanged


def marks(lake: Lake) -> list[tuple]:
    files = lake.files("marks", lake.latest("marks") or 0)
    return duckdb.sql(
        f"SELECT semester, week, person, kind, score, status, late FROM read_parquet({files!r}) ORDER BY ALL"
    ).fetchall()


ONE = "SELECT '2026-2027-1' AS semester, 1 AS week, 'a' AS person, '专项' AS kind, 5.0 AS score, '作废' AS status, true AS late"
ONE_STORED = ("2026-2027-1", 1, "a", "专项", 5.0, "作废", True)


def test_columns_that_a_later_file_lacks_keep_what_is_stored(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    assert take(lake, db, ONE) == (1, 0, 0)
    key = "SELECT '2026-2027-1' AS semester, 1 AS week, 'a' AS person, '专项' AS kind"
    assert take(lake, db, key) == (0, 0, 1)
    assert take(lake, db, f"{key}, 6.0 AS score") == (0, 1, 0)
    assert marks(lake) == [(*ONE_STORED[:4], 6.0, "作废", True)]
    assert take(lake, db, f"{key}, NULL::DOUBLE AS score") == (0, 1, 0)
    assert marks(lake) == [(*ONE_STORED[:4], None, "作废", True)]


def test_a_new_row_takes_the_defaults_beside_one_that_keeps_its_values(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    take(lake, db, ONE)
    rows = "SELECT '2026-2027-1' AS semester, 1 AS week, unnest(['a', 'b']) AS person, '专项' AS kind, 7.0 AS score"
    assert take(lake, db, rows) == (1, 1, 0)
    assert marks(lake) == [
        (*ONE_STORED[:4], 7.0, "作废", True),
        ("2026-2027-1", 1, "b", "专项", 7.0, "有效", False),
    ]
    assert take(lake, db, rows) == (0, 0, 2)


def test_a_key_that_is_no_column_is_its_default(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    take(lake, db, ONE)
    plain = "SELECT '2026-2027-1' AS semester, 1 AS week, 'a' AS person, 1.0 AS score"
    assert take(lake, db, plain) == (1, 0, 0)
    assert take(lake, db, plain) == (0, 0, 1)
    assert marks(lake) == [ONE_STORED, ("2026-2027-1", 1, "a", "常规", 1.0, "有效", False)] or marks(
        lake
    ) == [
        ("2026-2027-1", 1, "a", "常规", 1.0, "有效", False),
        ONE_STORED,
    ]


def test_a_row_that_moves_to_another_semester_keeps_what_the_file_lacks(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    """The key does not fix the partition here: the row is found in the other one, and is not there twice."""
    take(lake, db, ONE)
    moved = "SELECT '2026-2027-2' AS semester, 1 AS week, 'a' AS person, '专项' AS kind"
    assert take(lake, db, moved) == (0, 1, 0)
    assert marks(lake) == [("2026-2027-2", *ONE_STORED[1:])]
    assert "_period=2026-2027-2" in "".join(lake.files("marks", lake.latest("marks") or 0))


def test_weeks_that_a_file_does_not_hold_are_not_rewritten(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    for week in (1, 2, 3):
        take(lake, db, ONE.replace("1 AS week", f"{week} AS week"))
    before = set(lake.files("marks", 2))
    assert take(lake, db, ONE.replace("1 AS week", "2 AS week").replace("5.0", "4.0")) == (0, 1, 0)
    assert len(before & set(lake.files("marks", 3))) == 2
    assert [row[4] for row in marks(lake)] == [5.0, 4.0, 5.0]


def test_keys_are_found_however_long_they_are_and_wherever_they_stand(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    """Statistics hold shortened texts, and none at all beyond the first columns: files must not be passed over."""
    wide = Dataset(
        code="wide", name="宽表", key=("name", "day", "n"),
        fields=(
            *(Field(f"f{i}", f"列{i}", FieldType.NUMBER) for i in range(40)),
            Field("name", "名", FieldType.TEXT), Field("day", "日", FieldType.DATE), Field("n", "号", FieldType.INTEGER),
        ),
    )  # fmt: skip
    for number in range(2):
        db.execute(
            f"CREATE OR REPLACE TABLE w AS SELECT repeat('名', 200) AS name, DATE '2026-09-01' AS day, 3 AS n, {number} AS f1"
        )
        done = lake.merge(wide, db, "w")
        assert (done.inserted, done.updated) == (1 - number, number)


@pytest.mark.parametrize("code", ["2026'27", "2026/27", "..", "", "2026 秋", "x" * 41])
def test_a_period_that_can_be_no_folder_is_refused(
    lake: Lake, db: duckdb.DuckDBPyConnection, code: str
) -> None:
    take(lake, db, ONE)
    quoted = code.replace("'", "''")
    db.execute(f"CREATE TABLE bad AS {ONE.replace('2026-2027-1', quoted)}")
    for write in (lake.preview, lake.merge, lake.append, lake.replace):
        with pytest.raises(UnfitRows, match=r"考评的学期“.*”不能作周期的代码"):
            write(MARKS, db, "bad")
    assert marks(lake) == [ONE_STORED]


def test_a_field_declared_with_another_type_is_refused(lake: Lake, db: duckdb.DuckDBPyConnection) -> None:
    take(lake, db, ONE)
    fields = tuple(
        Field("score", "得分", FieldType.TEXT) if each.code == "score" else each for each in MARKS.fields
    )
    other = Dataset(code="marks", name="考评", key=MARKS.key, time=MARKS.time, fields=fields)
    for write in (lake.preview, lake.merge, lake.append, lake.replace):
        with pytest.raises(UnfitRows) as caught:
            write(other, db, "incoming")
        assert str(caught.value) == (
            "“考评”的字段“得分”(score)已经存为数值，方案包现在声明为文字，两种不能混存；"
            "请把声明改回来，或给新的内容另起一个字段代码"
        )
    assert marks(lake) == [ONE_STORED]


def test_a_version_is_opened_once(
    lake: Lake, db: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.append(GRADES, db, grades(db, A1))
    lake.append(GRADES, db, grades(db, B1))
    opened: list[int | None] = []

    def counted(path: str, version: int | None = None) -> DeltaTable:
        opened.append(version)
        return DeltaTable(path, version=version)

    monkeypatch.setattr(lakes, "DeltaTable", counted)
    for _ in range(3):
        assert len(lake.files("grades", 0)) == lake.rows("grades", 0) == 1
        assert len(lake.files("grades", 1, ["2025-2026-2"])) == 1
        assert lake.columns("grades", 1)[0] == "student"
    assert opened == [0, 1]


def test_a_folder_put_back_under_the_same_version_is_read_anew(
    lake: Lake, db: duckdb.DuckDBPyConnection
) -> None:
    lake.append(GRADES, db, grades(db, A1))
    assert stored(lake, 0) == [A1]
    shutil.rmtree(lake.root / "grades")
    lake.append(GRADES, db, grades(db, A1, B1))
    assert stored(lake, 0) == [A1, B1]
    assert lake.rows("grades", 0) == 2
