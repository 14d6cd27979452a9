"""What an operator finds in the error log, and what must not be in it."""

import logging
from pathlib import Path

import pytest

from zhengai.core.errorlog import LONGEST, Entry, ErrorFile, told, without_data


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("invalid literal for int() with base 10: '李晓'", "invalid literal for int() with base 10: '…'"),
        ("no row for 110101199003077777", "no row for …"),
        ("number X20260001-2 is taken", "number … is taken"),
        ("cannot write to li.xiao@qinghe.edu.cn", "cannot write to …"),
        ('duplicate key "users_key"\nDETAIL:  Key (name)=(li) exists', 'duplicate key "users_key"'),
        ("'NoneType' object has no attribute 'code'", "'NoneType' object has no attribute 'code'"),
        ("job 412 stopped", "job 412 stopped"),
        ("", ""),
        ("x " * LONGEST, "x " * (LONGEST // 2)),
    ],
)
def test_a_message_keeps_no_data(said: str, kept: str) -> None:
    assert without_data(said) == kept


def _fails(said: str) -> None:
    try:
        raise KeyError(said)
    except KeyError as problem:
        raise ValueError(f"学号 {said}") from problem


def test_a_traceback_tells_causes_and_places_but_not_what_was_said() -> None:
    with pytest.raises(ValueError, match="学号") as failed:
        _fails("".join(["2026", "0001"]))  # source lines are in it, and say what stands in them
    text = told(failed.value)
    assert text.index("KeyError: '…'") < text.index("ValueError: … …")
    assert "in _fails" in text
    assert "20260001" not in text


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert told(first) == "ValueError: second\nValueError: first"


def record(message: str, name: str = "zhengai.jobs") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, (), None)


def test_our_own_messages_stay_as_they_are() -> None:
    assert (
        Entry()
        .format(record("job 10412 (reports.make_all) stopped"))
        .endswith("ERROR zhengai.jobs job 10412 (reports.make_all) stopped")
    )
    assert Entry().format(record("row 10412 of 李晓", "elsewhere")).endswith("ERROR elsewhere row … of …")


def test_processes_that_share_the_file_lose_nothing_when_it_turns_over(tmp_path: Path) -> None:
    """Two handlers stand for two processes: neither knows what the other has opened or moved."""
    path = tmp_path / "log" / "errors.log"
    both = [ErrorFile(str(path), maxBytes=300, backupCount=50) for _ in range(2)]
    for handler in both:
        handler.setFormatter(logging.Formatter("%(message)s"))
    sent = [f"entry {number:02d} " + "x" * 40 for number in range(40)]
    for number, message in enumerate(sent):
        both[number % 2].handle(record(message))
    files = [each for each in path.parent.iterdir() if each.name.startswith("errors.log")]
    assert len(files) > 5
    assert all(each.stat().st_size <= 300 for each in files)
    assert sorted(line for each in files for line in each.read_text().splitlines()) == sent


def test_old_files_go(tmp_path: Path) -> None:
    path = tmp_path / "log" / "errors.log"
    handler = ErrorFile(str(path), maxBytes=100, backupCount=2)
    for number in range(30):
        handler.handle(record(f"entry {number:02d} " + "x" * 60))
    assert {each.name for each in path.parent.iterdir()} == {
        ".lock", "errors.log", "errors.log.1", "errors.log.2",
    }  # fmt: skip


def test_the_folder_is_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "log" / "errors.log"
    ErrorFile(str(path), maxBytes=100, backupCount=2).handle(record("entry"))
    assert path.parent.stat().st_mode & 0o077 == 0
