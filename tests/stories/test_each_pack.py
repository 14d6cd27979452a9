"""`zhengai demo --pack NAME` by the program itself, from spreadsheets to warnings. The other stories do it for the pack
that is the default; here are one that rests on the foundation alone and the one that uses every dataset. What people do
without figures is gone through under every pack in tests/packs/test_lived.py."""

from pathlib import Path

import pytest

from tests.stories.conftest import Program, database

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("pack", ["course-level", "yaan"])
def test_the_sample_is_set_up_under_another_pack(tmp_path: Path, pack: str) -> None:
    program = Program(tmp_path / "home", database(f"zhengai_{pack.replace('-', '_')}"))
    told = program.json("demo", "--size", "small", "--no-serve", "--pack", pack)
    assert (told["size"], told["pack"]) == ("small", pack)
    assert told["values"] > 10_000
    assert told["open_alerts"] > 0
    (programme,) = [
        each for each in program.json("subjects", "--level", "programme") if each["code"] == "P0202"
    ]
    assert programme["name"]
    again = program("demo", "--size", "small", "--no-serve", "--pack", "national-2015")
    assert again.returncode == 2
    assert f"这里的示例学校用的是方案包 {pack}" in again.stderr
