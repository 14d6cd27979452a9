"""Taking part is counted from what people did: by department and level, each person once."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.access.goal_chain import a_plan
from tests.web.access.suggestions import made
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.core.actions import record
from zhengai.improvement.rules.participation import KINDS, Share, kind_of

Browse = Callable[[str], Client]


def rows(client: Client, query: str = "") -> dict[tuple[str, str], Share]:
    listing = client.get(f"/participation/{query}").context["listing"]
    return {(row.department, row.level): row.share for row in listing}


@pytest.mark.parametrize(
    ("action", "kind"),
    [("diagnosis.submit", "diagnosis"), ("goals.task_report", "chain"), ("alerts.answer", "loop"),
     ("indicators.submit_entry", "data"), ("regulations.read", "rules"), ("framework.suggest", "suggestion"),
     ("accounts.sign_in", ""), ("indicators.evaluate", ""), ("notices.mark_read", "")],
)  # fmt: skip
def test_what_counts(action: str, kind: str) -> None:
    assert kind_of(action) == kind
    assert len({each.code for each in KINDS}) == len(KINDS)


def test_people_are_counted_once_by_what_they_did(school: School, signed_in: Browse) -> None:
    before = rows(signed_in("lin"))
    assert (before["医学院", "教师"].people, before["医学院", "教师"].any) == (1, 0)
    assert before["医学院", "学生"].people == 2
    made(school)
    made(school, "第二条")
    made(school, "不留名", anonymous=True, by="li")
    record(action="alerts.answer", by="wang", subject="alert:1")
    record(action="accounts.sign_in", by="li", subject="li")
    after = rows(signed_in("lin"))
    assert after["医学院", "教师"].by_kind == {"suggestion": 1, "loop": 1}
    assert (after["医学院", "教师"].any, after["医学院", "教师"].share) == (1, 1.0)
    assert after["医学院", "学生"].any == 0
    assert after["信息工程学院", "教师"].any == 0
    assert rows(signed_in("lin"), "?period=2025-2026")["医学院", "教师"].any == 0


def test_a_plan_of_ones_own_counts(school: School, signed_in: Browse) -> None:
    plan = a_plan(school)
    plan.subject = Subject.objects.get(level="teacher", code="T0004")
    plan.save()
    assert rows(signed_in("lin"))["医学院", "教师"].by_kind["goal"] == 1


def test_a_department_sees_itself_and_outsiders_no_small_groups(school: School, signed_in: Browse) -> None:
    assert {department for department, _ in rows(signed_in("zhou"))} == {"医学院"}
    assert rows(signed_in("feng")) == {}
    assert len(rows(signed_in("lin"), "?level=学生")) == 1
    assert rows(signed_in("lin"), "?q=没有") == {}
    assert signed_in("lin").get("/participation/?format=xlsx").status_code == 200
