"""Sections with models: gathered from the rooms, described for others, and every fault at its line."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from tests.rooms.framework.conftest import PackMaker
from zhengai.framework import queries
from zhengai.framework.rules.shares import share_in
from zhengai.framework.sections import Section, schema_of_packs, sections


def sentences(code: str) -> list[str]:
    return [str(each) for each in queries.check_pack(code)]


def test_sections_are_gathered_from_the_rooms() -> None:
    known = sections()
    assert {"matrix", "chains", "questionnaires", "report_list", "review_rules"} <= set(known)
    assert (known["control_points"].room, known["control_points"].checked) == ("standards", False)
    assert known["chains"].name == "链"


@pytest.mark.parametrize("section", sections().values(), ids=lambda each: each.code)
def test_every_section_has_a_name_and_a_schema_with_its_keys(section: Section) -> None:
    assert section.name != section.code
    schema = section.schema()
    assert schema["type"] == "array"
    properties: Mapping[str, Any] = schema["items"]["properties"]
    names = {field.alias or name for name, field in section.model.model_fields.items()}
    assert set(properties) == names
    assert "code" in names


def test_the_schema_refuses_keys_that_do_not_exist() -> None:
    found = schema_of_packs()
    assert found["sections"]["chains"]["items"]["additionalProperties"] is False
    assert found["pack.yaml"]["additionalProperties"] is False
    assert "levels" not in found["sections"]


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (
            "chains/a.yaml",
            "- code: goal\n  nmae: 目标链\n",
            "chains/a.yaml 第 1 行：goal：没有“nmae”这个键。是不是 name？",
        ),
        (
            "questionnaires/a.yaml",
            "- code: q\n  name: 学习风格\n  level: student\n  dimensions:\n    - {code: a, name: 感知}\n"
            "    - {code: b, name: 输入, question: [听]}\n",
            "questionnaires/a.yaml 第 6 行：q：没有“dimensions.2.question”这个键。是不是 questions？",
        ),
        (
            "questionnaires/a.yaml",
            "- {code: q, name: 学习风格, level: student, dimensions: []}\n",
            "questionnaires/a.yaml 第 1 行：q：“dimensions”至少要有一项",
        ),
        (
            "review_rules/a.yaml",
            "- {code: r, name: 复核, elements: 15, effective: 十二分之五, abnormal: 10/15}\n",
            "review_rules/a.yaml 第 1 行：r：“effective”写成 12/15 或 80% 的样子，不超过 1，不能是“十二分之五”",
        ),
        (
            "review_rules/a.yaml",
            "- {code: r, name: 复核, elements: 0, effective: 12/15, abnormal: 10/15}\n",
            "review_rules/a.yaml 第 1 行：r：“elements”不能小于 1",
        ),
        (
            "report_list/a.yaml",
            "- {code: r, name: 12}\n",
            "report_list/a.yaml 第 1 行：r：“name”应是文字，数字和是/否请加引号",
        ),
        (
            "report_list/a.yaml",
            "- {code: r}\n",
            "report_list/a.yaml 第 1 行：r：缺少必填的“name”",
        ),
        (
            "chians/a.yaml",
            "- {code: goal, name: 目标}\n",
            "chians/a.yaml：没有“chians”这个段落。是不是 chains？",
        ),
        (
            "kpi/a.yaml",
            "- {code: goal, name: 目标}\n",
            "kpi/a.yaml：没有“kpi”这个段落；本校自用的段落请以 x_ 开头，其余见 zhengai packs schema",
        ),
    ],
)
def test_a_fault_names_file_line_key_and_the_nearest_known(
    make_pack: PackMaker, file: str, text: str, sentence: str
) -> None:
    make_pack("own", {file: text})
    assert sentences("own") == [sentence]


def test_a_fault_of_a_required_pack_names_that_pack(make_pack: PackMaker) -> None:
    make_pack("base", {"chains/a.yaml": "- {code: goal}\n"})
    make_pack("own", requires="base")
    assert sentences("own") == ["base/chains/a.yaml 第 1 行：goal：缺少必填的“name”"]


def test_a_colleges_own_notes_begin_with_x(make_pack: PackMaker) -> None:
    make_pack("own", {"x_kpi/a.yaml": "- {code: goal, anything: [1, {a: b}]}\n"})
    assert sentences("own") == []


def test_a_sound_pack_has_no_problem(make_pack: PackMaker) -> None:
    make_pack("own", {"chains/a.yaml": "- {code: goal, name: 目标链, source: 乌海方案}\n"})
    assert sentences("own") == []


@pytest.mark.parametrize("wrong", ["13/12", "1/0", "120%", "", "0.8", "a/b"])
def test_what_is_no_share(wrong: str) -> None:
    with pytest.raises(ValueError, match="写成 12/15 或 80% 的样子"):
        share_in(wrong)


def test_shares() -> None:
    assert share_in("12/15") == share_in("80%")


def test_the_foundation_keeps_to_every_model_also_where_its_room_reads_it() -> None:
    known = sections()
    for pack in queries.with_required("foundation"):
        for name, items in pack.sections.items():
            model: type[BaseModel] = known[name].model
            for item in items:
                model.model_validate(item)
