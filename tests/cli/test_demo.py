"""`zhengai demo --pack`: a pack is known and sound before any work is begun, and one installation keeps one."""

from typing import Any

import pytest

from zhengai.cli.__main__ import main
from zhengai.cli.commands import demo
from zhengai.college.actions import create_college
from zhengai.core.actions import record
from zhengai.sample.identity import COLLEGE_CODE
from zhengai.sample.queries import SET_UP, pack_set_up

pytestmark = pytest.mark.django_db


def fail(**_: Any) -> None:
    raise AssertionError("the sample must not be set up")


def test_an_unknown_pack_is_told_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "set_up", fail)
    assert main(["demo", "--pack", "xiangyan", "--no-serve"]) == 2
    assert capsys.readouterr().err == "没有名为“xiangyan”的方案包。是不是 xiangyang？\n"


def test_one_installation_keeps_one_pack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "set_up", fail)
    create_college(code=COLLEGE_CODE, name="青禾(示例)", category="综合", by="x", is_sample=True)
    record(action=SET_UP, by="x", subject=COLLEGE_CODE, details={"size": "small"})
    assert pack_set_up() == "foundation"
    assert main(["demo", "--pack", "wuhai", "--no-serve"]) == 2
    assert "这里的示例学校用的是方案包 foundation；要换成 wuhai" in capsys.readouterr().err
    assert main(["demo", "--pack", "foundation", "--no-serve", "--format", "json"]) == 0
