"""The page of a bench, and all parts in one go."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from zhengai.cli import bench_all, bench_report
from zhengai.cli.__main__ import main
from zhengai.cli.commands.bench import NAMES

pytestmark = pytest.mark.django_db


def test_each_figure_stands_beside_its_target_and_the_others(tmp_path: Path) -> None:
    path = tmp_path / "bench" / "report.html"
    rows = [
        {"name": "scan", "seconds": 1.0, "rows": 20, "peak_mib": 900.0, "ratio_to_scan": None},
        {"name": "full", "seconds": 7.0, "rows": 300, "peak_mib": 5000.0, "ratio_to_scan": 7.0},
    ]
    bench_report.extend(path, "full", rows)
    bench_report.extend(path, "spark", [], problem="没有装 <pyspark>")
    page = path.read_text(encoding="utf-8")
    assert page.index("spark") < page.index("scan")
    assert "≤ 一次手写扫描的 6 倍" in page
    assert page.count("没有达到") == 2
    assert "没有测成：没有装 &lt;pyspark&gt;" in page
    assert "<svg" in page
    assert "7 秒" in page
    assert "处理器：" in page
    assert "负载：" in page
    assert "http" not in page.replace("http-equiv", "")
    assert [each["part"] for each in json.loads(path.with_suffix(".json").read_text())] == ["full", "spark"]


def test_a_run_that_got_better_meets_its_target(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    for ratio in (7.0, 5.0):
        bench_report.extend(
            path, "full", [{"name": "full", "seconds": 5.0, "ratio_to_scan": ratio, "peak_mib": 1.0}]
        )
    summary = path.read_text(encoding="utf-8").partition("<section>")[0]
    assert "没有达到" not in summary
    assert summary.count("达到") == 2


def test_one_part_that_fails_leaves_the_others_their_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked: list[str] = []

    def program(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        name = command[command.index("bench") + 1]
        asked.append(name)
        code = {"full": 1, "spark": 2}.get(name, 0)
        return subprocess.CompletedProcess(command, code, json.dumps([{"name": name}]) if not code else "")

    monkeypatch.setattr(bench_all.subprocess, "run", program)
    with override_settings(ZHENGAI_HOME=tmp_path):
        assert main(["bench", "--size", "small", "--format", "json"]) == 1
    told = capsys.readouterr()
    assert asked == list(bench_all.ORDER)
    assert set(asked) == set(NAMES)
    assert [each["name"] for each in json.loads(told.out)] == [
        each for each in asked if each not in ("full", "spark")
    ]
    assert "没有通过或中断：full" in told.err
    assert "这台机器上没有测：spark" in told.err
