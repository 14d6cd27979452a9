"""From a definition to the table that feeds it: taken into the scheme, filled in, and the definition has values."""

from collections.abc import Mapping
from typing import Any

import pytest

from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.registering import enter_row, move_change
from zhengai.datacentre.rules.row_change import RowKind, RowMove
from zhengai.framework.rules.writing import text_of
from zhengai.indicators.actions import evaluate, revise
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.wanting import Declaration, declarations_for, grain_of, missing, problems_with
from zhengai.scheme.editing import change_item
from zhengai_engine.model.period import PeriodKind

DEFINITION: dict[str, Any] = {
    "code": "contest_awards", "name": "竞赛获奖数", "kind": "count", "unit": "项", "owner": "教务处",
    "formula": '计数(竞赛获奖, 级别 = "国家级" 且 名次 <= 3)', "levels": ["teacher", "department", "college"],
    "periods": ["semester", "academic_year"],
}  # fmt: skip


def only(college: College, **changed: Any) -> Declaration:
    found = declarations_for(college, DEFINITION | changed)
    assert len(found) == 1
    return found[0]


def fields(item: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in item["fields"]}


def test_the_declaration_is_written_from_the_definition(college: College) -> None:
    found = only(college)
    item = found.item
    assert found.new
    assert (item["code"], item["name"], item["owner"]) == ("contest_awards", "竞赛获奖", "教务处")
    assert item["time"] == {"kind": "semester", "fields": ["semester"]}  # both periods can be made from it
    assert item["frequency"] == "semester"
    assert item["key"] == [item["row_by_row"]["number"]]
    held = fields(item)
    assert list(held) == ["编号", "学期", "教师", "级别", "名次"]
    # a teacher leads to the department: nobody writes it a second time
    assert held["教师"]["references"] == "teachers"
    assert held["级别"]["choices"] == ["国家级"]
    assert held["名次"]["type"] == "number"
    assert problems_with(college, item, DEFINITION) == []


@pytest.mark.parametrize(
    ("levels", "named"),
    [
        (["college"], []),
        (["programme", "department", "college"], ["专业"]),
        (["course", "programme"], ["课程", "专业"]),
        (["student", "class", "programme", "department"], ["学生"]),
        # both lead to the department by ways of one length or another: the scheme has to be sound all the same
        (["student", "teacher", "department"], ["学生", "教师"]),
        (["course", "teacher", "department"], ["课程", "教师"]),
    ],
)
def test_rows_reach_every_level(college: College, levels: list[str], named: list[str]) -> None:
    definition = DEFINITION | {"levels": levels}
    item = only(college, levels=levels).item
    assert sorted(n for n, e in fields(item).items() if "references" in e) == sorted(named)
    assert problems_with(college, item, definition) == []


@pytest.mark.parametrize(
    ("periods", "grain"),
    [
        ([], None),
        (["academic_year"], PeriodKind.ACADEMIC_YEAR),
        (["semester", "academic_year"], PeriodKind.SEMESTER),
        (["calendar_year"], PeriodKind.CALENDAR_YEAR),
        (["calendar_year", "academic_year"], PeriodKind.MONTH),
        (["week", "semester"], PeriodKind.WEEK),
        (["week", "month"], PeriodKind.DAY),
        (["semester", "calendar_year"], PeriodKind.DAY),
    ],
)
def test_the_coarsest_grain_from_which_every_period_is_made(
    college: College, periods: list[str], grain: PeriodKind | None
) -> None:
    assert grain_of(periods) is grain
    definition = DEFINITION | {"periods": periods}
    item = only(college, periods=periods).item
    assert item.get("time", {}).get("kind") == (grain.value if grain else None)
    assert problems_with(college, item, definition) == []


def test_a_dataset_that_lacks_a_field_gets_it_and_keeps_the_others(college: College) -> None:
    definition = DEFINITION | {"formula": "求和(考勤.请假时长)", "levels": ["student"], "periods": ["week"]}
    found = only(college, **{key: definition[key] for key in ("formula", "levels", "periods")})
    before = datacentre.catalogue(college).dataset("attendance")
    assert not found.new
    assert found.item["code"] == "attendance"
    assert [each["code"] for each in found.item["fields"][:-1]] == [each.code for each in before.fields]
    assert fields(found.item)["请假时长"]["type"] == "number"
    assert problems_with(college, found.item, definition) == []


def test_what_is_wrong_with_a_declaration_is_said(college: College) -> None:
    item = only(college).item
    without = item | {"fields": [each for each in item["fields"] if each["name"] != "教师"]}
    assert any("到不了层面教师" in each for each in problems_with(college, without, DEFINITION))
    typed = [each | {"type": "text"} if each["name"] == "名次" else each for each in item["fields"]]
    assert any("名次" in each for each in problems_with(college, item | {"fields": typed}, DEFINITION))
    assert problems_with(college, item | {"name": "教师"}, DEFINITION) == [
        "数据集 contest_awards 和 teachers 都叫“教师”"
    ]


def test_a_kind_that_does_not_fit_yet_does_not_hold_the_table_up(college: College) -> None:
    item = only(college).item
    assert problems_with(college, item, DEFINITION | {"kind": "ratio"}) == []
    some = DEFINITION | {"formula": '存在(竞赛获奖, 级别 = "国家级" 且 名次 <= 3)', "kind": "yes_no"}
    assert problems_with(college, item, some) == []


def test_nothing_is_proposed_for_what_is_there(college: College) -> None:
    assert declarations_for(college, DEFINITION | {"formula": "计数(考勤)"}) == []
    assert missing(college, "计数(考勤") == []
    assert missing(college, "缺课数 = 计数(考勤)") == []


def test_each_missing_table_has_a_code_of_its_own(college: College) -> None:
    both = declarations_for(college, DEFINITION | {"formula": "计数(竞赛获奖) / 计数(竞赛报名)"})
    assert [each.item["code"] for each in both] == ["contest_awards", "contest_awards_2"]


@pytest.mark.usefixtures("members")
def test_taken_in_and_filled_in_the_definition_has_values(college: College) -> None:
    item = only(college).item
    change_item(college=college, section="datasets", code=item["code"], text=text_of(item), by="lin")
    assert missing(college, DEFINITION["formula"]) == []
    revise(college=college, item=DEFINITION, version=0, reason="新设", by="lin")
    awards = datacentre.catalogue(college).dataset("contest_awards")
    codes = {each["name"]: each["code"] for each in item["fields"]}
    row = {
        codes["编号"]: "J1", codes["学期"]: "2026-2027-1", codes["教师"]: "T1", codes["级别"]: "国家级", codes["名次"]: "1",
    }  # fmt: skip
    change = enter_row(college=college, dataset=awards, kind=RowKind.ADD, values=row, by="han")
    move_change(change=change, move=RowMove.TAKE, by="lin")
    evaluate(college=college, by="lin", codes=["contest_awards"])
    values = CurrentValue.objects.filter(indicator="contest_awards", period="2026-2027-1")
    assert dict(values.values_list("subject", "value")) == {"T1": 1, "T2": 0, "D1": 1, "D2": 0, "S1": 1}
