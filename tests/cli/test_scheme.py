"""`zhengai scheme`: read tells what was found and what was not; install is all or nothing; exit codes 0 and 2."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.rooms.intake import clean_word
from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college
from zhengai.framework.models import InstalledPack
from zhengai.intake.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "方案.docx"
    path.write_bytes(clean_word.scheme("襄阳 表4"))
    return path


def test_read_lists_rows_with_their_places(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scheme", "read", str(file), "--format", "json"]) == 0
    told = capsys.readouterr()
    first = json.loads(told.out)[0]
    assert first["part"] == "plans"
    assert first["values"]["name"] == "学校“十三五”发展规划"
    assert (first["place"], first["confidence"]) == ("表格 1 第 2 行", "high")
    assert "规划与计划 28 行" in told.err
    assert not Draft.objects.exists()


def test_read_lists_what_was_not_recognised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "方案.txt"
    path.write_text("甲\t乙\n一\t二\n", encoding="utf-8")
    assert main(["scheme", "read", str(path)]) == 0
    told = capsys.readouterr()
    assert "没有认出" in told.out
    assert "没有认出的 1 处" in told.err


def test_install(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    college = create_college(code="4100000001", name="青禾职业技术学院", category="工科", by="test")
    with override_settings(PACK_DIRS=[settings.PACK_DIRS[0], tmp_path / "packs"]):
        assert (
            main(
                ["scheme", "install", str(file), "--code", "qinghe", "--name", "青禾方案", "--format", "json"]
            )
            == 0
        )
    assert json.loads(capsys.readouterr().out) == [{"section": "plans", "name": "规划", "items": 28}]
    assert InstalledPack.objects.get(college=college, code="qinghe").version == "1.0.0"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("missing.docx", None, "没有文件"), ("方案.docx", b"x", "可能已损坏")],
)
def test_bad_files_are_one_line(
    name: str, content: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["scheme", "read", str(tmp_path / name)]) == 2
    told = capsys.readouterr().err.strip()
    assert sentence in told
    assert "\n" not in told


def test_a_code_that_is_taken(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create_college(code="4100000001", name="青禾职业技术学院", category="工科", by="test")
    assert main(["scheme", "install", str(file), "--code", "foundation", "--name", "方案"]) == 2
    assert "请换一个代码" in capsys.readouterr().err
    assert not Draft.objects.exists()
