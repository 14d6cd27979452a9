"""Bad use of the command line is one Chinese line and exit 2."""

import pytest

from zhengai.cli.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["value"], "缺少参数：CODE。用 zhengai value --help 查看用法"),
        (["valeu"], "命令 不能是“valeu”，可用：administrators, alerts, backup"),
        (["run", "--port", "99999999"], "--port：端口要在 1 到 65535 之间，不能是 99999999"),
        (["run", "--port", "八千"], "--port 的值“八千”不对"),
        (["periods", "--kind"], "--kind 后面要有值"),
        (["periods", "--kinds", "week", "x"], "不认识的参数："),
        (["packs", "list", "--format", "xml"], "--format 不能是“xml”，可用：table, json, csv"),
    ],
)
def test_bad_use_is_one_chinese_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
