"""The sample's files: always the same bytes, the promised sizes, nothing that refers to what is not there."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from tests.rooms.sample.conftest import Rows
from zhengai.sample.attendance import Attendance, chunks
from zhengai.sample.building import build
from zhengai.sample.generator import SampleFile, SampleFiles, UnknownSize, generate
from zhengai.sample.identity import AS_OF, CALENDAR, CURRENT_WEEK, NOW, SIZES, week_monday, weeks_with_data
from zhengai.sample.writing import HEADER_ROW

PACK = Path(__file__).parents[3] / "src/zhengai/packs/foundation/datasets"


def digest(sample: SampleFiles) -> str:
    found = hashlib.sha256()
    for file in sample.files:
        found.update(file.path.name.encode() + file.path.read_bytes())
    return found.hexdigest()


def test_the_same_size_gives_the_same_bytes(sample: SampleFiles, tmp_path: Path) -> None:
    assert digest(generate("small", tmp_path)) == digest(sample)


def test_an_unknown_size_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownSize, match="没有“huge”这个规模，可用：small、medium、full"):
        generate("huge", tmp_path)


@pytest.mark.parametrize(("name", "students"), [("small", 600), ("medium", 3000), ("full", 15000)])
def test_sizes_hold_what_they_promise(name: str, students: int) -> None:
    world = build(SIZES[name])

    assert len(world.students()) == students
    assert len({student.code for _, student in world.students()}) == students
    assert len({o.code for o in world.offerings}) == len(world.offerings)
    assert len({t.code for t in world.teachers}) == len(world.teachers)
    assert len({c.code for c in world.courses}) == len(world.courses)
    # a student takes a course once
    for each in world.classes:
        taken = [o.course.code for o in world.offerings if o.class_ is each]
        assert len(taken) == len(set(taken))


def test_the_full_size_has_twenty_million_attendance_rows() -> None:
    world = build(SIZES["full"])
    lessons = sum(
        len(o.students) * o.lessons * weeks_with_data(semester)
        for semester, _, _ in CALENDAR
        for o in world.offerings
        if o.semester == semester
    )
    assert lessons >= 20_000_000
    assert len(world.programmes) == 60
    assert len(world.teachers) >= 600


def test_the_small_size_has_about_a_hundred_thousand_attendance_rows(sample: SampleFiles) -> None:
    assert 60_000 <= sum(file.rows for file in sample.of("attendance")) <= 120_000


def test_the_sample_stands_in_week_twelve() -> None:
    monday = week_monday(NOW, CURRENT_WEEK)
    assert 0 <= (AS_OF - monday).days < 7
    assert chunks(10) == [(1, 4), (5, 8), (9, 10)]


def test_rows_are_counted_as_written(sample: SampleFiles, rows: Callable[[str], Rows]) -> None:
    for dataset in ("attendance", "offerings", "evaluations", "graduates", "room_usage"):
        assert sum(file.rows for file in sample.of(dataset)) == len(rows(dataset))


def test_attendance_comes_as_a_college_exports_it(sample: SampleFiles) -> None:
    assert [file.path.name for file in sample.of("attendance")] == [
        "2025-2026-1学生考勤.csv",
        "2025-2026-2学生考勤.csv",
        "2026-2027-1学生考勤(第1-4周).csv",
        "2026-2027-1学生考勤(第5-8周).csv",
        "2026-2027-1学生考勤(第9-12周).csv",
    ]


def declared() -> dict[str, dict[str, object]]:
    files = sorted(PACK.glob("*.yaml"))
    return {item["code"]: item for file in files for item in yaml.safe_load(file.read_text(encoding="utf-8"))}


def headers(file: SampleFile) -> list[str]:
    if file.path.suffix == ".csv":
        with file.path.open(encoding="utf-8-sig") as text:
            return text.readline().strip().split(",")
    book = CalamineWorkbook.from_path(str(file.path))
    assert file.sheet is not None
    return [str(cell).strip() for cell in book.get_sheet_by_name(file.sheet).to_python()[HEADER_ROW - 1]]


def test_every_header_is_known_or_mapped(sample: SampleFiles) -> None:
    datasets = declared()
    assert {file.dataset for file in sample.files} == set(datasets)
    for file in sample.files:
        fields = datasets[file.dataset]["fields"]
        assert isinstance(fields, list)
        names = {n: f["code"] for f in fields for n in (f["name"], f["code"], *f.get("aliases", []))}
        names |= {header: code for code, header in file.mapping.items()}
        found = headers(file)
        unknown = [header for header in found if header not in names]
        assert set(unknown) <= {"序号", "报到率"}, file.path.name
        required = {f["code"] for f in fields if f.get("required")}
        assert required <= {names[header] for header in found if header in names}, file.path.name


def test_what_others_refer_to_is_imported_first(sample: SampleFiles) -> None:
    datasets = declared()
    seen: set[str] = set()
    for file in sample.files:
        fields = datasets[file.dataset]["fields"]
        assert isinstance(fields, list)
        assert {f["references"] for f in fields if f.get("references")} <= seen, file.path.name
        seen.add(file.dataset)


def test_clean_rows_refer_to_rows_that_exist(sample: SampleFiles, rows: Callable[[str], Rows]) -> None:
    world = sample.world
    students = {student.code for _, student in world.students()}
    offerings = {row["教学班号"]: row for row in rows("offerings")}
    teachers = {teacher.code for teacher in world.teachers}
    courses = {row["课程代码"] for row in rows("courses")}

    assert {row["教师工号"] for row in offerings.values()} <= teachers
    assert {row["课程代码"] for row in offerings.values()} <= courses
    for row in rows("attendance"):
        assert row["学号"] in students
        assert offerings[row["教学班号"]]["学年学期"] == row["学期"]
    for row in rows("grades"):
        assert row["student"] in students
        assert row["offering"] in offerings
    assert {row["教学班号"] for row in rows("evaluations")} <= set(offerings)
    assert {row["教学班号"] for row in rows("schedule_changes")} <= set(offerings)
    assert {row["实训室编号"] for row in rows("room_usage")} == {row["实训室编号"] for row in rows("rooms")}
    assert {row["班级编号"] for row in rows("classes")} == {each.code for each in world.classes}


def test_keys_are_unique(rows: Callable[[str], Rows]) -> None:
    for dataset, key in (
        ("attendance", ("学期", "周次", "课次", "教学班号", "学号")),
        ("grades", ("semester", "student", "offering", "exam_status")),
        ("evaluations", ("教学班号", "问卷编号")),
        ("graduates", ("毕业学年", "学号")),
        ("schedule_changes", ("调课单号",)),
    ):
        found = [tuple(row[column] for column in key) for row in rows(dataset)]
        assert len(found) == len(set(found)), dataset


def test_everybody_responsible_is_a_teacher(sample: SampleFiles, rows: Callable[[str], Rows]) -> None:
    teachers = {teacher.code for teacher in sample.world.teachers}
    faculties = [row for row in rows("departments") if row["部门类别"] == "二级学院"]
    assert {row["负责人工号"] for row in faculties} <= teachers
    assert {row["专业负责人工号"] for row in rows("programmes")} <= teachers
    assert {row["课程负责人工号"] for row in rows("courses")} <= teachers
    assert {row["班主任工号"] for row in rows("classes")} <= teachers


def test_the_students_workbook_is_as_messy_as_real_ones(sample: SampleFiles) -> None:
    (file,) = sample.of("students")
    book = CalamineWorkbook.from_path(str(file.path))
    sheet = book.get_sheet_by_name("Sheet1")
    lines = sheet.to_python()
    body = lines[HEADER_ROW:]

    assert "示例" in str(lines[0][0])
    assert str(lines[0][1]) == ""  # the title is merged over the width
    assert lines[HEADER_ROW - 1][0] == "序号"
    assert any(str(cell) != str(cell).strip() for line in body for cell in line)
    assert any(chr(0xFF10) <= c <= chr(0xFF19) for line in body for cell in line for c in str(cell))
    assert any("年" in str(line[9]) and str(line[9]).endswith("日") for line in body)
    assert [str(line[0]) for line in body if str(line[0]) == "合计"]
    assert any(isinstance(line[6], str) and line[6].isdigit() for line in body)  # numbers kept as text
    written = [line[1:] for line in body if str(line[2]) != "" and str(line[0]) != "合计"]
    assert len(written) == file.rows + file.repeated + len(file.bad)
    assert file.repeated > 0
    assert {bad.column for bad in file.bad} == {"班级编号", "出生日期", "学籍状态"}


def test_medium_blocks_hold_as_many_lines_as_lessons() -> None:
    world = build(SIZES["medium"])
    attendance = Attendance(world)
    registers = attendance.registers(NOW)

    lines = "".join(attendance.lines(NOW, registers, range(1, 2))).splitlines()

    assert len(lines) == sum(len(o.students) * o.lessons for o in world.offerings if o.semester == NOW)
    assert {line.count(",") for line in lines} == {5}
