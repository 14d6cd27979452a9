"""`zhengai versions`: what is kept, why, and nothing let go without being asked."""

import json
from pathlib import Path

import pytest

from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college
from zhengai.framework.actions import install

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    install(college=college, pack="foundation", by="何川")
    for number, kind in enumerate(("二级学院", "职能部门")):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"部门编号,部门名称,部门类别\nD1,医学院,{kind}\n", encoding="utf-8")
        assert main(["import", "departments", str(path)]) == 0
    capsys.readouterr()


def test_every_version_says_why_it_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["versions", "部门", "--format", "json"]) == 0
    printed = capsys.readouterr()
    rows = json.loads(printed.out)
    assert [(each["version"], each["kept"], each["reasons"]) for each in rows] == [
        (1, True, ["最新的版本"]),
        (0, True, ["30 天之内的版本"]),
    ]
    assert "没有可以清理的文件" in printed.err


def test_bad_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["versions", "没有这个"]) == 2
    assert "没有数据集“没有这个”" in capsys.readouterr().err
    assert main(["versions", "--days", "0", "--clean"]) == 2
    assert "至少是 1" in capsys.readouterr().err
