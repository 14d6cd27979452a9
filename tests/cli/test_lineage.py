"""`zhengai lineage`: both directions as rows, what breaks as a sentence."""

import json

import pytest

from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.scheme.actions import put_into_use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def college() -> College:
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    put_into_use(college=college, pack="foundation", by="何川")
    return college


def test_rows_say_which_way_and_what_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "dataset:courses", "--format", "json"]) == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out)
    lost = {
        each["code"]: (each["side"], each["lost"], each["loses"])
        for each in rows
        if each["kind"] == "indicator"
    }
    assert lost["absence_rate"] == ("above", "partly", ["course"])
    assert printed.err.startswith("如果“课程”没有新数据，")


def test_one_side_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "absence_rate", "--side", "below", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {each["side"] for each in rows} == {"below"}
    assert "attendance.status" in {each["code"] for each in rows}


def test_a_word_that_names_several_things_is_asked_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "学期"]) == 2
    assert "请写明种类:代码：field:" in capsys.readouterr().err


def test_an_unknown_word_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineage", "没有这个"]) == 2
    assert "没有代码或名称是“没有这个”的东西" in capsys.readouterr().err
