"""A collection is killed (as `kill -9` does) at every step; the next one goes on: nothing lost, nothing twice, and the
values are those of a collection that nobody disturbed."""

import json
import shutil
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.fault.harness import LOOK, SET_UP, run, start

PREPARE = """
import django
django.setup()
from zhengai.college.queries import only_college
from zhengai.sources.actions import keep_feed, keep_source, switch_source
source = keep_source(college=only_college(), code="hr", name="人事", access="files", frequency="day", by="he")
keep_feed(source=source, dataset="departments", by="he")
switch_source(source=source, enabled=True, by="he")
"""
COLLECT = """
import json, sys
import django
django.setup()
from zhengai.college.queries import only_college
from zhengai.sources.collecting import collect
from zhengai.sources.connectors.files import dropped
from zhengai.sources.queries import find_source
dropped.STILL = 0.05
found = collect(source=find_source(only_college(), "hr"), by="he")
print(json.dumps([[each.state, each.rows] for each in found]))
"""
TOLD = """
import json
import django
django.setup()
from zhengai.sources.models import Collection, Feed
print(json.dumps({
    "collections": list(Collection.objects.order_by("id").values_list("state", flat=True)),
    "succeeded": Feed.objects.get().succeeded_at is not None,
}))
"""
HEAD = "部门编号,部门名称,部门类别\n"
FIRST = HEAD + "D1,信息工程学院,二级学院\nD2,教务处,职能部门\n"
SECOND = HEAD + "D2,质管办,职能部门\nD3,学工处,职能部门\n"
STEPS = [
    "source-begun", "source-fetched", "source-kept", "after-start", "after-check", "before-commit", "after-commit",
    "before-end", "after-end", "source-ended",
]  # fmt: skip
WANTED = [["D1", "信息工程学院"], ["D2", "质管办"], ["D3", "学工处"]]


@pytest.fixture(scope="module")
def college(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("college")
    run(home, SET_UP)
    run(home, PREPARE)
    return home


@pytest.fixture
def home(college: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(college, copy, ignore=shutil.ignore_patterns("*.sqlite3*"))
    with (
        sqlite3.connect(college / "zhengai.sqlite3") as source,
        sqlite3.connect(copy / "zhengai.sqlite3") as target,
    ):
        source.backup(target)
    source.close()
    target.close()
    drop = copy / "drop" / "S1" / "hr" / "departments"
    drop.mkdir(parents=True)
    (drop / "1.csv").write_text(FIRST)
    (drop / "2.csv").write_text(SECOND)
    return copy


def departments(home: Path) -> tuple[list[list[str]], dict[str, Any]]:
    found = json.loads(run(home, LOOK))
    return [row[:2] for row in found["rows"].get("departments", [])], found


@pytest.mark.parametrize("step", STEPS)
def test_the_next_collection_goes_on(home: Path, step: str) -> None:
    process = start(home, COLLECT, ZHENGAI_FAULT=step)
    _, err = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, err
    run(home, COLLECT)
    rows, found = departments(home)
    assert rows == WANTED
    assert found["whole"]
    told = json.loads(run(home, TOLD))
    assert set(told["collections"]) <= {"done", "failed"}
    assert told["collections"].count("done") == 2
    assert told["succeeded"]
    drop = home / "drop" / "S1" / "hr" / "departments"
    assert [path.name for path in drop.iterdir() if path.is_file()] == []
    assert len(list((drop / "done").iterdir())) == 2
    assert list((drop / "failed").iterdir()) == []
    assert not list((home / "sources" / "S1" / "hr").glob("[0-9]*"))


def test_two_at_once_are_one(home: Path) -> None:
    processes = [start(home, COLLECT) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in processes]
    assert sum(process.returncode == 0 for process in processes) >= 1
    for process, (_, err) in zip(processes, said, strict=True):
        assert process.returncode == 0 or "正在采集，请等它结束" in err
    rows, _ = departments(home)
    assert rows == WANTED
    assert json.loads(run(home, TOLD))["collections"] == ["done", "done"]
