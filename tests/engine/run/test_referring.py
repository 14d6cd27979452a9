"""Which rows speak of a row: references, the person who answers, and the dataset's own other rows."""

from pathlib import Path

import duckdb
import pytest

from zhengai_engine.model.level import Level
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.referring import Referring, referring
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

TEXT = FieldType.TEXT
UNITS = Dataset(
    code="units", name="部门", key=("id",), level="department", responsible="head",
    fields=(
        Field("id", "编号", TEXT),
        Field("above", "上级部门", TEXT, references="units"),
        Field("head", "负责人", TEXT),
    ),
)  # fmt: skip
STAFF = Dataset(
    code="staff", name="教师", key=("id",), level="teacher", responsible="id",
    fields=(Field("id", "工号", TEXT), Field("unit", "部门", TEXT, references="units")),
)  # fmt: skip
LESSONS = Dataset(
    code="lessons", name="课", key=("id",),
    paths=(("teacher", ("teacher",)), ("department", ("teacher", "unit"))),
    fields=(
        Field("id", "编号", TEXT),
        Field("teacher", "教师", TEXT, references="staff"),
        Field("helper", "助教", TEXT, references="staff"),  # declared after the rows came in
    ),
)  # fmt: skip
PAIRS = Dataset(
    code="pairs", name="对", key=("a", "b"), fields=(Field("a", "甲", TEXT), Field("b", "乙", TEXT))
)
CATALOGUE = Catalogue([UNITS, STAFF, LESSONS, PAIRS], [Level("department", "部门"), Level("teacher", "教师")])


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    with duckdb.connect() as db:
        db.execute(
            "CREATE TABLE u AS SELECT * FROM (VALUES ('D1',NULL,'T1'),('D2','D1','T1')) v(id,above,head)"
        )
        db.execute("CREATE TABLE s AS SELECT * FROM (VALUES ('T1','D1'),('T2','D2'),('T3','D2')) v(id,unit)")
        db.execute(
            "CREATE TABLE l AS SELECT * FROM (VALUES ('L1','T2'),('L2','T2'),('L3',NULL)) v(id,teacher)"
        )
        made.append(UNITS, db, "u")
        made.append(STAFF, db, "s")
        made.append(LESSONS, db, "l")
    return made


def told(found: list[Referring]) -> list[tuple[str, str, str, int]]:
    return [(each.key, each.dataset.code, each.field.code, each.rows) for each in found]


def test_references_and_the_person_who_answers(lake: Lake) -> None:
    found = told(referring(CATALOGUE, lake, STAFF, ["T1", "T2", "T3"]))
    # a teacher answers for their own row: that is nobody else's word
    assert found == [("T1", "units", "head", 2), ("T2", "lessons", "teacher", 2)]


def test_rows_that_go_together_do_not_hold_each_other(lake: Lake) -> None:
    assert ("D1", "units", "above", 1) in told(referring(CATALOGUE, lake, UNITS, ["D1"]))
    both = told(referring(CATALOGUE, lake, UNITS, ["D1", "D2"]))
    assert [each for each in both if each[1] == "units"] == []
    assert both == [("D1", "staff", "unit", 1), ("D2", "staff", "unit", 2)]


def test_nothing_speaks_of_a_key_of_two_fields_nor_in_an_empty_lake(lake: Lake, tmp_path: Path) -> None:
    assert referring(CATALOGUE, lake, PAIRS, ["x"]) == []
    assert referring(CATALOGUE, lake, STAFF, []) == []
    assert referring(CATALOGUE, Lake(tmp_path / "none"), STAFF, ["T1"]) == []
