"""`zhengai subjects`: codes and names of what values hang on."""

import csv
import io
import json

import pytest

from zhengai.cli.__main__ import main
from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College
from zhengai.framework.actions import install

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    install(college=college, pack="foundation", by="何川")
    rows = [SubjectRow("D1", "护理学院", responsible=(("T9", "周岚"),))]
    sync_subjects(college=college, level="department", rows=rows, by="何川")
    rows = [SubjectRow("K1", "解剖学", "D1", (("T1", "郑怡"), ("T2", ""))), SubjectRow("K2", "体育")]
    sync_subjects(college=college, level="course", rows=rows, by="何川")
    return college


def test_json_has_department_and_people(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subjects", "--level", "course", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "level": "course",
            "code": "K1",
            "name": "解剖学",
            "department": "D1",
            "responsible": [{"number": "T1", "name": "郑怡"}, {"number": "T2", "name": ""}],
        },
        {"level": "course", "code": "K2", "name": "体育", "department": None, "responsible": []},
    ]


def test_all_levels_as_csv(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subjects", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["level"], row["code"], row["responsible"]) for row in rows] == [
        ("college", "C1", ""),
        ("course", "K1", "郑怡、T2"),
        ("course", "K2", ""),
        ("department", "D1", "周岚"),
    ]


def test_a_level_may_be_named_in_chinese(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subjects", "--level", "部门"]) == 0
    assert "护理学院" in capsys.readouterr().out


def test_retired_subjects_are_not_offered(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    sync_subjects(college=college, level="course", rows=[SubjectRow("K2", "体育")], by="何川")
    main(["subjects", "--level", "course", "--format", "json"])
    assert [row["code"] for row in json.loads(capsys.readouterr().out)] == ["K2"]


def test_an_empty_level_says_what_to_do(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subjects", "--level", "student", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == []
    assert "zhengai import" in told.err


@pytest.mark.parametrize(
    ("level", "hint"), [("corse", "是不是 course？"), ("宇宙", "可用：college、department、programme、")]
)
def test_an_unknown_level_is_bad_use(
    college: College, level: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["subjects", "--level", level]) == 2
    assert f"没有“{level}”这个层面。{hint}" in capsys.readouterr().err


def test_without_a_college_one_line_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subjects"]) == 2
    assert "还没有建立学校" in capsys.readouterr().err
