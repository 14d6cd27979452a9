"""今天要我做什么: one list by deadline, each with its button, and only what waits for this person."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.web.school import NOW, SEMESTER, School
from zhengai.accounts.actions import record_failed_sign_in
from zhengai.accounts.granting import end_grant
from zhengai.accounts.models import Grant, Handout
from zhengai.alerts.models import AlertEvent
from zhengai.college.models import Responsibility, Subject
from zhengai.cycles.models import Exemption, Proof
from zhengai.diagnosis.models import Record, Round
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement

Browse = Callable[[str], Client]


def wanted(client: Client) -> list[Any]:
    found: list[Any] = client.get("/").context["wanted"]
    return found


@pytest.fixture
def busy(school: School) -> School:
    """A diagnosis round of courses, a goal, an exemption and improvements."""
    course = Subject.objects.get(level="course", code="C001")
    round_ = Round.objects.create(
        college=school.college, kind="self", level="course", period=SEMESTER, title="课程自主诊断", form={},
        opened_at=NOW, opened_by="lin", due=date(2026, 11, 25),
    )  # fmt: skip
    Record.objects.create(round=round_, subject=course, state="draft")
    for code in ("C003", "C004"):
        other = Subject.objects.get(level="course", code=code)
        Record.objects.create(round=round_, subject=other, state="submitted", submitted_by="someone")
    Goal.objects.create(
        college=school.college, subject=course, indicator="absence_rate", indicator_name="缺课率",
        period=SEMESTER, limit="≤ 3%", state="proposed", proposed_by="zheng", proposed_at=NOW,
    )  # fmt: skip
    Exemption.objects.create(
        college=school.college, kind="alert", about="alert:1", level="course", subject="C001",
        title="护理学基础缺课率预警例外关闭", reason="停课", asked_by="zheng", asked_at=NOW,
    )  # fmt: skip
    for state, due in [("under_way", date(2026, 11, 21)), ("carried_out", date(2026, 11, 22))]:
        Improvement.objects.create(
            college=school.college, subject=course, cycle_period=SEMESTER, problem="缺课多", measure="谈话",
            indicator="absence_rate", indicator_name="缺课率", period_kind="week", baseline_period=SEMESTER,
            limit="≤ 5%", owner_number="T0003", owner_name="郑怡", due=due, state=state, opened_at=NOW,
            opened_by="zheng", source=state,
        )  # fmt: skip
    return school


def test_one_list_by_deadline_with_the_verb_of_the_job(busy: School, signed_in: Browse) -> None:
    found = wanted(signed_in("zheng"))
    assert [(each.kind, each.button) for each in found] == [
        ("改进", "记录进展"),
        ("诊断", "填写诊断"),
        ("预警", "回复预警"),
    ]
    assert [each.due for each in found] == sorted(each.due for each in found)


def test_what_is_carried_out_waits_for_data_not_for_the_person(busy: School, signed_in: Browse) -> None:
    assert [each.kind for each in wanted(signed_in("zheng"))].count("改进") == 1


def test_a_department_confirms_its_own_records_and_decides_its_goals(busy: School, signed_in: Browse) -> None:
    kinds = {each.kind: each for each in wanted(signed_in("zhou"))}
    assert "诊断" not in kinds  # the submitted ones are of the other department
    assert kinds["目标"].button == "审定目标"
    assert "例外" not in kinds


def test_the_quality_office_confirms_by_round_and_decides_exemptions(busy: School, signed_in: Browse) -> None:
    kinds = {each.kind: each for each in wanted(signed_in("lin"))}
    assert kinds["诊断"].title == "课程自主诊断：2 份"
    assert kinds["诊断"].address.endswith("?state=submitted")
    assert kinds["例外"].button == "审定例外"


def test_nobody_decides_what_they_asked_for(busy: School, signed_in: Browse) -> None:
    Goal.objects.update(proposed_by="lin")
    Exemption.objects.update(asked_by="lin")
    assert not {"目标", "例外"} & {each.kind for each in wanted(signed_in("lin"))}


def test_an_alert_is_answered_in_place(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert f'data-draft="alert-{school.alert.pk}"' in client.get("/").content.decode()
    client.post(f"/alerts/{school.alert.pk}/respond/", {"move": "answer", "text": "已与班级谈话"})
    assert AlertEvent.objects.filter(alert=school.alert, move="answer").exists()
    assert [each.alert for each in wanted(client)] == [None]


def test_a_subject_shows_its_spiral_and_leads_to_its_profile(school: School, signed_in: Browse) -> None:
    Proof.objects.create(
        college=school.college, level="course", subject="C001", period=SEMESTER, stage="goal", key="g",
        about="", sentence="", at=NOW, by="lin",
    )  # fmt: skip
    page = signed_in("zheng").get("/")
    (own,) = page.context["standings"]
    assert own.turn.reached
    assert 'href="/levels/course/C001/"' in page.content.decode()


def test_the_widest_comes_first_and_of_a_level_what_is_warned_of(school: School, signed_in: Browse) -> None:
    for level, code in [("class", "B001"), ("course", "C000"), ("programme", "P001"), ("course", "C002")]:
        subject, _ = Subject.objects.get_or_create(
            college=school.college, level=level, code=code, defaults={"name": code, "active": True}
        )
        Responsibility.objects.create(subject=subject, person_number="T0003", person_name="郑怡")
    Grant.objects.filter(user__username="zheng").update(role="faculty", level="department", subject="D01")
    Subject.objects.filter(college=school.college, code__in=["C000", "C001", "C002"]).update(
        department=Subject.objects.get(level="department", code="D01")
    )
    shown = [
        (each.subject.level, each.subject.code) for each in signed_in("zheng").get("/").context["standings"]
    ]
    assert shown == [("programme", "P001"), ("course", "C001"), ("course", "C000")]


def test_a_student_reads_everyday_words(signed_in: Browse) -> None:
    text = signed_in("li").get("/").content.decode()
    assert "我的成长" in text
    assert "我负责的怎么样了" not in text
    assert "学生层面" not in text


def test_administrators_see_no_business_data(busy: School, signed_in: Browse) -> None:
    for username in ("sys", "sec", "aud"):
        page = signed_in(username).get("/")
        assert page.context["wanted"] == []
        assert page.context["standings"] == []


@pytest.mark.parametrize(
    ("username", "told", "leads"),
    [
        ("sec", "1 个账户还没有角色", "/accounts/?state=without"),
        ("sys", "没有等您处理的事", "/accounts/"),
        ("aud", "条审计记录", "/audit/"),
        ("xu", "还没有角色", "/account/"),
    ],
)
def test_whoever_sees_no_business_data_is_told_the_next_step(
    school: School, signed_in: Browse, username: str, told: str, leads: str
) -> None:
    text = signed_in(username).get("/").content.decode().split("<main")[1]
    assert told in text
    assert f'href="{leads}"' in text


def test_what_waits_for_administrators_is_counted(school: School, signed_in: Browse) -> None:
    Handout.objects.create(
        college=school.college.code, role="teacher", seed="1", made_by="sys", made_at=NOW, ready_at=NOW
    )
    for _ in range(5):
        record_failed_sign_in(username="wang", address="10.0.0.1", by="wang")
    grant = Grant.objects.get(user=school.users["han"])
    end_grant(grant=grant, on=school.college.as_of or NOW.date(), by="sec")
    locked, handout = signed_in("sys").get("/").context["kept"]
    assert locked.title == "1 个账户已锁定"
    assert "等待领取" in handout.title
    titles = [each.title for each in signed_in("sec").get("/").context["kept"]]
    assert titles == ["1 个账户还没有角色", "1 个账户的角色即将到期"]
