"""`zhengai bench`: figures as JSON, on the data at hand or on a sample college of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from tests.rooms.indicators.conftest import college, members, take, taught, write
from zhengai.cli.__main__ import main
from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.indicators.queries import current_value
from zhengai.indicators.yardsticks import measure_yardstick
from zhengai_engine.run.yardsticks import attendance
from zhengai_engine.run.yardsticks.grades import Size

__all__ = ["college", "members", "take", "taught", "write"]

pytestmark = pytest.mark.django_db
FIGURES = {"name", "seconds", "rows", "peak_mib", "ratio_to_scan"}


def test_a_full_run_stands_beside_its_scan(taught: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "full", "--here", "--format", "json"]) == 0
    scan, full = json.loads(capsys.readouterr().out)
    assert (scan["name"], full["name"]) == ("scan", "full")
    assert set(scan) == set(full) == FIGURES
    assert scan["ratio_to_scan"] is None
    assert full["ratio_to_scan"] == pytest.approx(full["seconds"] / scan["seconds"])


def test_our_values_stand_beside_those_written_by_hand(
    taught: College, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "conditions", "--here", "--format", "json"]) == 0
    limit, by_hand, ours = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in (limit, by_hand, ours)] == ["scan", "by-hand", "conditions"]
    assert ours["rows"] == by_hand["rows"] > 0
    assert ours["ratio_to_hand"] == pytest.approx(ours["seconds"] / by_hand["seconds"])


def test_a_yardstick_without_a_college() -> None:
    """The public one is made of rows of its own; a small one here, for the time it takes."""
    found = measure_yardstick(Size(rows=4_000, students=50, teachers=5, courses=6, programmes=3))
    assert [each.name for each in found] == ["by-hand", "yardstick", "by-hand-file", "yardstick-file"]
    assert {each.rows for each in found} == {21 * 8 * (50 + 5 + 6 + 3 + 1)}


def test_values_that_differ_are_no_figure(
    taught: College, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance, "differing", lambda *_: (60, 1))
    assert main(["bench", "conditions", "--here"]) == 1
    told = capsys.readouterr()
    assert "60 个值中有 1 个" in told.err
    assert told.out == ""


def test_rows_that_arrive_are_followed_step_by_step(
    taught: College, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "ready").touch()
    assert main(["bench", "incremental", "--here", "--batches", "3", "--format", "json"]) == 0
    *steps, whole = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in steps] == [
        f"incremental-{step}" for step in ("commit", "find", "compute", "publish", "judge")
    ]
    assert whole["name"] == "incremental"
    assert {each["rows"] for each in [*steps, whole]} == {4}  # a lesson of both groups, two students each
    assert whole["seconds"] >= max(each["seconds"] for each in steps) > 0
    assert whole["p95"] >= whole["seconds"]
    assert datacentre.stored(taught)["attendance"] == (3, 4 + 3 * 4)
    expected = current_value(
        taught, indicator="expected_attendances", level="college", subject="S1", period="2026-2027-1"
    )
    assert expected is not None
    assert expected.value == 3 + 3 * 4  # one of the first four was exempt


def test_rows_made_for_measuring_never_come_into_a_college_s_own_data(
    taught: College, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "incremental", "--here"]) == 2
    assert "只在测速自建的示例学校上测" in capsys.readouterr().err
    assert datacentre.stored(taught)["attendance"] == (0, 4)


def test_the_scan_alone(taught: College, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scan", "--here", "--format", "json"]) == 0
    (scan,) = json.loads(capsys.readouterr().out)
    assert scan["rows"] == 4


def test_a_college_without_attendance_is_told_what_to_do(
    college: College, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--here"]) == 2
    assert "考勤" in capsys.readouterr().err


class Programs:
    """Stands in for the two programs the bench starts: setting the sample up, and measuring there."""

    def __init__(self, *codes: int) -> None:
        self.codes, self.started = list(codes), list[tuple[list[str], str]]()

    def __call__(self, command: list[str], **options: dict[str, str]) -> subprocess.CompletedProcess[str]:
        assert command[:3] == [sys.executable, "-m", "zhengai.cli"]
        self.started.append((command[3:], options["env"]["ZHENGAI_HOME"]))
        return subprocess.CompletedProcess(command, self.codes.pop(0))


@pytest.fixture
def home_of_bench(tmp_path: Path) -> Path:
    (tmp_path / "bench-small").mkdir()  # which the set-up would have made
    return tmp_path / "bench-small"


def test_the_first_use_sets_up_a_home_of_its_own_and_keeps_it(
    home_of_bench: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = Programs(0, 0, 0)
    monkeypatch.setattr(subprocess, "run", programs)
    report = str(home_of_bench.parent / "bench" / "report.html")
    measuring = ["bench", "--here", "--format", "json", "--report", report, "full"]
    with override_settings(ZHENGAI_HOME=home_of_bench.parent):
        for _ in range(2):
            assert main(["bench", "full", "--size", "small", "--format", "json"]) == 0
    wanted = [["demo", "--size", "small", "--no-serve"], measuring, measuring]
    assert [command for command, _ in programs.started] == wanted
    assert {place for _, place in programs.started} == {str(home_of_bench)}
    assert os.environ.get("ZHENGAI_HOME") != str(home_of_bench)


def test_a_set_up_that_failed_is_said_and_tried_again(
    home_of_bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", Programs(1))
    with override_settings(ZHENGAI_HOME=home_of_bench.parent):
        assert main(["bench", "full", "--size", "small"]) != 0
    assert "示例学校没有建成" in capsys.readouterr().err
    assert not (home_of_bench / "ready").exists()


def test_a_failed_measurement_is_the_exit_code(home_of_bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", Programs(0, 1))
    with override_settings(ZHENGAI_HOME=home_of_bench.parent):
        assert main(["bench", "full", "--size", "small"]) == 1
