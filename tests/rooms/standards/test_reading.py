"""The written form of a control point: what it means, and what is said about mistakes."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.standards.conftest import KNOWN
from zhengai.standards.rules.checking import problems_of
from zhengai.standards.rules.limits import Unreadable
from zhengai.standards.rules.reading import read_item, read_items
from zhengai.standards.rules.specification import (
    InvalidControlPoints,
    MissingData,
    Responsible,
    ResponsibleKind,
)
from zhengai_engine.model.period import Calendar, Semester
from zhengai_engine.scoring import ControlValues, Grade, Judging, Margin, read_limit

ABSENCE: dict[str, Any] = {
    "code": "course_absence_week",
    "name": "课程周缺课率",
    "indicator": "absence_rate",
    "level": "course",
    "period": "week",
    "target": "≤ 3%",
    "standard": "≤ 5%",
    "warnings": {"notice": "> 10%", "severe": "> 25%"},
    "source": "校内设定(示例)",
}


def test_a_full_item_is_read() -> None:
    read = read_item(
        ABSENCE
        | {
            "consecutive": 2,
            "margin": {"relative": "10%"},
            "min_denominator": 20,
            "running": True,
            "responsible": "department:教务处",
            "due_days": {"severe": 1},
            "no_data": {"share": "30%"},
            "valid_from": "2026-09-01",
            "valid_until": date(2027, 8, 31),
            "meaning": "一周内",
            "sentence": "{subject}缺课率{value}",
        }
    )
    assert read.judging == Judging(2, Margin(0.1, relative=True), 20)
    assert read.responsible == Responsible(ResponsibleKind.DEPARTMENT, "教务处")
    assert read.due_days == {Grade.NOTICE: 14, Grade.WARNING: 7, Grade.SEVERE: 1}
    assert read.missing == MissingData(0.3, 3)
    assert (read.valid_from, read.valid_until) == (date(2026, 9, 1), date(2027, 8, 31))
    values = read.values_for("综合")
    assert values is not None
    assert values.warning(Grade.SEVERE) == read_limit("> 25%")
    assert values.warning(Grade.WARNING) is None


def test_defaults() -> None:
    read = read_item(ABSENCE)
    assert read.judging == Judging()
    assert read.responsible == Responsible()
    assert read.missing == MissingData(0.2, 3)
    assert not read.running
    assert read_item(ABSENCE | {"no_data": "ignore"}).missing is None


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"code": ""}, "缺少 code"),
        ({"source": None}, "缺少 source"),
        ({"treshold": "> 1"}, "不认识 treshold"),
        ({"period": "quarter"}, "没有“quarter”这种周期"),
        ({"standard": "about 5"}, "standard 看不懂"),
        ({"warnings": {"red": "> 5"}}, "notice"),
        ({"warnings": "> 5"}, "按等级写"),
        ({"warnings": {"notice": "5"}}, "warnings.notice"),
        ({"consecutive": 0}, "consecutive"),
        ({"consecutive": "two"}, "consecutive"),
        ({"margin": -1}, "margin"),
        ({"margin": "much"}, "margin"),
        ({"margin": {"percent": 3}}, "relative"),
        ({"min_denominator": "few"}, "min_denominator"),
        ({"responsible": "department:"}, "responsible"),
        ({"responsible": "everyone"}, "responsible"),
        ({"due_days": {"red": 1}}, "due_days"),
        ({"due_days": {"notice": -1}}, "due_days"),
        ({"no_data": "never"}, "no_data"),
        ({"no_data": {"share": 0}}, "no_data.share"),
        ({"no_data": {"grace_days": -1}}, "grace_days"),
        ({"valid_from": "next year"}, "valid_from"),
        ({"sentence": "{who}缺课"}, "sentence 里没有 who"),
        ({"sentence": "{subject"}, "花括号"),
        ({"variants": [{"standard": "≤ 5%"}]}, "categories"),
        ({"variants": [{"categories": ["医学"], "limit": "≤ 5%"}]}, "不认识 limit"),
        ({"alternatives": [{"name": "x"}]}, "alternatives"),
        ({"alternatives": [{"name": "x", "all": [{"indicator": "a"}]}]}, "alternatives"),
    ],
)
def test_mistakes_are_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read_item(ABSENCE | change)
    assert word in str(problem.value)


def test_every_problem_of_a_scheme_is_told_at_once() -> None:
    with pytest.raises(InvalidControlPoints) as problem:
        read_items([ABSENCE, ABSENCE, ABSENCE | {"code": "b", "period": "x"}, {"name": "无代码"}])
    assert [text[:14] for text in problem.value.problems] == [
        "质控点 course_abs",
        "质控点 b：没有“x”这种周期"[:14],
        "质控点 第 4 项：缺少 code"[:14],
    ]
    assert "写了两次" in problem.value.problems[0]


EQUIPMENT: dict[str, Any] = {
    "code": "equipment_share",
    "name": "新增设备比例",
    "indicator": "equipment_share",
    "level": "college",
    "period": "academic_year",
    "standard": "≥ 10%",
    "warnings": {"notice": "< 10%"},
    "alternatives": [
        {"name": "总值超过1亿元", "all": [{"indicator": "equipment_value", "is": "> 100000000"}]}
    ],
    "source": "教发〔2004〕2号",
}
PER_STUDENT: dict[str, Any] = EQUIPMENT | {
    "code": "by_category",
    "variants": [
        {"categories": ["体育", "艺术"], "standard": "≥ 8%", "warnings": {"notice": "< 8%"}},
        {"categories": ["医学"], "target": "≥ 15%"},
    ],
}


@pytest.mark.parametrize(
    ("category", "target", "standard"),
    [("综合", None, "≥ 10%"), ("艺术", None, "≥ 8%"), ("医学", "≥ 15%", "≥ 10%")],
)
def test_limits_follow_the_schools_category(category: str, target: str | None, standard: str) -> None:
    values = read_item(PER_STUDENT).values_for(category)
    assert values is not None
    assert values.target == (read_limit(target) if target else None)
    assert values.standard == read_limit(standard)
    assert values.alternatives[0].name == "总值超过1亿元"


def test_a_control_point_without_limits_for_a_category_does_not_apply() -> None:
    only = {
        key: value
        for key, value in PER_STUDENT.items()
        if key not in ("standard", "warnings", "alternatives")
    }
    assert read_item(only).values_for("综合") is None
    assert read_item(only).values_for("艺术") != ControlValues()


@pytest.mark.parametrize(
    ("item", "word"),
    [
        (ABSENCE | {"indicator": "absense_rate"}, "指标 absense_rate 不存在，是不是 absence_rate？"),
        (ABSENCE | {"level": "teacher"}, "不在 teacher 层面计算，可用的层面有 course、student"),
        (ABSENCE | {"period": "month"}, "不按月计算，可用的周期有 周、学期"),
        (ABSENCE | {"target": "≤ 6%"}, "目标值比标准值宽"),
        (ABSENCE | {"valid_from": "2027-01-01", "valid_until": "2026-01-01"}, "止日早于起日"),
        ({k: v for k, v in ABSENCE.items() if k not in ("target", "standard", "warnings")}, "没有写任何界限"),
        (
            EQUIPMENT | {"alternatives": [{"name": "x", "all": [{"indicator": "nothing", "is": "> 1"}]}]},
            "替代条件的指标 nothing 不存在",
        ),
        (
            EQUIPMENT | {"variants": [{"categories": ["医学"], "target": "≥ 5%", "warnings": {}}]},
            "医学类学校的目标值比标准值宽",
        ),
        (
            EQUIPMENT | {"variants": [{"categories": ["医学"]}, {"categories": ["医学"]}]},
            "学校类别 医学 写了两次",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(item: dict[str, Any], word: str) -> None:
    found = list(problems_of(read_item(item), KNOWN))
    assert len(found) == 1
    assert word in found[0]
    assert found[0].startswith(f"质控点 {item['code']}({item['name']})：")


def test_sound_items_have_no_problems() -> None:
    assert [
        p for item in (ABSENCE, EQUIPMENT, PER_STUDENT) for p in problems_of(read_item(item), KNOWN)
    ] == []


def test_validity_looks_at_the_last_day_of_the_period() -> None:
    calendar = Calendar([Semester("2026-2027-1", date(2026, 8, 31), 18)])
    week, year = calendar.period("2026-2027-1-W01"), calendar.period("2026-2027")
    read = read_item(ABSENCE | {"valid_from": "2026-09-06", "valid_until": "2027-08-30"})
    assert read.in_force(week)
    assert not read.in_force(year)
    assert not read_item(ABSENCE | {"valid_from": "2026-09-07"}).in_force(week)
    assert read_item(ABSENCE).in_force(year)
