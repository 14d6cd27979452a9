"""One YAML file: what is refused, with which line, and which of YAML's traps are closed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from zhengai.framework.rules import pack as packs
from zhengai.framework.rules import reading
from zhengai.framework.rules.reading import read_yaml


def read(tmp_path: Path, text: str | bytes) -> tuple[object, list[str]]:
    path = tmp_path / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    content, problems = read_yaml(path, "indicators/file.yaml")
    return content, [str(p) for p in problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("是", "是"),
        ("true", True),
        ("0101", "0101"),
        ("1:30", "1:30"),
        ("2026-11-20", "2026-11-20"),
        ("12", 12),
        ("-3", -3),
        ("0.4", 0.4),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("~", None),
        ("'12'", "12"),
    ],
)
def test_a_word_keeps_the_meaning_its_author_had(tmp_path: Path, written: str, value: object) -> None:
    content, problems = read(tmp_path, f"- code: x\n  value: {written}\n")
    assert problems == []
    assert content == [{"code": "x", "value": value}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- code: x\n  name: a\n  name: b\n", "第 3 行：键“name”在同一处写了两次，请删去一个"),
        ("- code: x\n  levels:\n    - {a: 1, a: 2}\n", "第 3 行：键“a”在同一处写了两次，请删去一个"),
        ("- &a {code: x}\n- *a\n", "第 2 行：不能使用 YAML 锚点引用(*名称)，请把内容写全"),
        ("- code: x\n  1: 一\n", "第 2 行：键 1 不是文字，请加引号"),
        ("- code: x\n  ? [a]\n  : 1\n", "第 2 行：键 ['a'] 不是文字，请加引号"),
        ("- code: x\n   name: [\n", "第 2 行：YAML 写法不对，请检查缩进、冒号后的空格和引号"),
        ("- code: !!python/name:os.system x\n", "第 1 行：YAML 写法不对，请检查缩进、冒号后的空格和引号"),
        ("- code: x\n  value: " + "[" * 60 + "]" * 60 + "\n", "第 2 行：嵌套超过 40 层"),
    ],
)
def test_what_is_refused_names_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    content, problems = read(tmp_path, text)
    assert content is None
    assert problems == [f"indicators/file.yaml {sentence}"]


def test_control_characters_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "- code: x\x07\n")[1] == [
        "indicators/file.yaml：文件里有不能显示的控制字符，请删去"
    ]


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "- code: x\n  name: 缺课率\n".encode("gb18030"))
    assert problems == ["indicators/file.yaml 第 2 行：文件不是 UTF-8 编码，请另存为 UTF-8"]


def test_a_byte_order_mark_of_windows_is_no_problem(tmp_path: Path) -> None:
    assert read(tmp_path, "- code: x\n".encode("utf-8-sig")) == ([{"code": "x"}], [])


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    _, problems = read(tmp_path, b"#" * (1024 * 1024 + 1))
    assert problems == ["indicators/file.yaml：文件超过 1 MB，请拆成几个文件"]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    _, problems = read_yaml(tmp_path / "none.yaml", "none.yaml")
    assert str(problems[0]).startswith("none.yaml：文件读不出来")


def test_mappings_remember_their_line(tmp_path: Path) -> None:
    content, _ = read(tmp_path, "# 第一行\n- code: x\n\n- code: y\n")
    assert isinstance(content, list)
    assert [item.line for item in content] == [2, 4]


def _settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets an hour pass, so that the files are no longer young."""
    later = packs.time.time_ns() + 3600 * 10**9
    monkeypatch.setattr(packs.time, "time_ns", lambda: later)


def test_a_pack_is_read_once_and_again_when_a_file_was_edited(
    make_pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_pack("own", {"things/a.yaml": "- {code: one, size: 1}\n"})
    _settle(monkeypatch)
    first, _ = packs.read(folder)
    assert first is not None
    assert packs.read(folder)[0] is first
    file = folder / "things/a.yaml"
    before = file.stat()
    file.write_text("- {code: one, size: 2}\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    second, _ = packs.read(folder)
    assert second is not None
    assert second.sections["things"] == [{"code": "one", "size": 2}]
    (folder / "things/b.yaml").write_text("- {code: two}\n")
    third, _ = packs.read(folder)
    assert third is not None
    assert len(third.sections["things"]) == 2
    (folder / "things/b.yaml").write_text("- [two]\n")
    assert packs.read(folder)[0] is None


def test_a_file_just_written_is_read_every_time(make_pack: Callable[..., Path]) -> None:
    """Two edits of one length within a tick of the clock look the same from outside."""
    folder = make_pack("own")
    assert packs.read(folder)[0] is not packs.read(folder)[0]
