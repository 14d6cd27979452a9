"""`zhengai alerts`: lists, filters and formats."""

import csv
import io
import json
from typing import Any

import pytest

from tests.rooms.alerts.world import World, found_world, week
from zhengai.alerts.models import Alert
from zhengai.cli.__main__ import main
from zhengai.core import clock
from zhengai.framework.models import InstalledPack

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    world = found_world(monkeypatch)
    levels = [{"code": "course", "name": "课程"}, {"code": "department", "name": "部门"}]
    InstalledPack.objects.create(
        college=world.college,
        code="levels",
        version="1.0.0",
        content={"manifest": {"requires": []}, "sections": {"levels": levels}},
        installed_at=clock.now(),
    )
    return world


@pytest.fixture
def judged(world: World) -> World:
    world.judge({week(1): {"C001": 0.12, "C002": 0.3, "C003": 0.2}})
    world.judge({week(2): {"C001": 0.15, "C002": 0.3, "C003": 0.04}})
    return world


def listed(capture: Capture, *arguments: str) -> list[dict[str, Any]]:
    assert main(["alerts", *arguments, "--format", "json"]) == 0
    rows: list[dict[str, Any]] = json.loads(capture.readouterr().out)
    return rows


def test_json_names_all_of_an_alert(judged: World, capsys: Capture) -> None:
    row = listed(capsys, "--subject", "course:C001")[0]
    alert = Alert.objects.get(subject="C001")
    assert row | {"raised_at": ""} == {
        "id": alert.pk,
        "kind": "limit",
        "grade": "notice",
        "grade_name": "提示",
        "level": "course",
        "subject": "C001",
        "subject_name": "高等数学",
        "indicator": "absence_rate",
        "indicator_name": "缺课率",
        "rule": "course_absence_week",
        "period": week(1),
        "value": 0.12,
        "limit": "> 0.1",
        "trend": "",
        "state": "open",
        "state_name": "待处理",
        "responsible": [{"number": "T001", "name": "郑怡"}],
        "unit": "信息工程学院",
        "raised_at": "",
        "due": "2026-12-04",
        "closed_period": "",
        "closed_value": None,
        "closed_reason": "",
        "sentence": alert.sentence,
    }


@pytest.mark.parametrize(
    ("arguments", "subjects"),
    [
        ([], ["C002", "C003", "C001"]),
        (["--open"], ["C002", "C001"]),
        (["--grade", "severe"], ["C002"]),
        (["--grade", "提示"], ["C001"]),
        (["--level", "course"], ["C002", "C003", "C001"]),
        (["--level", "department"], []),
        (["--subject", "课程：C001"], ["C001"]),
        (["--indicator", "缺课率", "--open"], ["C002", "C001"]),
        (["--indicator", "new_share"], []),
        (["--subject", "course:C003"], ["C003"]),
    ],
)
def test_filters(judged: World, capsys: Capture, arguments: list[str], subjects: list[str]) -> None:
    assert [row["subject"] for row in listed(capsys, *arguments)] == subjects


def test_table_and_csv(judged: World, capsys: Capture) -> None:
    assert main(["alerts", "--open"]) == 0
    printed = capsys.readouterr().out
    assert "高等数学" in printed
    assert "郑怡" in printed
    assert main(["alerts", "--open", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["subject"], row["grade"], row["responsible"]) for row in rows] == [
        ("C002", "severe", "周岚"),
        ("C001", "notice", "郑怡"),
    ]


def test_nothing_found_is_said_on_standard_error(world: World, capsys: Capture) -> None:
    assert main(["alerts", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == []
    assert captured.err == "没有符合条件的预警\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--level", "cours"], "没有“cours”这个层面"),
        (["--grade", "red"], "没有“red”这个等级"),
        (["--subject", "course:C999"], "C999"),
        (["--subject", "course"], "层面:代码"),
        (["--level", "department", "--subject", "course:C001"], "请只用一个"),
        (["--indicator", "nothing"], "没有“nothing”这个指标"),
    ],
)
def test_bad_use_is_one_line(judged: World, capsys: Capture, arguments: list[str], word: str) -> None:
    assert main(["alerts", *arguments]) == 2
    captured = capsys.readouterr()
    assert word in captured.err
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_without_a_college_it_says_what_to_do(db: None, capsys: Capture) -> None:
    assert main(["alerts"]) == 2
    assert "zhengai demo" in capsys.readouterr().err
