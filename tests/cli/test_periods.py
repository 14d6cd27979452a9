"""`zhengai periods`: codes and names of the periods of the college's calendar."""

import json
from datetime import date

import pytest

from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college, set_calendar
from zhengai.college.models import College

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    set_calendar(college=college, semesters=[("2026-2027-1", date(2026, 8, 31), 3)], by="何川")
    return college


def listed(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, str]]:
    assert main(["periods", *options, "--format", "json"]) == 0
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return rows


def test_years_semesters_and_weeks(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(capsys)
    assert [row["code"] for row in rows] == [
        "2026-2027",
        "2026-2027-1",
        "2026-2027-1-W01",
        "2026-2027-1-W02",
        "2026-2027-1-W03",
        "2026",
    ]
    assert rows[2] == {
        "code": "2026-2027-1-W01",
        "name": "2026—2027学年第1学期第1周",
        "kind": "week",
        "start": "2026-08-31",
        "end": "2026-09-06",
    }


@pytest.mark.parametrize("kind", ["semester", "学期"])
def test_one_kind_by_either_name(college: College, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["code"] for row in listed(capsys, "--kind", kind)] == ["2026-2027-1"]


def test_months_of_the_academic_year_on_request(college: College, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [row["code"] for row in listed(capsys, "--kind", "month")]
    assert (codes[0], codes[-1], len(codes)) == ("2026-09", "2027-08", 12)


@pytest.mark.parametrize(
    ("kind", "hint"), [("semster", "是不是 semester？"), ("纪元", "可用：day、week、month、semester、")]
)
def test_an_unknown_kind_is_bad_use(
    college: College, kind: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["periods", "--kind", kind]) == 2
    assert f"没有“{kind}”这类周期。{hint}" in capsys.readouterr().err


def test_an_empty_calendar_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    create_college(code="C1", name="试验学院", category="综合", by="何川")
    assert main(["periods", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == []
    assert "校历里还没有学期" in told.err
