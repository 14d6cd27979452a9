from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import School
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]


def subjects(client: Client, query: str) -> list[str]:
    return [alert.subject for alert in client.get(f"/alerts/?{query}").context["listing"]]


def test_the_gravest_and_most_urgent_come_first(signed_in: Browse) -> None:
    listing = signed_in("lin").get("/alerts/").context["listing"]
    assert [alert.grade for alert in listing][:4] == ["severe", "severe", "warning", "warning"]
    assert (listing.count, len(listing)) == (37, 25)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=all", 38),
        ("state=closed", 1),
        ("grade=severe", 2),
        ("level=course", 37),
        ("level=class", 0),
        ("indicator=absence_rate", 37),
        ("indicator=absences", 0),
        ("q=护理学", 1),
        ("q=C003", 1),
        ("q=连续5周", 1),
        ("mine=1", 0),
        ("state=nonsense", 38),
    ],
)
def test_filters(signed_in: Browse, query: str, count: int) -> None:
    assert signed_in("lin").get(f"/alerts/?{query}").context["listing"].count == count


def test_sorting_goes_both_ways_and_unknown_columns_are_ignored(signed_in: Browse) -> None:
    client = signed_in("lin")
    up, down = subjects(client, "sort=due"), subjects(client, "sort=-due")
    assert up[0] == "C033"
    assert down[0] != "C033"
    assert subjects(client, "sort=password") == subjects(client, "")


def test_pages_go_on_where_the_last_one_ended(signed_in: Browse) -> None:
    client = signed_in("lin")
    first, second = subjects(client, "page=1"), subjects(client, "page=2")
    assert (len(first), len(second)) == (25, 12)
    assert not set(first) & set(second)
    assert subjects(client, "page=999") == second


def test_htmx_gets_the_fragment_of_the_same_page(signed_in: Browse) -> None:
    client = signed_in("lin")
    whole = client.get("/alerts/?grade=severe")
    part = client.get("/alerts/?grade=severe", headers={"HX-Request": "true"})
    assert part.content.decode().strip() in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    back = client.get("/alerts/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_the_file_holds_all_filtered_rows(signed_in: Browse) -> None:
    response = signed_in("lin").get("/alerts/?grade=notice&format=xlsx")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][:5] == ("编号", "等级", "层面", "代码", "对象")
    assert len(rows) == 31
    assert {row[1] for row in rows[1:]} == {"提示"}


def test_an_alert_tells_its_story(signed_in: Browse, school: School) -> None:
    page = signed_in("lin").get(f"/alerts/{school.alert.pk}/")
    assert [(step.who, step.what, step.period) for step in page.context["steps"]] == [
        ("平台", "发出", "第12周")
    ]
    chart = page.context["chart"]
    assert [moment["at"] for moment in chart.data["moments"]] == ["第12周"]
    assert {limit["name"] for limit in chart.data["limits"]} == {
        "目标 2.0%", "标准 5.0%", "提示 8.0%", "预警 12.0%", "严重 25.0%",
    }  # fmt: skip
    assert page.context["value"].text == "17.1%"


def test_a_closed_alert_cannot_be_answered(signed_in: Browse, school: School) -> None:
    closed = school.college.alerts.get(state="closed")
    page = signed_in("lin").get(f"/alerts/{closed.pk}/")
    assert not page.context["may_answer"]
    assert "数据恢复" in page.content.decode()


def test_answering_in_place(signed_in: Browse, school: School) -> None:
    client, address = signed_in("zheng"), f"/alerts/{school.alert.pk}/respond/"
    page = client.post(address, {"move": "acknowledge"}, follow=True)
    assert page.context["alert"].state == "acknowledged"
    assert "已签收" in page.content.decode()
    page = client.post(address, {"move": "answer", "text": "甲流传播，已调整授课安排。"}, follow=True)
    assert page.context["alert"].state == "answered"
    assert page.context["steps"][0].who == "郑怡"
    assert "甲流传播" in page.content.decode()


def test_an_empty_answer_is_asked_for_again(signed_in: Browse, school: School) -> None:
    address = f"/alerts/{school.alert.pk}/respond/"
    page = signed_in("zheng").post(address, {"move": "answer", "text": "  "}, follow=True)
    assert "请写明原因和措施" in page.content.decode()
    assert page.context["alert"].state == "open"


def test_a_move_that_is_not_possible_says_why(signed_in: Browse, school: School) -> None:
    client, address = signed_in("zheng"), f"/alerts/{school.alert.pk}/respond/"
    client.post(address, {"move": "acknowledge"})
    page = client.post(address, {"move": "acknowledge"}, follow=True)
    assert "预警已经签收" in page.content.decode()


def test_an_alert_without_a_subject_is_shown_without_a_chart(signed_in: Browse, school: School) -> None:
    school.college.alerts.filter(pk=school.alert.pk).update(kind="no_data", subject="", value=None)
    page = signed_in("lin").get(f"/alerts/{school.alert.pk}/")
    assert (page.context["chart"], page.context["value"]) == (None, None)


def test_without_alerts_the_next_step_is_named(signed_in: Browse, school: School) -> None:
    school.college.alerts.all().delete()
    client = signed_in("lin")
    text = client.get("/alerts/").content.decode()
    assert "现在没有未关闭的预警" in text
    assert "还没有预警" in text
    assert "今天没有等您处理的事" in client.get("/").content.decode()


def test_an_old_sentence_stands_beside_the_newest_value(signed_in: Browse, school: School) -> None:
    CurrentValue.objects.filter(subject="C001", period="2026-2027-1-W12").update(value=0.2)
    page = signed_in("lin").get("/alerts/?q=护理学")
    ((alert, now),) = page.context["rows"]
    assert (alert.value, now.figure.text, now.period) == (0.171, "20.0%", "第12周")
    one = signed_in("lin").get(f"/alerts/{school.alert.pk}/")
    assert one.context["now"].figure.text == "20.0%"
    ((_, closed),) = signed_in("lin").get("/alerts/?state=closed").context["rows"]
    assert closed is None


def test_cause_and_measure_are_two_fields(signed_in: Browse, school: School) -> None:
    client, address = signed_in("zheng"), f"/alerts/{school.alert.pk}/respond/"
    page = client.post(address, {"move": "answer", "text": "", "measure": "补课两次"}, follow=True)
    assert page.context["typed"]["measure"] == "补课两次"
    page = client.post(address, {"move": "answer", "text": "运动会", "measure": "补课两次"}, follow=True)
    assert page.context["steps"][0].text == "运动会\n措施：补课两次"


def test_measures_that_helped_are_shown_to_those_who_may_see_them(signed_in: Browse, school: School) -> None:
    closed = school.college.alerts.get(state="closed")
    for text in ("运动会\n措施：补课两次", "没有措施的答复"):
        closed.events.create(at=closed.raised_at, by="lin", move="answer", to_state="answered", text=text)
    address = f"/alerts/{school.alert.pk}/"
    assert [each.measure for each in signed_in("lin").get(address).context["helped"]] == ["补课两次"]
    assert signed_in("zheng").get(address).context["helped"] == []
    closed.closed_reason = "withdrawn"
    closed.save()
    assert signed_in("lin").get(address).context["helped"] == []


def test_other_alerts_of_the_same_subject_stand_beside(signed_in: Browse, school: School) -> None:
    other = school.college.alerts.get(subject="C003")
    school.college.alerts.filter(pk=other.pk).update(
        subject="C001",
        kind="limit",
        rule=school.alert.rule,
        period="x",
        state="closed",
        closed_reason="data",
        closed_at=other.raised_at,
    )
    page = signed_in("lin").get(f"/alerts/{school.alert.pk}/")
    assert page.context["others"] == []
    assert (page.context["neighbour_count"], len(page.context["neighbours"])) == (36, 12)
