"""A pack that was written reads back equal, whatever its words look like."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengai.framework.queries import merged_section, with_required
from zhengai.framework.rules import pack as packs
from zhengai.framework.rules import writing
from zhengai.framework.rules.manifest import Manifest
from zhengai.framework.rules.reading import read_yaml
from zhengai.framework.rules.writing import text_of, write_folder

MANIFEST = Manifest(code="mine", name="本校方案", version="1.0.0", description="试", words={"alert": "警报"})
TRICKY = [
    "", "true", "no", "on", "~", "null", "12", "0101", "1:30", "1.5", "1.5e3", "1e3", "2026-09-01", "- 一", "a: b",
    "#注", "@", "%5", "> 8%", "'引'", '"引"', "多\n行", "  空格  ", "*锚", "&锚", "{花}", "[括]", "|", "=", "是", "\t",
]  # fmt: skip


def read_back(tmp_path: Path, content: Any) -> Any:
    (tmp_path / "a.yaml").write_text(text_of(content), encoding="utf-8")
    found, problems = read_yaml(tmp_path / "a.yaml", "a.yaml")
    assert problems == []
    return found


@pytest.mark.parametrize("word", TRICKY)
def test_words_that_look_like_something_else_stay_words(tmp_path: Path, word: str) -> None:
    content = [{"code": "a", "name": word, "all": [word, {"deep": word}]}]
    assert read_back(tmp_path, content) == content


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc键", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(value=values)
def test_any_content_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    content = [{"code": "a", "value": value}]
    assert read_back(tmp_path_factory.mktemp("w"), content) == content


def test_the_foundation_written_anew_is_the_same_scheme(tmp_path: Path) -> None:
    chain = with_required("foundation")
    names = [name for pack in chain for name in pack.sections]
    sections = {name: merged_section(chain, name) for name in dict.fromkeys(names)}
    write_folder(tmp_path / "mine", MANIFEST, sections)
    found, problems = packs.read(tmp_path / "mine")
    assert problems == []
    assert found is not None
    assert found.sections == sections
    assert found.manifest.words == {"alert": "警报"}


def test_a_long_section_becomes_several_files_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_MOST_BYTES", 200)
    items = [{"code": f"c{number:02d}", "name": "甲" * 20} for number in range(12)]
    write_folder(tmp_path / "mine", MANIFEST, {"x_notes": items})
    found, _ = packs.read(tmp_path / "mine")
    assert found is not None
    assert len(list((tmp_path / "mine" / "x_notes").iterdir())) > 2
    assert sorted(found.sections["x_notes"], key=lambda each: each["code"]) == items
