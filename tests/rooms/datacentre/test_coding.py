"""Code tables: what the packs hold, and what a field reads because of them."""

from typing import Any

import pytest
from pydantic import ValidationError

from zhengai.college.models import College
from zhengai.datacentre.coding import code_tables, with_codes
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.rules.sections import CodeTableItem

TABLE = {
    "code": "T",
    "name": "性别",
    "standard": "X",
    "entries": [{"code": "1", "name": "男"}, {"code": "2", "name": "女"}],
}


def read(field: dict[str, Any], **table: Any) -> list[Any]:
    dataset = {"code": "d", "fields": [{"code": "f", "code_table": "T", **field}]}
    return with_codes([dataset], [TABLE | table])[0]["fields"][0].get("choices", [])  # type: ignore[no-any-return]


def test_a_field_reads_the_codes_of_its_table() -> None:
    assert read({"choices": ["男", {"value": "女性", "aliases": ["女"]}]}) == [
        {"value": "男", "aliases": ["1"]},
        {"value": "女性", "aliases": ["女", "2"]},
    ]


def test_what_the_field_says_itself_counts_more() -> None:
    choices = [{"value": "男", "aliases": ["2"]}, {"value": "女", "aliases": ["1"]}]
    assert read({"choices": choices}) == choices


def test_a_table_with_a_gap_decides_nothing() -> None:
    assert read({"choices": ["男"]}, gap="不全") == ["男"]


def test_a_field_without_choices_stays_open() -> None:
    assert read({}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"entries": []},
        {"entries": [{"code": "1", "name": "男"}, {"code": "1", "name": "女"}]},
        {"standard": ""},
        {"entries": [{"code": "", "name": "男"}]},
    ],
)
def test_a_table_that_says_nothing_or_twice_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CodeTableItem.model_validate(TABLE | change)


def test_the_shipped_tables_are_those_of_the_reference(college: College) -> None:
    found = {each.code: each for each in code_tables(college)}
    secondary = [each for each in found.values() if each.standard == "中职 2023.06 数据标准"]
    assert len(secondary) == 69
    assert [each.code for each in secondary if each.gap] == ["CGJMDDM"]
    assert {each.code: each.name for each in found["HYDM"].entries}["P"] == "教育"
    assert not found["GBT-2260"].entries
    assert found["GBT-2260"].gap
    assert not found["GBT-2261.1"].gap


def test_gender_is_read_by_its_code(college: College) -> None:
    gender = catalogue(college).dataset("students").field("gender")
    assert [code in each.aliases for code, each in zip("12", gender.choices, strict=True)] == [True, True]
    title = catalogue(college).dataset("teachers").field("title")
    assert title.code_table == "GBT-8561"
    assert all("011" not in each.aliases for each in title.choices)  # its table has a gap
