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
    assert report["failed"].startswith("文件 big.csv 没有导入，数据保持原样：")
    found = look(home)
    assert found["versions"] == {"departments": 0}
    assert found["batches"] == ["committed", "failed"]
    assert json.loads(run(home, IMPORT, "departments", "big.csv"))["new"] == 30_000


HEADER = "学期,周次,课次,教学班,学号,状态\n"
COMMAND = "import sys\nfrom zhengai.cli.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"


def attendance(week: int, state: str, students: range = range(300)) -> str:
    return "".join(f"2026-2027-1,{week},1,O1,{number},{state}\n" for number in students)


def states(home: Path) -> dict[tuple[str, str], int]:
    """How many rows each week has in each state; a key twice would count twice."""
    found: dict[tuple[str, str], int] = {}
    for row in look(home)["rows"].get("attendance", []):
        found[row[1], row[5]] = found.get((row[1], row[5]), 0) + 1
    return found


@pytest.mark.parametrize("step", [*BEFORE_COMMIT, *AFTER_COMMIT])
def test_a_correction_inside_a_semester_is_killed(home: Path, step: str) -> None:
    """The correction replaces rows of one week and adds another; the third week lies in files of its own."""
    for week in (1, 2):
        (home / f"w{week}.csv").write_text(HEADER + attendance(week, "出勤"))
        run(home, IMPORT, "attendance", f"w{week}.csv")
    (home / "second.csv").write_text(HEADER + attendance(2, "缺勤", range(100)) + attendance(3, "出勤"))
    process = start(home, IMPORT, "attendance", "second.csv", ZHENGAI_FAULT=step)
    assert process.wait(120) == -signal.SIGKILL
    process.communicate()
    before = {("1", "出勤"): 300, ("2", "出勤"): 300}
    wanted = {("1", "出勤"): 300, ("2", "缺勤"): 100, ("2", "出勤"): 200, ("3", "出勤"): 300}
    assert states(home) == (before if step in BEFORE_COMMIT else wanted)
    checked = start(home, COMMAND, "check")
    out, err = checked.communicate(timeout=120)
    assert "Traceback" not in out + err
    again = json.loads(run(home, IMPORT, "attendance", "second.csv"))
    assert (again["state"], again["rejected"]) == ("committed", 0)
    assert again["already"] == (step in AFTER_COMMIT)
    assert states(home) == wanted


def test_two_commands_at_once_into_one_semester(home: Path) -> None:
    """Each brings a week of its own, and both correct the same rows: each correction is whole."""
    (home / "w1.csv").write_text(HEADER + attendance(1, "出勤"))
    run(home, IMPORT, "attendance", "w1.csv")
    for week, state in ((2, "缺勤"), (3, "迟到")):
        (home / f"w{week}.csv").write_text(
            HEADER + attendance(1, state, range(50)) + attendance(week, "出勤")
        )
    calls = [start(home, COMMAND, "import", "考勤", f"w{week}.csv", "--format", "json") for week in (2, 3)]
    reports = []
    for call in calls:
        out, err = call.communicate(timeout=120)
        assert call.returncode == 0, err
        reports.append(json.loads(out))
    assert [(each["new"], each["changed"]) for each in reports] == [(300, 50)] * 2
    found = states(home)
    corrected = {state: count for (week, state), count in found.items() if week == "1"}
    assert corrected in ({"出勤": 250, "缺勤": 50}, {"出勤": 250, "迟到": 50})
    assert (found["2", "出勤"], found["3", "出勤"]) == (300, 300)


def test_a_full_disk_is_one_sentence_of_the_command(home: Path) -> None:
    lines = "".join(f"N{n},{hash((n, 'name'))}{hash((n, 'more'))}处,职能部门\n" for n in range(30_000))
    (home / "big.csv").write_text(FIRST.splitlines()[0] + "\n" + lines)
    limited = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n" + COMMAND
    )
    process = start(home, limited, "import", "部门", "big.csv")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    told = "文件 big.csv 没有导入，数据保持原样：磁盘已满或不许再写，请清理出空间。排除原因后重新导入即可"
    assert err.splitlines()[-1] == told  # a library may have cried before
    assert "Traceback" not in err
    assert look(home)["versions"] == {"departments": 0}
