"""The college with a few lessons, evaluated over a semester and its weeks, and reports of its courses."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.indicators.conftest import (
    CLASSES,
    DEPARTMENTS,
    PROGRAMMES,
    TEACHERS,
    college,
    members,
    take,
    taught,
    write,
)
from tests.standing import declare
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators.actions import evaluate
from zhengai.reports.actions import make_report
from zhengai.reports.models import Report
from zhengai.reports.word import render
from zhengai.standards.actions import adopt as adopt_standards
from zhengai_engine.model.period import Period

__all__ = [
    "CLASSES", "DEPARTMENTS", "PROGRAMMES", "TEACHERS", "college", "members", "take", "taught", "write",
]  # fmt: skip

SEMESTER = "2026-2027-1"
KIND = "self-diagnosis"
CODES = ["absence_rate", "absence_rate_4_weeks", "late_rate", "offerings", "pass_rate"]


def semester(college: College) -> Period:
    return calendar_of(college).period(SEMESTER)


def course(college: College, code: str = "K1") -> Subject:
    return Subject.objects.get(college=college, level="course", code=code)


def compute(college: College) -> None:
    weeks = [calendar_of(college).period(f"{SEMESTER}-W{number:02d}") for number in (1, 2)]
    evaluate(college=college, by="lin", periods=[semester(college), *weeks], levels=["course"], codes=CODES)


def judge_by_standards(college: College) -> None:
    adopt_standards(college=college, by="lin")
    compute(college)


declare("standing_computed", judge_by_standards, on="standing_taught")


@pytest.fixture
def computed(standing_college: College, standing_computed: None) -> College:
    return standing_college


@pytest.fixture
def made(computed: College) -> Report:
    return make_report(
        college=computed, kind=KIND, subject=course(computed), period=semester(computed), by="zheng"
    )


@pytest.fixture
def document(made: Report, tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(render(made))
    return path


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Somebody changes a part of a Word file by hand."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, Any] = {each.filename: archive.read(each) for each in archive.infolist()}
    before = parts[part].decode()
    after = change(before)
    assert after != before, "the change changes nothing"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, after.encode() if name == part else content)


def control(number: str) -> str:
    """Matches the whole content control of a figure."""
    return rf'<w:sdt><w:sdtPr><w:alias [^>]*/><w:tag w:val="{number}"/>.*?</w:sdt>'


def print_otherwise(path: Path, number: str, was: str, becomes: str) -> None:
    """Somebody types another number over one figure, where it stands first."""

    def change(xml: str) -> str:
        found = re.search(control(number), xml)
        assert found
        return xml.replace(found.group(), found.group().replace(was, becomes), 1)

    rewrite(path, "word/document.xml", change)


def figure(report: Report, indicator: str, part: str = "value") -> str:
    """The id of a figure of the semester."""
    return str(
        next(
            each["id"]
            for each in report.figures
            if (each["indicator"], each["part"], each["period"]) == (indicator, part, SEMESTER)
        )
    )
