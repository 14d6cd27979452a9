"""Files with fewer columns than the dataset has: defaults, fixed values, and nothing stored is lost."""

from collections.abc import Callable
from copy import deepcopy

import duckdb
import pytest

from tests.rooms.datacentre.conftest import LI, students
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai_engine.tables.catalogue import Catalogue

Take = Callable[..., BatchReport]
pytestmark = pytest.mark.usefixtures("members")
SEMESTER = "2026-2027-1"
# another system's marks: no exam status, none of our headers
MARKS = f"xh,kch,term,zf\n2026001,O1,{SEMESTER},85\n2026002,O1,2026秋,59.5\n"
SAID = {"学号": "xh", "offering": "kch", "学期": "term", "总评": "zf"}
NO_STATUS = "文件没有“考试状态”一列，全部按“正常”处理"


@pytest.fixture(autouse=True)
def taught(take: Take) -> None:
    take("students", students(("2026001", "李晓"), ("2026002", "许安")))
    take("courses", "课程编号,课程名称,开课部门\nK1,程序设计,D1\n")
    take("offerings", f"教学班号,学期,课程,教师,计划学时,应评人数\nO1,{SEMESTER},K1,T1,64,2\n")


def rows(college: College, dataset: str, columns: str) -> list[tuple]:
    lake = queries.lake(college)
    files = lake.files(dataset, lake.latest(dataset) or 0)
    return duckdb.sql(f"SELECT {columns} FROM read_parquet({files!r}) ORDER BY ALL").fetchall()


def test_a_strangers_marks_without_an_exam_status(take: Take, college: College) -> None:
    report = take("grades", MARKS, mapping=SAID)
    assert (report.new, report.rejected, report.notes) == (2, 0, (NO_STATUS,))
    assert rows(college, "grades", "student, offering, semester, total, exam_status") == [
        ("2026001", "O1", SEMESTER, 85.0, "正常"),
        ("2026002", "O1", SEMESTER, 59.5, "正常"),
    ]


def test_a_correction_with_fewer_columns_leaves_the_others_alone(take: Take, college: College) -> None:
    header = "学期,学号,教学班,平时成绩,期末成绩,总评,考试状态\n"
    take("grades", header + f"{SEMESTER},2026001,O1,80,90,85,正常\n{SEMESTER},2026001,O1,,,60,补考\n")
    dry = take("grades", MARKS.replace("85", "86"), mapping=SAID, dry_run=True)
    report = take("grades", MARKS.replace("85", "86"), mapping=SAID)
    assert (
        (dry.new, dry.changed, dry.unchanged) == (report.new, report.changed, report.unchanged) == (1, 1, 0)
    )
    assert rows(college, "grades", "student, exam_status, usual, final, total") == [
        ("2026001", "正常", 80.0, 90.0, 86.0),
        ("2026001", "补考", None, None, 60.0),
        ("2026002", "正常", None, None, 59.5),
    ]


def test_an_empty_cell_is_the_default_too(take: Take, college: College) -> None:
    report = take(
        "grades", f"学期,学号,教学班,总评,考试状态\n{SEMESTER},2026001,O1,85,-\n{SEMESTER},2026002,O1,,缺考\n"
    )
    assert (report.new, report.rejected, report.notes) == (2, 0, ())
    assert rows(college, "grades", "student, exam_status") == [("2026001", "正常"), ("2026002", "缺考")]


def test_two_marks_for_one_student_are_not_both_taken_as_the_first(take: Take) -> None:
    """Without a status nobody can say which one is the second attempt."""
    report = take("grades", MARKS + f"2026001,O1,{SEMESTER},60\n", mapping=SAID)
    assert report.rejected == 1
    assert "相同而内容不同" in report.problems[0].reason


def test_a_roster_without_status_leaves_who_has_left_as_they_are(take: Take, college: College) -> None:
    take("students", students(("2026002", "许安", "C1", "P1", "2026", "退学", "留学生")))
    roster = "学号,姓名,班级,专业,入学年份\n2026002,许安安,C1,P1,2026\n2026003,赵宁,C1,P1,2026\n"
    report = take("students", roster)
    assert (report.new, report.changed) == (1, 1)
    assert report.notes == (
        "文件没有“学籍状态”一列，新增的行填“在校”，已有的行保持原样",
        "文件没有“学习形式”一列，新增的行填“普通高职”，已有的行保持原样",
    )
    assert rows(college, "students", "student_id, name, status, kind") == [
        ("2026001", LI.split(",")[1], "在校", "普通高职"),
        ("2026002", "许安安", "退学", "留学生"),
        ("2026003", "赵宁", "在校", "普通高职"),
    ]


def test_a_fixed_value_for_a_file_without_a_semester(take: Take, college: College) -> None:
    content = MARKS.replace("term,", "").replace(f"{SEMESTER},", "").replace("2026秋,", "")
    said = {name: column for name, column in SAID.items() if name != "学期"}
    with pytest.raises(BadFile, match="缺少“成绩”的必填列“学期”"):
        take("grades", content, mapping=said)
    report = take("grades", content, mapping=said, constants={"学期": "2026-2027学年第1学期"})
    assert (report.new, report.constants) == (2, {"semester": "2026-2027学年第1学期"})
    assert report.notes == ("“学期”全部按“2026-2027学年第1学期”导入", NO_STATUS)
    assert rows(college, "grades", "student, semester, total") == [
        ("2026001", SEMESTER, 85.0),
        ("2026002", SEMESTER, 59.5),
    ]
    assert Batch.objects.get(code=report.batch).constants == {"semester": "2026-2027学年第1学期"}
    assert take("grades", content, mapping=said, constants={"semester": "2026-2027学年第1学期"}).already
    other = take("grades", content, mapping=said, constants={"学期": "2025-2026-2"})
    assert (other.already, other.new) == (False, 2)


def test_a_fixed_value_stands_before_a_default(take: Take, college: College) -> None:
    take("grades", MARKS, mapping=SAID, constants={"考试状态": "补考重修"})
    assert {status for (status,) in rows(college, "grades", "exam_status")} == {"补考"}


@pytest.mark.parametrize(
    ("constants", "sentence"),
    [
        ({"考试状态": "优秀"}, "--set “考试状态”写的是“优秀”，不在可选值中"),
        ({"平时成绩": "101"}, "--set “平时成绩”写的是“101”，大于最大值 100"),
        ({"平时成绩": "很好"}, "--set “平时成绩”写的是“很好”，不是数字"),
        ({"总评": "90"}, "“zf”一列已是“总评”，不能再用 --set total=…"),
        ({"分数": "90"}, "“成绩”没有字段“分数”"),
    ],
)
def test_a_fixed_value_is_checked_as_a_cell_is(take: Take, constants: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadFile) as caught:
        take("grades", MARKS, mapping=SAID, constants=constants)
    assert sentence in str(caught.value)
    assert not Batch.objects.filter(dataset="grades", state="committed").exists()


def test_a_fixed_value_that_refers_to_nothing(take: Take) -> None:
    with pytest.raises(BadFile, match=r"--set “教学班”写的是“O9”，在“教学班”里找不到"):
        take("grades", f"学期,学号,总评\n{SEMESTER},2026001,85\n", constants={"offering": "O9"})


def test_a_field_of_another_type_since_the_pack_changed(
    take: Take, college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    take("grades", MARKS, mapping=SAID)
    known = queries.catalogue(college)
    catalogue = Catalogue(deepcopy([*known.datasets.values()]), known.levels.values())
    total = catalogue.dataset("grades").field("total")
    object.__setattr__(total, "type", type(total.type).TEXT)
    object.__setattr__(total, "maximum", None)
    monkeypatch.setattr(queries, "catalogue", lambda college: catalogue)
    for dry_run in (True, False):
        with pytest.raises(Exception, match="没有导入，数据保持原样：“成绩”的字段“总评”") as caught:
            take("grades", MARKS.replace("85", "良"), mapping=SAID, dry_run=dry_run)
        assert len(str(caught.value).splitlines()) == 1
