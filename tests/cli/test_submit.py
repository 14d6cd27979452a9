"""`zhengai submit`: the national tables, one of them checked and written as a file."""

import json
from pathlib import Path

import pytest

from tests.home import home as home
from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college
from zhengai.framework.actions import install

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def held(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    college = create_college(code="4143012345", name="试验学院", category="综合", by="何川")
    install(college=college, pack="foundation", by="何川")
    for dataset, content in (
        ("departments", "部门编号,部门名称,部门类别\nD1,医学院,二级学院\n"),
        ("teachers", "教师工号,姓名,所属部门,类别,专业课教师,双师\nT1,吴桐,D1,专任,是,否\n"),
        ("courses", "课程编号,课程名称,开课部门\nKC1,护理学,D1\n"),
    ):
        path = tmp_path / f"{dataset}.csv"
        path.write_text(content, encoding="utf-8")
        assert main(["import", dataset, str(path)]) == 0
    capsys.readouterr()


def test_every_table_says_whether_it_can_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", "--format", "json"]) == 0
    rows = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert len(rows) == 83
    assert (rows["GZ-6.1"]["state"], rows["GZ-6.1"]["why"]) == ("未生成", "")
    assert rows["ZYZXX0101"]["state"] == "没有数据"


def test_a_table_is_written_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "6.1.json"
    assert main(["submit", "GZ-6.1", "--out", str(out), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 1
    assert json.loads(out.read_text(encoding="utf-8"))["rows"][0]["教工号"] == "T1"


def test_what_does_not_meet_the_standard_is_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", "课程信息"]) == 1
    told = capsys.readouterr().err
    assert "第 1 行 课程性质码(KCXZM)：空着，必填：请在源头补上“课程性质”(courses.nature)" in told
    assert "必填字段 理论教学时数(LVJXSS) 没有数据来源" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["submit", "没有"], "没有代码为“没有”的国家数据表"),
        (["submit", "GZ-6.1", "--out", "a.doc"], "文件名要以 .xlsx 或 .json 结尾"),
        (["submit", "ZYZXX0101"], "没有给出字段表"),
    ],
)
def test_bad_use_is_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
