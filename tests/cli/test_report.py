"""`zhengai report` and `zhengai verify`: files, exit codes, one line for bad use."""

import json
from pathlib import Path

import docx
import pytest

from tests.rooms.reports.conftest import (
    KIND,
    SEMESTER,
    college,
    computed,
    figure,
    members,
    print_otherwise,
    take,
    taught,
    write,
)
from zhengai.cli.__main__ import main
from zhengai.college.models import College
from zhengai.reports.models import Report

__all__ = ["college", "computed", "members", "take", "taught", "write"]
Capture = pytest.CaptureFixture[str]


def report(out: Path, *arguments: str) -> int:
    return main(["report", KIND, *arguments, "--period", SEMESTER, "--out", str(out)])


def test_a_report_verifies_and_a_tampered_one_does_not(
    computed: College, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "课程" / "K1.docx"
    assert report(out, "--subject", "课程:K1", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(out)
    assert told["digest"] == Report.objects.get().digest
    assert main(["verify", str(out)]) == 0
    captured = capsys.readouterr()
    assert (captured.out, "复算全部相等" in captured.err) == ("", True)
    print_otherwise(out, figure(Report.objects.get(), "absence_rate"), "50.0%", "5.0%")
    assert main(["verify", str(out), "--format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["printed"], row["recomputed"]) for row in rows] == [("缺课率", "5.0%", "50.0%")]


def test_all_of_a_level_go_into_a_folder(computed: College, tmp_path: Path, capsys: Capture) -> None:
    assert report(tmp_path / "all", "--all", "course", "--format", "csv") == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 3
    assert "已生成 2 / 2" in captured.err
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        f"K1 网页设计 {SEMESTER}.docx",
        f"K2 大学英语 {SEMESTER}.docx",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "annual", "--period", SEMESTER, "--out", "a.docx"], "没有“annual”这种报告"),
        (["report", KIND, "--period", "2026-9", "--out", "a.docx"], "没有“2026-9”这个周期"),
        (
            ["report", KIND, "--subject", "course:X", "--period", SEMESTER, "--out", "a.docx"],
            "没有代码为“X”的对象",
        ),
        (["report", KIND, "--all", "xx", "--period", SEMESTER, "--out", "a"], "没有“xx”这个层面"),
        (["verify", "nonesuch.docx"], "没有找到文件"),
    ],
)
def test_bad_use_is_one_line_and_exit_2(
    computed: College, capsys: Capture, arguments: list[str], told: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert len(captured.err.strip().splitlines()) == 1


def test_a_folder_is_no_file(computed: College, tmp_path: Path, capsys: Capture) -> None:
    assert report(tmp_path) == 2
    assert "是文件夹" in capsys.readouterr().err


def test_any_other_document_is_refused(computed: College, tmp_path: Path, capsys: Capture) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    assert main(["verify", str(tmp_path / "a.docx")]) == 2
    assert "不是本平台生成的报告" in capsys.readouterr().err
