from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import School
from tests.web.test_exemptions import course, run_cycle
from zhengai.college.models import Subject
from zhengai.cycles.models import Exemption
from zhengai.standards.actions import adopt, set_control_point
from zhengai.standards.models import ControlPoint, ControlRule

Browse = Callable[[str], Client]
PAGE = "/standards/course_absence_week/"
SENT = {
    "subject": "C001", "target": "≤ 2%", "standard": "≤ 6%", "notice": "> 8%", "warning": "> 12%", "severe": "> 25%",
    "reason": "室外课，天气影响大",
}  # fmt: skip


def send(client: Client, **change: str) -> str:
    return client.post(f"{PAGE}limits/", SENT | change, follow=True).content.decode()


def test_a_control_point_says_its_limits_in_words(school: School, signed_in: Browse) -> None:
    (row,) = signed_in("lin").get("/standards/").context["listing"]
    assert row.limits == [
        ("目标值", "不高于 2%"), ("标准值", "不高于 5%"), ("提示值", "高于 8%"), ("预警值", "高于 12%"), ("严重值", "高于 25%"),
    ]  # fmt: skip
    assert (row.own, row.judged, row.shares[0].word) == (0, 1, "预警")


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("level=course", 1), ("level=teacher", 0), ("own=1", 0), ("q=缺课", 1), ("q=x", 0)],
)
def test_filters(school: School, signed_in: Browse, query: str, count: int) -> None:
    assert signed_in("lin").get(f"/standards/?{query}").context["listing"].count == count


def test_the_file_holds_the_list(school: School, signed_in: Browse) -> None:
    rows = list(load_workbook(BytesIO(signed_in("lin").get("/standards/?format=xlsx").content)).active.values)
    assert rows[1][:4] == ("course_absence_week", "课程周缺课率", "课程", "缺课率")
    assert rows[1][9] == "预警 1"


def test_versions_say_what_changed(school: School, signed_in: Browse) -> None:
    content = dict(ControlRule.objects.get().content)
    adopt(college=school.college, items=[content | {"standard": "≤ 6%"}], by="lin")
    editions = signed_in("lin").get(PAGE).context["editions"]
    assert [(each.version.version, each.changes) for each in editions] == [
        (2, [("标准值", "不高于 5%", "不高于 6%")]),
        (1, []),
    ]


def test_only_what_differs_is_set(school: School, signed_in: Browse) -> None:
    assert "界限已另定" in send(signed_in("zheng"))
    point = ControlPoint.objects.get()
    assert (point.limits, point.decided_by) == ({"standard": "≤ 6%"}, "zheng")
    page = signed_in("lin").get(PAGE)
    (own,) = page.context["own"]
    assert ("标准值", "不高于 6%") in own.limits
    assert own.by == "郑怡"
    send(signed_in("zheng"), standard="≤ 5%", severe="> 30%")
    assert ControlPoint.objects.get().limits == {
        "warnings": {"notice": "> 8%", "warning": "> 12%", "severe": "> 30%"}
    }


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"reason": ""}, "理由"),
        ({"standard": "六"}, "看不懂"),
        ({"standard": "≤ 5%"}, "没有改动"),
        ({"subject": ""}, "请写对象"),
        ({"subject": "C003"}, "在您负责的范围内没有"),
        ({"target": "≤ 9%"}, "目标值比标准值宽"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    school: School, signed_in: Browse, change: dict[str, str], word: str
) -> None:
    client = signed_in("zheng")
    page = client.post(f"{PAGE}limits/", SENT | change, follow=True)
    assert word in page.context["error"]
    assert page.context["typed"] == SENT | change
    assert not ControlPoint.objects.exists()
    assert client.get(PAGE).context["error"] == ""


def test_while_the_cycle_runs_an_exemption_is_offered(school: School, signed_in: Browse) -> None:
    run_cycle(school)
    client = signed_in("zheng")
    assert "实施已经开始" in client.get(PAGE).context["standstill"]
    assert "实施已经开始" in send(client, move="set")
    assert client.get(PAGE).context["typed"]["reason"] == ""
    assert "例外已申请" in send(client, move="ask")
    assert "已经有一件" in send(client, move="ask")
    exemption = Exemption.objects.get()
    assert exemption.content == {"rule": "course_absence_week", "limits": {"standard": "≤ 6%"}}
    assert client.get(PAGE).context["pending"] == [exemption]
    assert not ControlPoint.objects.exists()


def test_people_see_their_own_subjects_alerts_and_limits(school: School, signed_in: Browse) -> None:
    rule = ControlRule.objects.get()
    other = Subject.objects.get(level="course", code="C003")
    for subject in (course(school), other):
        set_control_point(rule=rule, subject=subject, limits={"standard": "≤ 6%"}, reason="试点", by="lin")
    lin, zheng = signed_in("lin").get(PAGE).context, signed_in("zheng").get(PAGE).context
    assert (len(lin["own"]), lin["alert_count"]) == (2, 37)
    assert ([each.point.subject.code for each in zheng["own"]], zheng["alert_count"]) == (["C001"], 1)
    assert [each.code for each in zheng["subjects"]] == ["C001"]
    assert not signed_in("sun").get(PAGE).context["may_edit"]


def test_a_control_point_that_is_not_there(school: School, signed_in: Browse) -> None:
    answer = signed_in("lin").get("/standards/nothing/")
    assert answer.status_code == 404
    assert "没有这个质控点" in answer.content.decode()
