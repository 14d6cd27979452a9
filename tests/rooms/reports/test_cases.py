"""Cases of the quality culture in the reports of the college and of departments (CUL-06)."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from tests.rooms.evidence.bytes import PDF
from tests.rooms.reports.conftest import KIND, course, semester
from zhengai.college.models import College, Subject
from zhengai.evidence.actions import attach
from zhengai.evidence.rules import About
from zhengai.framework.actions.following import record_activity
from zhengai.framework.models import Activity
from zhengai.framework.rules.following import ActivityKind
from zhengai.reports.actions import make_report
from zhengai.reports.models import Report
from zhengai.reports.word import render

INSIDE = date(2026, 10, 12)


def told(college: College, topic: str, kind: ActivityKind, day: date, department: str = "") -> Activity:
    return record_activity(
        college=college,
        kind=kind,
        topic=topic,
        day=day,
        material="做法：一课一改",
        department=department,
        by="lin",
    )


@pytest.fixture
def cases(computed: College) -> College:
    home = Subject.objects.filter(college=computed, level="department").order_by("code")[0]
    own = told(computed, "一课一改", ActivityKind.CASE, INSIDE, home.name)
    told(computed, "全校的案例", ActivityKind.CASE, date(2026, 11, 2))
    told(computed, "去年的案例", ActivityKind.CASE, date(2025, 10, 12), home.name)
    told(computed, "不是案例", ActivityKind.STUDY, INSIDE, home.name)
    attach(
        college=computed.code, about=About("activity", str(own.pk)), name="案例.pdf", chunks=[PDF], description="",
        by="lin",
    )  # fmt: skip
    return computed


def report(college: College, subject: Subject) -> Report:
    return make_report(college=college, kind=KIND, subject=subject, period=semester(college), by="lin")


def test_the_college_tells_all_of_the_period_and_a_department_its_own(cases: College) -> None:
    whole = report(cases, Subject.objects.get(college=cases, level="college")).content["cases"]
    assert [(row["name"], row["files"]) for row in whole["rows"]] == [("一课一改", 1), ("全校的案例", 0)]
    home = Subject.objects.filter(college=cases, level="department").order_by("code")[0]
    own = report(cases, home).content["cases"]
    assert [row["name"] for row in own["rows"]] == ["一课一改"]
    assert "1 个" in own["sentence"]


def test_what_was_frozen_stays_when_a_case_comes_later(cases: College) -> None:
    subject = Subject.objects.get(college=cases, level="college")
    first = report(cases, subject)
    told(cases, "后来的案例", ActivityKind.CASE, INSIDE)
    first.refresh_from_db()
    assert len(first.content["cases"]["rows"]) == 2
    assert len(report(cases, subject).content["cases"]["rows"]) == 3


def test_a_course_has_no_such_chapter(cases: College, tmp_path: Path) -> None:
    made = report(cases, course(cases))
    assert made.content["cases"] is None
    assert "特色案例" not in text(made, tmp_path)


def test_the_word_file_holds_them(cases: College, tmp_path: Path) -> None:
    made = report(cases, Subject.objects.get(college=cases, level="college"))
    written = text(made, tmp_path)
    assert "八、特色案例" in written
    assert "一课一改" in written
    assert "做法：一课一改" in written
    assert "{{" not in written


def test_a_report_made_before_there_were_cases_still_opens(cases: College, tmp_path: Path) -> None:
    made = report(cases, Subject.objects.get(college=cases, level="college"))
    made.content = {name: value for name, value in made.content.items() if name != "cases"}
    assert "特色案例" not in text(made, tmp_path)


def text(made: Report, folder: Path) -> str:
    path = folder / "report.docx"
    path.write_bytes(render(made))
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])
