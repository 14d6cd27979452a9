"""An import is killed (as `kill -9` does) at every step, two run at once, the disk is full: nothing lost, nothing
doubled, and the next import goes on as if nothing had happened."""

import json
import shutil
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.fault.harness import IMPORT, LOOK, SET_UP, run, start

FIRST = "部门编号,部门名称,部门类别\nD1,信息工程学院,二级学院\nD2,教务处,职能部门\n"
SECOND = FIRST.replace("教务处", "质管办") + "D3,学工处,职能部门\n"
BEFORE_COMMIT = ["after-start", "after-read", "after-check", "before-commit"]
AFTER_COMMIT = ["after-commit", "before-end"]
WANTED = [["D1", "信息工程学院"], ["D2", "质管办"], ["D3", "学工处"]]


@pytest.fixture(scope="module")
def college(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a college that has imported FIRST; copied for each test."""
    home = tmp_path_factory.mktemp("college")
    run(home, SET_UP)
    (home / "first.csv").write_text(FIRST)
    assert json.loads(run(home, IMPORT, "departments", "first.csv"))["new"] == 2
    return home


@pytest.fixture
def home(college: Path, tmp_path: Path) -> Path:
    """A copy, made by the database's own means so that its log is in it."""
    copy = tmp_path / "home"
    shutil.copytree(college, copy, ignore=shutil.ignore_patterns("*.sqlite3*"))
    with (
        sqlite3.connect(college / "zhengai.sqlite3") as source,
        sqlite3.connect(copy / "zhengai.sqlite3") as target,
    ):
        source.backup(target)
    source.close()
    target.close()
    (copy / "second.csv").write_text(SECOND)
    return copy


def killed(home: Path, step: str) -> None:
    process = start(home, IMPORT, "departments", "second.csv", ZHENGAI_FAULT=step)
    _, err = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, err


def look(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(home, LOOK))
    return found


def rows(found: dict[str, Any]) -> list[list[str]]:
    return [row[:2] for row in found["rows"]["departments"]]


@pytest.mark.parametrize("step", BEFORE_COMMIT)
def test_killed_before_the_commit_the_data_are_as_they_were(home: Path, step: str) -> None:
    killed(home, step)
    found = look(home)
    assert found["versions"] == {"departments": 0}
    assert rows(found) == [["D1", "信息工程学院"], ["D2", "教务处"]]
    assert found["batches"] == ["committed", "running"]
    again = json.loads(run(home, IMPORT, "departments", "second.csv"))
    assert (again["state"], again["new"], again["changed"], again["unchanged"]) == ("committed", 1, 1, 1)
    found = look(home)
    assert (rows(found), found["versions"], found["subjects"]) == (WANTED, {"departments": 1}, 3)
    assert found["batches"] == ["committed", "failed", "committed"]
    assert found["whole"]


@pytest.mark.parametrize("step", AFTER_COMMIT)
def test_killed_after_the_commit_the_data_are_in_and_stay_in_once(home: Path, step: str) -> None:
    killed(home, step)
    found = look(home)
    assert (rows(found), found["versions"]) == (WANTED, {"departments": 1})
    assert found["batches"] == ["committed", "running"]
    assert found["subjects"] == 2
    again = json.loads(run(home, IMPORT, "departments", "second.csv"))
    assert again["already"]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    found = look(home)
    assert (rows(found), found["versions"], found["subjects"]) == (WANTED, {"departments": 1}, 3)
    assert found["batches"] == ["committed", "committed"]
    assert found["whole"]


def test_killed_after_the_end_nothing_is_left_to_do(home: Path) -> None:
    killed(home, "after-end")
    found = look(home)
    assert (rows(found), found["batches"], found["subjects"]) == (WANTED, ["committed", "committed"], 3)


def test_two_imports_at_once_into_one_dataset(home: Path) -> None:
    for name in "ab":
        lines = [f"{name}{number},{name}{number}处,职能部门\n" for number in range(500)]
        (home / f"{name}.csv").write_text(FIRST.splitlines()[0] + "\n" + "".join(lines) + "X,共同,职能部门\n")
    processes = [start(home, IMPORT, "departments", f"{name}.csv") for name in "ab"]
    reports = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        reports.append(json.loads(out))
    assert [each["state"] for each in reports] == ["committed", "committed"]
    assert sorted(each["new"] for each in reports) == [500, 501]
    assert sorted(each["unchanged"] for each in reports) == [0, 1]
    found = look(home)
    assert len(found["rows"]["departments"]) == 1003
    assert (found["versions"], found["subjects"]) == ({"departments": 2}, 1003)


def test_the_same_file_twice_at_once(home: Path) -> None:
    processes = [start(home, IMPORT, "departments", "second.csv") for _ in range(2)]
    reports = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    assert sum(each["new"] for each in reports) == 1
    assert sum(each["changed"] for each in reports) == 1
    found = look(home)
    assert (rows(found), found["versions"]) == (WANTED, {"departments": 1})


def test_a_full_disk_leaves_the_data_as_they_were(home: Path) -> None:
    """Files may not grow beyond 400 kB: the database can, the Parquet file of 30,000 names cannot."""
    lines = "".join(f"N{n},{hash((n, 'name'))}{hash((n, 'more'))}处,职能部门\n" for n in range(30_000))
    (home / "big.csv").write_text(FIRST.splitlines()[0] + "\n" + lines)
    limited = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n" + IMPORT
    )
    report = json.loads(run(home, limited, "departments", "big.csv"))
    assert report["failed"].startswith("文件 big.csv 没有导入,数据保持原样:")
    found = look(home)
    assert found["versions"] == {"departments": 0}
    assert found["batches"] == ["committed", "failed"]
    assert json.loads(run(home, IMPORT, "departments", "big.csv"))["new"] == 30_000
