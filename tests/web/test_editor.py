"""The editor: checked while it is written, previewed on real rows, saved as a version, never over another's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.core.models import AuditEvent
from zhengai.framework.queries import section
from zhengai.indicators.models import Definition

Browse = Callable[[str], Client]
ADDRESS = "/indicators/absence_rate/edit/"


def sent(school: School, **changed: Any) -> dict[str, Any]:
    body = Definition.objects.get(college=school.college, code="absence_rate", current=True).body
    keys = ("code", "name", "kind", "formula", "unit", "direction", "meaning", "source", "owner", "levels")
    form = {key: body.get(key, "") for key in keys} | {"periods": body["periods"], "decimals": "1"}
    return form | {"version": "1", "reason": "新口径"} | changed


def newest(code: str = "absence_rate") -> Definition:
    return Definition.objects.get(code=code, current=True)


def test_a_change_is_the_next_version_and_lives_in_the_own_pack(school: School, signed_in: Browse) -> None:
    formula = '计数(考勤, 状态 = "缺勤" 或 状态 = "请假") / 计数(考勤, 状态 不等于 "免修")'
    response = signed_in("lin").post(ADDRESS, sent(school, formula=formula))
    assert response.headers["Location"] == "/indicators/absence_rate/"
    assert (newest().version, newest().body["formula"]) == (2, formula)
    assert newest().body["english"] == "absence rate"  # what the form does not show is kept
    items = {item["code"]: item for item in section(school.college, "indicators")}
    assert items["absence_rate"]["formula"] == formula
    event = AuditEvent.objects.filter(action="indicators.revise").get()
    assert (event.by, event.details) == ("lin", {"version": 2, "reason": "新口径"})
    page = signed_in("lin").get("/indicators/absence_rate/").content.decode()
    assert "历次口径" in page
    assert "第 1 版" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "请写明为什么修改"),
        ({"version": "0"}, "已被他人修改，现在是第 1 版"),
        ({"formula": "计数(考勤"}, "缺课率"),
        ({"levels": []}, "缺少“levels”"),
        ({}, "没有改动"),
    ],
)
def test_a_refusal_keeps_what_was_written(
    school: School, signed_in: Browse, changed: dict[str, Any], said: str
) -> None:
    form = sent(school, meaning="每百人次" if changed else sent(school)["meaning"]) | changed
    response = signed_in("lin").post(ADDRESS, form)
    text = response.content.decode()
    assert response.status_code == 200
    assert said in text
    assert str(form["meaning"]) in text
    assert newest().version == 1


def test_a_new_indicator_is_taken_up(school: School, signed_in: Browse) -> None:
    form = sent(school, code="leave_rate", name="请假率", version="0")
    form["formula"] = '计数(考勤, 状态 = "请假") / 计数(考勤, 状态 不等于 "免修")'
    assert signed_in("lin").post("/indicators/new/", form).status_code == 302
    assert newest("leave_rate").version == 1
    again = signed_in("lin").post("/indicators/new/", form).content.decode()
    assert "已被他人修改" in again


def test_the_check_points_at_the_wrong_word(school: School, signed_in: Browse) -> None:
    form = sent(school, formula='计数(考勤, 状况 = "缺勤")')
    text = signed_in("lin").post("/indicators/check/", form).content.decode()
    assert "<mark>状况</mark>" in text
    assert "状态" in text


def test_the_check_says_what_a_formula_means(school: School, signed_in: Browse) -> None:
    form = sent(school, name="")
    text = signed_in("lin").post("/indicators/check/", form).content.decode()
    assert "可以计算" in text
    assert "count(attendance" in text
    assert "填好名称" in text
