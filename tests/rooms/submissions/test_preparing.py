"""National tables: rows of one version in the columns of the standard, checked table by table."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rooms.submissions.conftest import HEAD, RIGHT, SCHOOL, Take, map_table
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre.queries import data_versions
from zhengai.framework.queries import section
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.indicators.rules import digest
from zhengai.submissions import queries
from zhengai.submissions.actions import drop, keep_interface, prepare, report_filed
from zhengai.submissions.files import kept_problems, write_json, write_workbook
from zhengai.submissions.models import RowNumber, Submission
from zhengai.submissions.preparing import read_rows
from zhengai.submissions.rules import SubmissionRefused, SubmissionState

COURSES = "ZYZJX0101"
AT = datetime(2026, 11, 20, tzinfo=UTC)


def rows(submission: Submission) -> list[dict[str, str]]:
    return list(read_rows(queries.rows_file(submission)))


def test_the_packs_list_the_47_tables_and_the_status_tables(college: College) -> None:
    every = list(queries.tables(college).values())
    interface = [each for each in every if each.item.object]
    assert (len(interface), len(every) - len(interface)) == (47, 36)
    assert sum(bool(each.columns) for each in interface) == 27
    # what the reference does not say is marked, never filled with something
    assert all(each.columns or each.item.gap for each in every)
    assert all(each.item.gap for each in every if not each.item.object)


def test_every_code_list_that_a_field_names_is_there(college: College) -> None:
    named = [
        column for each in queries.tables(college).values() for column in each.columns if column.item.codes
    ]
    assert len(named) > 60
    assert [each.item.code for each in named if each.codes is None] == []


def test_every_origin_of_the_shipped_mappings_can_be_read(college: College) -> None:
    broken = {
        (each.code, column.item.code): column.broken
        for each in queries.tables(college).values()
        for column in each.columns
        if column.broken and not column.broken.startswith("指标")
    }
    assert broken == {}
    for each in queries.tables(college).values():
        assert set(each.mapping.fields if each.mapping else ()) <= {one.item.code for one in each.columns}


def test_rows_stand_in_the_columns_of_the_standard(whole: College) -> None:
    made = prepare(college=whole, table=COURSES, by="he")
    assert (made.state, made.rows, made.faults) == (SubmissionState.READY, 2, 0)
    first = rows(made)[0]
    assert list(first)[:3] == ["ZJSJWYXBS", "XXDM", "SSXQBH"]
    assert first["ZJSJWYXBS"] == f"{SCHOOL}ZYZJX01010000000000001"
    assert len(first["ZJSJWYXBS"]) == 32
    assert (first["KCMC"], first["KCXZM"], first["KCFLM"], first["SFZYHXKC"]) == (
        "程序设计基础",
        "3",
        "2",
        "1",
    )
    assert len(first["SJCJSJ"]) == 14
    assert made.versions["courses"] == data_versions(whole)["courses"]
    assert AuditEvent.objects.filter(action="submissions.prepare").count() == 1


def test_the_same_version_is_the_same_submission(whole: College) -> None:
    first = prepare(college=whole, table=COURSES, by="he")
    assert prepare(college=whole, table="课程信息", by="lin").pk == first.pk
    assert Submission.objects.count() == 1


def test_a_row_keeps_its_number_when_newer_data_come(whole: College, take: Take) -> None:
    before = {row["KCDM"]: row["ZJSJWYXBS"] for row in rows(prepare(college=whole, table=COURSES, by="he"))}
    take("courses", HEAD + "KC0,导论,D1,公共课,A类\nKC1,程序设计,D1,专业核心课,B类\n", name="b.csv")
    second = prepare(college=whole, table=COURSES, by="he")
    after = {row["KCDM"]: row["ZJSJWYXBS"] for row in rows(second)}
    assert {code: after[code] for code in before} == before
    assert len(set(after.values())) == 3
    assert RowNumber.objects.count() == 3
    first = Submission.objects.order_by("pk")[0]
    assert first.pk != second.pk
    assert queries.is_outdated(first, data_versions(whole))


def test_what_is_wrong_is_said_row_by_row(whole: College, take: Take) -> None:
    take("courses", HEAD + f"KC3,{'长' * 61},D1,专业基础课,\n", name="b.csv")
    made = prepare(college=whole, table=COURSES, by="he")
    said = [each.sentence for each in kept_problems(made)]
    assert made.state == SubmissionState.FAULTY
    assert made.faults == 4
    assert said[0].startswith("第 3 行 课程名称(KCMC)：“长长")
    assert said[0].endswith("有 61 个字，最多 60 个：请在源头改短")
    assert (
        said[1]
        == "第 3 行 课程性质码(KCXZM)：“专业基础课”，不是代码表 KCXZDM 的代码：请在报送对应里写明它对应哪个代码"
    )
    assert said[2] == "第 3 行 课程分类码(KCFLM)：空着，必填：请在源头补上“课程类型”(courses.kind)"


def test_a_required_field_without_an_origin_is_named_once(courses: College) -> None:
    made = prepare(college=courses, table=COURSES, by="he")
    assert made.state == SubmissionState.FAULTY
    assert made.faults == 0
    assert "理论教学时数(LVJXSS)" in made.lacking


def test_where_the_standard_is_in_doubt_it_only_reminds(whole: College, take: Take) -> None:
    map_table(
        whole,
        {
            "code": "ZYZJX0603",
            "dataset": "courses",
            "fields": {"SSZY": "name", "PTSXRJMC": {"value": "软件"}},
        },
    )
    made = prepare(college=whole, table="ZYZJX0603", by="he")
    assert (made.faults, made.reminders) == (0, 2)
    assert "标准本身存疑：专业长度 2" in kept_problems(made)[0].text


def test_numbers_are_judged_by_digits_and_decimals(whole: College, take: Take) -> None:
    map_table(
        whole, {"code": "ZYZJX0101", "dataset": "courses", "fields": {"KCMC": "name", "LVJXSS": "credits"}}
    )
    take("courses", "课程编号,课程名称,开课部门,学分\nKC1,甲,D1,2.5\nKC2,乙,D1,3\n", name="c.csv")
    made = prepare(college=whole, table=COURSES, by="he")
    assert [each.text for each in kept_problems(made)] == ["要是整数：请在源头改正"]
    assert [row["LVJXSS"] for row in rows(made)] == ["2.5", "3"]


def test_references_are_followed_and_rows_chosen(school: College, take: Take) -> None:
    take("courses", HEAD + RIGHT)
    take(
        "students", "学号,姓名,班级,专业,入学年份,学籍状态,学习形式\n2026001,李晓,C1,P1,2026,在校,普通高职\n"
    )
    take(
        "offerings",
        "教学班号,学期,课程,教师,计划学时,应评人数\nJ1,2026-2027-1,KC1,T1,32,1\nJ2,2026-2027-1,KC2,T2,32,1\n",
    )
    take(
        "grades",
        "学期,学号,教学班号,总评,考试状态\n2026-2027-1,2026001,J1,90,正常\n2026-2027-1,2026001,J2,85.25,正常\n",
    )
    made = prepare(college=school, table="ZYZXS0102", period="2026-2027-1", by="he")
    [row] = rows(made)
    wanted = {
        "XN": "2026-2027", "XQM": "1", "NJ": "2026", "BJ": "软件2601", "ZYMC": "软件技术", "KCMC": "大学语文",
        "KCFLM": "1", "RKJS": "郑怡", "KCCJ": "85.3",
    }  # fmt: skip
    assert {code: row[code] for code in wanted} == wanted
    assert set(made.versions) == {
        "grades", "offerings", "courses", "teachers", "students", "classes", "programmes",
    }  # fmt: skip
    with pytest.raises(SubmissionRefused, match=r"没有 2020-2021-1 的数据，可选：2026-2027-1"):
        prepare(college=school, table="ZYZXS0102", period="2020-2021-1", by="he")


def test_nothing_sensitive_goes_into_a_table(school: College, take: Take) -> None:
    take("graduates", "学年,学号,专业,去向,月薪\n2025-2026,2023001,P1,就业,5000\n")
    map_table(
        school,
        {"code": "ZYZXS0502", "dataset": "graduates", "fields": {"XH": "student_number", "QXX": "salary"}},
    )
    column = next(each for each in queries.find_table(school, "ZYZXS0502").columns if each.item.code == "QXX")
    assert column.why_empty == "敏感个人信息，不进报送表"
    assert "5000" not in json.dumps(rows(prepare(college=school, table="ZYZXS0502", by="he")))


def test_without_a_school_code_it_says_where_to_write_it(courses: College) -> None:
    keep_interface(college=courses, wanted={"school_code": ""}, by="he")
    with pytest.raises(SubmissionRefused, match=r"10 位数字.*报送设置"):
        prepare(college=courses, table=COURSES, by="he")
    with pytest.raises(SubmissionRefused, match="10 位数字"):
        keep_interface(college=courses, wanted={"school_code": "123"}, by="he")


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("ZYZXX0101", "没有给出字段表"),
        ("ZYZJX0402", "还没有写它的报送对应"),
        ("ZYZJX0701", "一份问卷"),
        ("GZ-6.1", "教师还没有导入过"),
        ("没有", "没有代码为“没有”的国家数据表"),
    ],
)
def test_what_cannot_be_prepared_says_why(college: College, table: str, why: str) -> None:
    with pytest.raises(SubmissionRefused, match=why):
        prepare(college=college, table=table, by="he")


def test_status_tables_have_the_names_that_are_known(school: College) -> None:
    made = prepare(college=school, table="GZ-6.1", by="he")
    first = rows(made)[0]
    assert (first["教工号"], first["部门"], first["是否双师素质教师"]) == ("T1", "信息工程学院", "是")
    assert "ZJSJWYXBS" not in first
    assert made.state == SubmissionState.READY
    filed = report_filed(submission=made, note="采集平台编号 118", by="he")
    assert (filed.state, filed.message) == (SubmissionState.SENT, "以文件上报：采集平台编号 118")
    with pytest.raises(SubmissionRefused, match="上报记录要留着"):
        drop(submission=filed, by="he")


def test_both_files_hold_the_same_rows(whole: College, tmp_path: Path) -> None:
    made = prepare(college=whole, table=COURSES, by="he")
    write_workbook(made, tmp_path / "a.xlsx")
    write_json(made, tmp_path / "a.json")
    sheet = list(load_workbook(tmp_path / "a.xlsx")["数据"].iter_rows(values_only=True))
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert list(sheet[0]) == read["columns"]
    assert sheet[1][3] == "课程名称"
    assert [[cell or "" for cell in row] for row in sheet[2:]] == [list(row.values()) for row in read["rows"]]
    assert read["unmapped"] == ["SSXQBH"]
    notes = dict(load_workbook(tmp_path / "a.xlsx")["说明"].iter_rows(values_only=True, max_col=2))
    assert notes["空着的字段 所属校区编号(SSXQBH)"] == "还没有数据来源"


def test_one_value_goes_into_every_export(school: College) -> None:
    """The cell of the national table is the value that pages and reports show."""
    item = {"code": "converted_students", "name": "折合在校生数"}
    for code in ("converted_students", "fulltime_students"):
        _define(school, code)
    run = Run.objects.create(
        college=school, state="done", by="lin", started_at=AT, finished_at=AT,
        periods=["2026-2027"], data_versions={"students": 4}, definition_versions={}, counts={},
    )  # fmt: skip
    value = CurrentValue.objects.create(
        college=school, indicator=item["code"], level="college", subject=school.code, period="2026-2027",
        period_kind="academic_year", value=12843.5, run=run,
    )  # fmt: skip
    made = prepare(college=school, table="GZ-1.3", by="he")
    assert rows(made)[0]["折合在校生数"] == f"{value.value:g}" == "12843.5"
    assert rows(made)[0]["全日制学历教育在校生"] == ""
    assert (made.versions, made.run, made.period) == ({"students": 4}, run.pk, "2026-2027")


def _define(college: College, code: str) -> None:
    item = next(each for each in section(college, "indicators") if each["code"] == code)
    Definition.objects.create(
        college=college, code=code, version=1, name=item["name"], body=item, digest=digest(item),
        adopted_at=AT, adopted_by="lin",
    )  # fmt: skip


def test_what_is_given_up_leaves_its_record_and_no_rows(whole: College) -> None:
    made = prepare(college=whole, table=COURSES, by="he")
    path = queries.rows_file(made)
    assert path.stat().st_mode & 0o077 == 0  # names are in it
    dropped = drop(submission=made, by="he")
    assert (dropped.state, path.exists()) == (SubmissionState.DROPPED, False)
    again = prepare(college=whole, table=COURSES, by="he")
    assert (again.pk != made.pk, again.digest) == (True, made.digest)
