"""The first hour, done as it is written: every command of the tutorial works and says what the page says it says."""

import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zhengai.cli.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/tutorial/first-hour.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def steps() -> Iterator[tuple[str, str]]:
    """("sh", a command) or ("text", the output that was shown for the command before)."""
    for kind, block in BLOCK.findall(PAGE):
        if kind == "text":
            yield kind, block
        else:
            yield from ((kind, line) for line in block.splitlines() if line.startswith("./zhengai "))


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_page_is_true(tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.ZHENGAI_HOME = tmp_path
    said = ""
    for kind, text in steps():
        if kind == "sh":
            command, _, comment = text.partition("   # 退出码 ")
            arguments = [str(ROOT / a) if a.startswith("docs/") else a for a in shlex.split(command)[1:]]
            assert main(arguments) == int(comment or 0), text
            captured = capsys.readouterr()
            said = half_width(captured.out + captured.err)
        else:
            for line in text.splitlines():
                words = half_width(line.replace("…/", "")).split()
                assert all(word in said for word in words), (line, said)
    assert "程序设计基础" in said
    assert "郑怡" in said
    assert "陈浩然" in said
