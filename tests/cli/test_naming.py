"""How a level, a subject and a period may be written: by code or Chinese name, as an input method leaves them."""

import pytest

from zhengai.cli import subject as named
from zhengai.cli.__main__ import main
from zhengai.cli.output import Refused
from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College
from zhengai.framework.actions import install

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    install(college=college, pack="foundation", by="何川")
    rows = [SubjectRow("K1", "解剖学"), SubjectRow("Ｋ９", "体育")]
    sync_subjects(college=college, level="course", rows=rows, by="何川")
    return college


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("course:K1", "K1"),
        ("课程:K1", "K1"),
        ("课程：Ｋ１", "K1"),
        (" course : K1 ", "K1"),
        ("course:Ｋ９", "Ｋ９"),  # a code that is stored in full width is found as it is
        (None, "C1"),
        ("", "C1"),
    ],
)
def test_a_subject(college: College, written: str | None, code: str) -> None:
    assert named.subject(college, written).code == code


def test_a_period(college: College) -> None:
    assert named.period(college, "２０２６ ").code == "2026"


def test_a_level_is_offered_before_it_has_subjects(college: College) -> None:
    assert named.level(college, "学生") == "student"


@pytest.mark.parametrize("written", ["K1", "course:", ":", "课程: "])
def test_what_is_no_subject(college: College, written: str) -> None:
    with pytest.raises(Refused, match="不是“层面:代码”的样子"):
        named.subject(college, written)


def test_an_unknown_level_names_each_level_once(college: College) -> None:
    with pytest.raises(Refused) as refused:
        named.level(college, "dean")
    assert str(refused.value).count("course") == 1


@pytest.mark.parametrize("rows", ["-1", "abc", "9" * 20])
def test_a_number_of_rows_that_is_none(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["value", "absence_rate", "--rows", rows])
    assert stopped.value.code == 2
    assert f"“{rows}”应是 0 到 999999999 的整数" in capsys.readouterr().err
