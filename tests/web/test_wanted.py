"""这项指标缺数据 → 生成采集表: from the editor to the register, and back with what was written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries
from zhengai.framework.queries import section
from zhengai.indicators.models import Definition

Browse = Callable[[str], Client]
WANTED = "/indicators/wanted/"
FORMULA = '计数(竞赛获奖, 级别 = "国家级")'
SENT: dict[str, Any] = {
    "name": "国家级竞赛获奖数", "code": "contest_awards", "formula": FORMULA, "kind": "count", "unit": "项",
    "decimals": "0", "direction": "higher", "levels": ["course", "college"], "periods": ["semester"],
    "meaning": "学生竞赛", "source": "", "owner": "教务处", "version": "0", "reason": "质量年报要求", "proposal": "",
}  # fmt: skip


def text(response: Any) -> str:
    return str(response.content.decode())


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send from the page."""
    table = response.context["table"]
    sent: dict[str, Any] = dict(response.context["sent"])
    for key, value in response.context["lists"]:
        sent.setdefault(key, []).append(value)
    sent |= {
        "t-base": table.base, "t-time": table.time, "t-rows": str(len(table.rows)), "t-name": table.name,
        "t-code": table.code, "t-owner": table.owner, "t-theme": table.theme, "t-meaning": table.meaning,
        "t-reviewed": "1" if table.reviewed else "",
    }  # fmt: skip
    for n, row in enumerate(table.rows):
        for key in ("role", "code", "name", "type", "unit", "choices", "references", "privacy"):
            sent[f"f{n}-{key}"] = getattr(row, key)
        sent[f"f{n}-required"] = "1" if row.required else ""
    return sent


def test_the_pane_offers_a_table_where_one_is_missing(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    pane = text(lin.post("/indicators/check/", SENT))
    assert "数据集“竞赛获奖”" in pane
    assert f'formaction="{WANTED}"' in pane
    assert WANTED not in text(lin.post("/indicators/check/", SENT | {"formula": "计数(考勤)"}))
    assert WANTED not in text(lin.post("/indicators/check/", SENT | {"formula": "计数(竞赛获奖"}))


def test_a_table_is_read_over_completed_and_adopted(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    page = lin.post(WANTED, SENT)
    names = [row.name for row in page.context["table"].rows]
    assert names == ["编号", "学期", "课程", "级别"]
    assert "请补全其余的" in text(page)
    sent = form_of(page)
    place = names.index("级别")
    added = lin.post(WANTED, sent | {"do": "add", f"f{place}-choices": "国家级、省级、校级"})
    sent = form_of(added) | {"f4-name": "获奖学生", "f4-code": "winner"}
    assert sent[f"f{place}-choices"] == "国家级、省级、校级"
    checked = lin.post(WANTED, sent | {"do": "check"})
    assert "公式可以计算" in text(checked)
    assert "contest_awards" not in queries.catalogue(school.college).datasets
    answer = lin.post(WANTED, sent | {"do": "adopt"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/indicators/new/"
    found = queries.catalogue(school.college).dataset("contest_awards")
    grade = found.find("级别")
    assert grade is not None
    assert [each.value for each in grade.choices] == ["国家级", "省级", "校级"]
    assert found.find("获奖学生") is not None
    assert [each["code"] for each in section(school.college, "datasets")][-1] == "contest_awards"
    event = AuditEvent.objects.filter(action="framework.set_own_item").get()
    assert (event.by, event.subject.split("/")[-1]) == ("lin", "contest_awards")
    # what was written in the editor stands there again
    body = answer.context["body"]
    assert {key: body[key] for key in ("name", "formula", "levels", "periods")} == {
        key: SENT[key] for key in ("name", "formula", "levels", "periods")
    }
    assert answer.context["reason"] == "质量年报要求"
    pane = text(lin.post("/indicators/check/", SENT))
    assert 'href="/registers/contest_awards/"' in pane
    assert lin.get("/registers/contest_awards/").status_code == 200
    assert signed_in("he").get("/registers/contest_awards/new/").status_code == 200
    saved = lin.post("/indicators/new/", SENT)
    assert saved.headers["Location"] == "/indicators/contest_awards/"
    assert Definition.objects.get(code="contest_awards", current=True).body["formula"] == FORMULA


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"t-code": "Awards"}, "小写英文字母开头"),
        ({"t-code": "teachers"}, "已经有“教师”在用"),
        ({"t-owner": ""}, "由哪个部门登记"),
        ({"t-name": "教师"}, "都叫“教师”"),
        ({"f3-name": ""}, "都要有名称"),
        ({"f3-code": "级别"}, "“级别”的代码"),
        ({"f2-gone": "1"}, "到不了层面课程"),
        ({"f3-type": "integer", "f3-choices": ""}, "不能和文本“国家级”比较"),
    ],
)
def test_what_is_not_sound_is_not_adopted(
    school: School, signed_in: Browse, changed: dict[str, str], said: str
) -> None:
    lin = signed_in("lin")
    sent = form_of(lin.post(WANTED, SENT)) | changed
    before = section(school.college, "datasets")
    answer = lin.post(WANTED, sent | {"do": "adopt"})
    assert said in text(answer)
    assert section(school.college, "datasets") == before
    assert answer.context["table"].name == sent["t-name"]


def test_fields_are_added_to_a_dataset_that_is_there(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    formula = "求和(考勤.请假时长)"
    page = lin.post(WANTED, SENT | {"formula": formula, "levels": ["course"], "periods": ["week"]})
    assert "给“考勤”加字段" in text(page)
    sent = form_of(page) | {"f0-code": "leave_hours", "f0-unit": "小时"}
    lin.post(WANTED, sent | {"do": "adopt"})
    held = queries.catalogue(school.college).dataset("attendance")
    assert (held.field("leave_hours").unit, held.has("status")) == ("小时", True)


def test_the_definition_of_another_is_not_taken_for_it(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    lin.post(WANTED, SENT | {"formula": "计数(考勤)"})  # nothing is missing: back to the editor of a new one
    assert lin.get("/indicators/absence_rate/edit/").context["body"]["name"] == "缺课率"
    assert lin.get("/indicators/new/").context["body"]["name"] == SENT["name"]
    assert lin.get("/indicators/new/").context["body"]["name"] == ""
