from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import SEMESTER, School
from zhengai.accounts.models import Grant
from zhengai.alerts.actions import ask_exception
from zhengai.alerts.models import Alert
from zhengai.college.models import Subject
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.models import Exemption
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.goals.actions import ask_goal
from zhengai.goals.models import Goal
from zhengai.standards.actions import ask_control_point
from zhengai.standards.models import ControlPoint, ControlRule

Browse = Callable[[str], Client]


@pytest.fixture
def asked(school: School) -> Exemption:
    return ask_exception(alert=school.alert, reason="校庆周停课", by="zheng")


def course(school: School) -> Subject:
    return Subject.objects.get(college=school.college, level="course", code="C001")


def run_cycle(school: School) -> None:
    told = NewProof(
        level="course",
        subject="",
        period=SEMESTER,
        stage=Stage.CARRY_OUT,
        key=f"carry_out:course:{SEMESTER}",
        about="run:1",
        sentence="数据已经送达。",
    )
    record_proofs(college=school.college, proofs=[told], by="system")


def decide(client: Client, exemption: Exemption, move: str, decision: str = "") -> str:
    address = f"/exemptions/{exemption.pk}/decide/"
    return client.post(address, {"move": move, "decision": decision}, follow=True).content.decode()


def test_those_that_wait_come_first(school: School, asked: Exemption, signed_in: Browse) -> None:
    other = Alert.objects.filter(subject="C003").get()
    later = ask_exception(alert=other, reason="统计口径变了", by="lin")
    decide(signed_in("chen"), later, "refuse", "口径没有变")
    page = signed_in("lin").get("/exemptions/")
    assert [each.pk for each in page.context["listing"]] == [asked.pk, later.pk]
    assert page.context["waiting"] == 1
    for query, count in (("state=asked", 1), ("kind=goal", 0), ("q=口径", 1), ("state=nonsense", 0)):
        assert signed_in("lin").get(f"/exemptions/?{query}").context["listing"].count == count


def test_the_file_holds_the_list(asked: Exemption, signed_in: Browse) -> None:
    response = signed_in("lin").get("/exemptions/?format=xlsx")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][2:5] == ("关闭预警：护理学基础缺课率", "校庆周停课", "zheng")


def test_the_asker_never_decides(asked: Exemption, signed_in: Browse, school: School) -> None:
    own = ask_exception(alert=Alert.objects.get(subject="C003"), reason="停课", by="lin")
    page = signed_in("lin").get(f"/exemptions/{own.pk}/")
    assert not page.context["may_decide"]
    assert "撤回申请" in page.content.decode()
    assert "申请人以外" in decide(signed_in("lin"), own, "approve")
    own.refresh_from_db()
    assert own.state == "asked"
    assert signed_in("chen").get(f"/exemptions/{own.pk}/").context["may_decide"]


@pytest.mark.parametrize("username", ["zheng", "zhou", "han", "sun", "feng", "wu"])
def test_only_those_who_may_decide(asked: Exemption, signed_in: Browse, username: str) -> None:
    assert not signed_in(username).get(f"/exemptions/{asked.pk}/").context["may_decide"]
    answer = signed_in(username).post(f"/exemptions/{asked.pk}/decide/", {"move": "approve"})
    assert answer.status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_an_expired_role_decides_nothing(asked: Exemption, signed_in: Browse) -> None:
    Grant.objects.filter(user__username="chen").update(valid_until=date(2026, 11, 1))
    answer = signed_in("chen").post(f"/exemptions/{asked.pk}/decide/", {"move": "approve"})
    assert answer.status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_approving_closes_the_alert(asked: Exemption, signed_in: Browse, school: School) -> None:
    assert "已批准" in decide(signed_in("lin"), asked, "approve", "同意")
    school.alert.refresh_from_db()
    assert (school.alert.state, school.alert.closed_reason) == ("excepted", "exception")
    text = signed_in("zheng").get(f"/exemptions/{asked.pk}/").content.decode()
    assert "林敏" in text
    assert "预警已按例外关闭" in text


def test_the_second_of_two_deciders_is_told_and_keeps_the_words(asked: Exemption, signed_in: Browse) -> None:
    decide(signed_in("lin"), asked, "approve")
    client = signed_in("chen")
    text = decide(client, asked, "refuse", "停课已在校历中")
    assert "已经批准" in text or "不能再改" in text
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("approved", "lin")


def test_a_refusal_needs_words_and_nothing_typed_is_lost(asked: Exemption, signed_in: Browse) -> None:
    client = signed_in("lin")
    assert "要写明理由" in decide(client, asked, "refuse", "")
    assert "请选择" in decide(client, asked, "", "想了想")
    assert "已记下" in decide(client, asked, "refuse", "停课已在校历中")
    assert "停课已在校历中" in signed_in("zheng").get(f"/exemptions/{asked.pk}/").content.decode()


def test_the_asker_takes_it_back(asked: Exemption, signed_in: Browse) -> None:
    client = signed_in("zheng")
    address = f"/exemptions/{asked.pk}/withdraw/"
    assert "申请人自己撤回" in signed_in("lin").post(address, follow=True).content.decode()
    assert "申请已撤回" in client.post(address, follow=True).content.decode()
    assert "已经撤回" in client.post(address, follow=True).content.decode()


def test_an_alert_that_closed_meanwhile(asked: Exemption, signed_in: Browse, school: School) -> None:
    Alert.objects.filter(pk=school.alert.pk).update(
        state="closed", closed_reason="data", closed_at=asked.asked_at
    )
    assert "申请已撤回" in decide(signed_in("lin"), asked, "approve")


def test_standards_are_compared_and_carried_out(school: School, signed_in: Browse) -> None:
    run_cycle(school)
    exemption = ask_control_point(
        rule=ControlRule.objects.get(),
        subject=course(school),
        limits={"standard": "≤ 6%"},
        reason="室外课",
        by="zheng",
    )
    page = signed_in("lin").get(f"/exemptions/{exemption.pk}/")
    written = [(each.name, each.now, each.then) for each in page.context["changes"]]
    assert [tuple(text.replace("\xa0", " ") for text in line) for line in written] == [
        ("目标值", "≤ 2%", "≤ 2%"),
        ("标准值", "≤ 5%", "≤ 6%"),
        ("提示值", "> 8%", "> 8%"),
        ("预警值", "> 12%", "> 12%"),
        ("严重值", "> 25%", "> 25%"),
    ]
    decide(signed_in("lin"), exemption, "approve")
    assert ControlPoint.objects.get().limits == {"standard": "≤ 6%"}


def test_goals_are_compared_and_carried_out(school: School, signed_in: Browse) -> None:
    run_cycle(school)
    exemption = ask_goal(
        subject=course(school),
        indicator="absence_rate",
        period=SEMESTER,
        limit="≤ 3%",
        reason="停课",
        by="zheng",
    )
    page = signed_in("lin").get(f"/exemptions/{exemption.pk}/")
    assert [each.then for each in page.context["changes"]][1:] == ["≤ 3%"]
    assert page.context["changes"][1].now == "没有目标"
    decide(signed_in("lin"), exemption, "approve")
    assert Goal.objects.get().state == "approved"


def test_what_is_out_of_reach_is_not_there(asked: Exemption, signed_in: Browse) -> None:
    for username in ("li", "wang", "zhao"):
        answer = signed_in(username).get(f"/exemptions/{asked.pk}/")
        assert answer.status_code == 404
        assert "不在您的查看范围" in answer.content.decode()
        assert signed_in(username).get("/exemptions/").context["listing"].count == 0


def test_from_an_alert_an_exception_is_asked_for(school: School, signed_in: Browse) -> None:
    client, address = signed_in("zheng"), f"/alerts/{school.alert.pk}/exception/"
    assert "要写明理由" in client.post(address, {"reason": " "}, follow=True).content.decode()
    page = client.post(address, {"reason": "校庆周停课"}, follow=True)
    assert page.redirect_chain[-1][0] == f"/exemptions/{Exemption.objects.get().pk}/"
    assert "已经有一件" in client.post(address, {"reason": "再来一次"}, follow=True).content.decode()
    shown = client.get(f"/alerts/{school.alert.pk}/")
    assert shown.context["pending"] == Exemption.objects.get()
    assert "等待批准" in shown.content.decode()
