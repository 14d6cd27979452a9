"""Whole tables of text into typed, checked rows: without a platform around it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from zhengai_engine.model.level import Level
from zhengai_engine.model.period import Calendar, PeriodKind, Semester
from zhengai_engine.run.intake.intake import Checked, Intake
from zhengai_engine.run.intake.members import Member, read_members
from zhengai_engine.run.intake.recovery import counts_of_batch, version_of_batch
from zhengai_engine.run.intake.staging import Ragged, StagedText, count_lines, write_staged
from zhengai_engine.run.lake import Lake
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Choice, Dataset, Field, FieldType, TimeRule

TEXT, INTEGER, NUMBER, DATE, BOOLEAN = (
    FieldType.TEXT,
    FieldType.INTEGER,
    FieldType.NUMBER,
    FieldType.DATE,
    FieldType.BOOLEAN,
)
DEPARTMENTS = Dataset(
    "departments",
    "部门",
    (
        Field("id", "编号", TEXT, required=True),
        Field("name", "名称", TEXT),
        Field("parent", "上级", TEXT, references="departments"),
    ),
    ("id",),
    level="department",
    label="name",
)
PEOPLE = Dataset(
    "people",
    "人员",
    (
        Field("id", "工号", TEXT, required=True),
        Field("name", "姓名", TEXT),
        Field("department", "部门", TEXT, references="departments"),
        Field("kind", "类别", TEXT, choices=(Choice("专任", ("专任教师",)), Choice("兼职"))),
        Field("hours", "学时", INTEGER, minimum=0, maximum=100),
        Field("score", "得分", NUMBER),
        Field("born", "出生", DATE),
        Field("dual", "双师", BOOLEAN),
    ),
    ("id",),
    level="teacher",
    label="name",
    responsible="id",
)
WEEKS = Dataset(
    "weeks",
    "周报",
    (
        Field("semester", "学期", TEXT),
        Field("week", "周次", INTEGER),
        Field("n", "数", NUMBER),
    ),
    ("semester", "week"),
    time=TimeRule(PeriodKind.WEEK, ("semester", "week")),
)
DAYS = Dataset(
    "days",
    "日报",
    (Field("on", "日期", DATE), Field("n", "数", NUMBER)),
    ("on",),
    TimeRule(PeriodKind.DAY, ("on",)),
)
YEARS = Dataset(
    "years",
    "年报",
    (Field("y", "年份", INTEGER), Field("n", "数", NUMBER)),
    ("y",),
    TimeRule(PeriodKind.CALENDAR_YEAR, ("y",)),
)
LEVELS = [Level("college", "学校"), Level("department", "部门"), Level("teacher", "教师")]
CATALOGUE = Catalogue([DEPARTMENTS, PEOPLE, WEEKS, DAYS, YEARS], LEVELS)
CALENDAR = Calendar([Semester("2026-2027-1", date(2026, 8, 31), 18)])


class Desk:
    """Takes rows of text in, under the fields' own order."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake = folder, Lake(folder / "lake")
        self.count = 0

    def read(self, dataset: Dataset, *rows: str, fields: str = "") -> "Taken":
        codes = fields.split() or [each.code for each in dataset.fields]
        self.count += 1
        intake = Intake(dataset, self.folder)
        numbered = enumerate((row.split(",") for row in rows), 2)
        intake.load(write_staged(self.folder / f"rows{self.count}.csv", numbered, len(codes)))
        headers = {i: dataset.field(code).name for i, code in enumerate(codes)}
        checked = intake.check(
            {code: i for i, code in enumerate(codes)},
            headers,
            catalogue=CATALOGUE,
            lake=self.lake,
            calendar=CALENDAR,
        )
        return Taken(self, intake, checked)


class Taken:
    def __init__(self, desk: Desk, intake: Intake, checked: Checked) -> None:
        self.desk, self.intake, self.checked = desk, intake, checked

    def rows(self) -> list[tuple[object, ...]]:
        return self.intake.connection.sql("SELECT * EXCLUDE (_row) FROM accepted ORDER BY _row").fetchall()

    def sentences(self) -> list[str]:
        return [each.sentence for each in self.intake.problems()]

    def preview(self) -> tuple[int, int, int]:
        found = self.intake.preview(self.desk.lake)
        return found.inserted, found.updated, found.unchanged

    def store(self, batch: str = "b") -> tuple[int, int, int]:
        merged = self.intake.merge(self.desk.lake, batch)
        return merged.inserted, merged.updated, merged.unchanged


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    return Desk(tmp_path)


def test_every_type_in_one_row(desk: Desk) -> None:
    taken = desk.read(PEOPLE, "T1, 吴桐 ,,专任教师,12.0,85%,2008年5月1日,√")
    assert taken.rows() == [("T1", "吴桐", None, "专任", 12, 0.85, date(2008, 5, 1), True)]


def test_empty_cells_are_null(desk: Desk) -> None:
    taken = desk.read(PEOPLE, "T1,-,/,NULL, ,#N/A,\u3000,—")
    assert taken.rows() == [("T1", *[None] * 7)]
    assert (taken.checked.empty_cells, taken.checked.optional_cells) == (7, 7)


def test_quotes_line_breaks_and_commas_inside_a_cell_survive(desk: Desk) -> None:
    intake = Intake(PEOPLE, desk.folder)
    intake.load(write_staged(desk.folder / "q.csv", [(2, ["T1", '他说"好",\n走了'])], 2))
    intake.check(
        {"id": 0, "name": 1}, {0: "工号", 1: "姓名"}, catalogue=CATALOGUE, lake=desk.lake, calendar=CALENDAR
    )
    assert intake.connection.sql("SELECT name FROM accepted").fetchall() == [('他说"好",\n走了',)]


def test_plain_and_odd_numbers_of_one_column_meet(desk: Desk) -> None:
    taken = desk.read(PEOPLE, "T1,1", "T2,\uff12", "T3,3.0", "T4, 4", "T5,1e1", fields="id hours")
    assert [row[1] for row in taken.rows()] == [1, 2, 3, 4, 10]


def test_limits_and_unreadable_values(desk: Desk) -> None:
    taken = desk.read(
        PEOPLE, "T1,-1", "T2,101", "T3,十", "T4,99999999999999999999", "T5,5", fields="id hours"
    )
    assert taken.sentences() == [
        "第 2 行“学时”写的是“-1”，小于最小值 0",
        "第 3 行“学时”写的是“101”，大于最大值 100",
        "第 4 行“学时”写的是“十”，不是整数",
        "第 5 行“学时”写的是“99999999999999999999”，数字太大",
    ]
    assert (taken.checked.read, taken.checked.accepted, taken.checked.rejected) == (5, 1, 4)


def test_a_table_may_refer_to_itself(desk: Desk) -> None:
    taken = desk.read(DEPARTMENTS, "D1,甲,", "D2,乙,D1", "D3,丙,甲", "D4,丁,D9", "D5,戊,")
    assert taken.sentences() == ["第 5 行“上级”写的是“D9”，在“部门”里找不到"]
    assert [row[2] for row in taken.rows()] == [None, "D1", "D1", None]
    assert (taken.checked.references.values, taken.checked.references.found) == (3, 2)


def test_a_name_that_two_bear_is_no_reference(desk: Desk) -> None:
    desk.read(DEPARTMENTS, "D1,同名,", "D2,同名,").store()
    assert desk.read(PEOPLE, "T1,同名", "T2,D1", fields="id department").sentences() == [
        "第 2 行“部门”写的是“同名”，在“部门”里找不到"
    ]


def test_weeks_of_the_calendar_only(desk: Desk) -> None:
    taken = desk.read(WEEKS, "2026秋,第6周,1", "20261,18,1", "20261,19,1", "20251,1,1", "20261,,1")
    assert taken.sentences() == [
        "第 4 行“周次”写的是“19”，学期 2026-2027-1 只有 18 个教学周",
        "第 5 行“周次”写的是“1”，本校校历里没有学期 2025-2026-1(校历：2026-2027-1)",
        "第 6 行“周次”主键不能为空，无法识别这一行",
    ]
    assert taken.checked.latest is not None
    assert taken.checked.latest.code == "2026-2027-1-W18"


def test_days_and_years_need_no_calendar(desk: Desk) -> None:
    assert desk.read(DAYS, "1999.1.2,1").rows() == [(date(1999, 1, 2), 1.0)]
    assert desk.read(YEARS, "2026年,1").rows() == [(2026, 1.0)]
    assert desk.read(YEARS, "0026,1").sentences() == [
        "第 2 行“年份”写的是“0026”，不是年份，请写成 2026 的样子"
    ]


def test_three_rows_of_one_key(desk: Desk) -> None:
    taken = desk.read(DEPARTMENTS, "D1,甲,", "D1,甲,", "D1,乙,", "D1,甲 ,")
    assert (taken.checked.dropped, taken.checked.rejected, taken.checked.accepted) == (2, 1, 1)
    assert taken.sentences() == ["第 4 行“编号”写的是“D1”，编号与第 2 行相同而内容不同(名称“甲”与“乙”)"]


def test_a_key_of_two_fields_is_named_whole(desk: Desk) -> None:
    taken = desk.read(WEEKS, "20261,1,5", "2026秋,1,")
    assert taken.sentences() == [
        "第 3 行“学期”写的是“2026秋”，学期、周次与第 2 行相同而内容不同(数“5.0”与“空”)"
    ]


@pytest.mark.parametrize(
    ("rows", "fields", "wanted"),
    [
        (["D1,乙,", "D2,丙,"], "", (0, 1, 1)),
        (["D1,甲,", "D2,丙,", "D3,丁,"], "", (1, 2, 0)),
        (["D1", "D2"], "id", (0, 0, 2)),
        (["D1,D2", "D3,D2"], "id parent", (1, 1, 0)),
    ],
)
def test_a_preview_says_what_a_merge_does(
    desk: Desk, rows: list[str], fields: str, wanted: tuple[int, int, int]
) -> None:
    first = desk.read(DEPARTMENTS, "D1,乙,", "D2,乙,")
    assert (first.preview(), first.store()) == ((2, 0, 0), (2, 0, 0))
    taken = desk.read(DEPARTMENTS, *rows, fields=fields)
    assert (taken.preview(), taken.store()) == (wanted, wanted)


def test_a_batch_is_found_by_its_commit(desk: Desk) -> None:
    assert version_of_batch(desk.lake, "departments", "one") is None
    desk.read(DEPARTMENTS, "D1,甲,", "D2,乙,").store("one")
    desk.read(DEPARTMENTS, "D2,丙,", "D3,丁,").store("two")
    assert [version_of_batch(desk.lake, "departments", each) for each in ["one", "two", "three"]] == [
        0,
        1,
        None,
    ]
    assert counts_of_batch(desk.lake, DEPARTMENTS, "one", 0) == (2, 0)
    assert counts_of_batch(desk.lake, DEPARTMENTS, "two", 1) == (1, 1)


def test_members_with_department_and_responsible(desk: Desk) -> None:
    desk.read(PEOPLE, "T1,吴桐", fields="id name").store()
    assert read_members(CATALOGUE, desk.lake, PEOPLE) == [Member("T1", "吴桐", None, "T1", "吴桐")]
    desk.read(DEPARTMENTS, "D1,甲,").store()
    desk.read(PEOPLE, "T1,吴桐,D1", fields="id name department").store()
    assert read_members(CATALOGUE, desk.lake, PEOPLE) == [Member("T1", "吴桐", "D1", "T1", "吴桐")]
    assert read_members(CATALOGUE, desk.lake, DEPARTMENTS) == [Member("D1", "甲", None, None, None)]


@pytest.mark.parametrize("content", ["a,b\n1,2\n3\n", "a,b\n1,2\n\n3,4\n", 'a,b\n1,"2\n2"\n', "a,b\n1,2,3\n"])
def test_a_direct_read_refuses_what_it_would_misread(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    intake = Intake(DEPARTMENTS, tmp_path)
    with pytest.raises(Ragged):
        intake.load(StagedText(path, ",", 2, skip=1))
    intake.load(write_staged(tmp_path / "b.csv", [(2, ["1", "2"])], 2))


@pytest.mark.parametrize(("content", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\n\n", 2)])
def test_lines(tmp_path: Path, content: str, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert count_lines(path) == lines


def test_an_accident_closes_the_engine(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Intake(DEPARTMENTS, tmp_path) as intake:
        raise RuntimeError
    with pytest.raises(duckdb.ConnectionException):
        intake.connection.execute("SELECT 1")
