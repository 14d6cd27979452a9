"""One result, three forms."""

import json

import pytest

from zhengai.cli.output import emit, emit_object

ROWS = [
    {"code": "K1", "name": "解剖学", "value": 0.042, "open": True},
    {"code": "K002", "name": "护", "value": None, "open": False},
]
HEADERS = {"code": "代码", "name": "名称", "value": "值", "open": "打开"}


def test_a_table_lines_up_chinese_and_marks_null(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, HEADERS, "table")
    assert capsys.readouterr().out.splitlines() == [
        "代码  名称    值     打开",
        "----  ------  -----  ----",
        "K1    解剖学  0.042  是",
        "K002  护      —      否",
    ]


def test_json_keeps_types_and_null(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, HEADERS, "json")
    assert json.loads(capsys.readouterr().out) == ROWS


def test_csv_has_english_keys(capsys: pytest.CaptureFixture[str]) -> None:
    emit(ROWS, HEADERS, "csv")
    assert capsys.readouterr().out.splitlines() == [
        "code,name,value,open",
        "K1,解剖学,0.042,True",
        "K002,护,,False",
    ]


def test_one_thing_in_three_forms(capsys: pytest.CaptureFixture[str]) -> None:
    emit_object(ROWS[0], {"name": "名称", "value": "值"}, "table")
    assert capsys.readouterr().out.splitlines() == ["名称  解剖学", "值    0.042"]
    emit_object(ROWS[0], HEADERS, "json")
    assert json.loads(capsys.readouterr().out) == ROWS[0]
    emit_object(ROWS[0], {"name": "名称"}, "csv")
    assert capsys.readouterr().out.splitlines() == ["name", "解剖学"]
