"""Statistics on a schedule: frozen when due, once a period, told to their circle and shown to nobody else."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.web.access.publications import planned, prepare
from tests.web.school import School
from zhengai.core.models import AuditEvent
from zhengai.indicators.models import CurrentValue
from zhengai.notices.models import Notice
from zhengai.reports.models import Publication, PublicationPlan
from zhengai.reports.publications import publish_due
from zhengai.reports.rules.publishing import due_period
from zhengai_engine.model.period import Calendar, PeriodKind, Semester

Browse = Callable[[str], Client]
SPRING, AUTUMN = "2025-2026-2", "2026-2027-1"
FORM = {
    "title": "统计",
    "indicators": ["absence_rate"],
    "level": "course",
    "kind": "semester",
    "wait": "7",
    "roles": ["leader"],
}


@pytest.mark.parametrize(
    ("planned_on", "days", "period"),
    [
        (date(2026, 3, 2), 7, AUTUMN),
        (date(2026, 3, 2), 6, SPRING),  # the autumn is over, but late data may still come
        (date(2026, 11, 1), 6, None),  # nothing was due since the plan was made
        (date(2026, 11, 1), 7, AUTUMN),
    ],
)
def test_when_a_publication_is_due(planned_on: date, days: int, period: str | None) -> None:
    """`days` after the end of the autumn, with a wait of seven."""
    calendar = Calendar([Semester(SPRING, date(2026, 3, 2), 18), Semester(AUTUMN, date(2026, 8, 31), 18)])
    day = calendar.period(AUTUMN).end + timedelta(days=days)
    found = due_period(calendar, PeriodKind.SEMESTER, 7, planned_on, day)
    assert (found.code if found else None) == period


def test_it_is_frozen_and_told_once(school: School) -> None:
    prepare(school)
    made = Publication.objects.get()
    assert (made.period, made.title, made.roles) == (SPRING, "学期缺课统计", ["leader"])
    frozen = {each["subject"]: each["value"] for each in made.figures[0]["values"]}
    assert frozen["C001"] == pytest.approx(0.01)
    assert frozen["C040"] is None
    assert made.figures[0]["version"] == 1
    assert made.runs == {str(school.run.pk): {"attendance": 12, "courses": 3}}
    assert [each.person_number for each in Notice.objects.filter(about=f"publication:{made.pk}")] == ["G0001"]
    CurrentValue.objects.filter(period=SPRING, subject="C001").update(value=0.5)
    assert publish_due(college=school.college) == []
    assert Publication.objects.get().figures == made.figures
    with pytest.raises(TypeError):
        made.delete()


def test_without_a_value_it_waits(school: School) -> None:
    planned(school)
    assert publish_due(college=school.college) == []


def test_very_small_groups_are_not_published(school: School) -> None:
    CurrentValue.objects.filter(subject="C002", period=AUTUMN).update(denominator=3)
    prepare(school)
    frozen = {each["subject"]: each for each in Publication.objects.get().figures[0]["values"]}
    assert (frozen["C002"]["value"], frozen["C002"]["numerator"]) == (None, None)
    assert frozen["C002"]["reason"] == "suppressed"
    assert frozen["C003"]["value"] is not None


def test_only_the_circle_reads_it(school: School, signed_in: Browse) -> None:
    number = prepare(school)["publication"]
    page = signed_in("chen").get(f"/publications/{number}/")
    assert page.context["blocks"][0].lines[0][0] == "护理学基础"
    assert "第 1 版" in page.content.decode()
    assert len(signed_in("chen").get("/publications/").context["listing"]) == 1
    assert len(signed_in("sun").get("/publications/").context["listing"]) == 0
    assert signed_in("sun").get(f"/publications/{number}/").status_code == 404
    assert signed_in("chen").get(f"/publications/{number}/?format=xlsx").status_code == 200


def test_a_plan_is_made_and_ended(school: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    assert client.post("/publications/new/", FORM).status_code == 302
    plan = PublicationPlan.objects.get()
    assert (plan.level, plan.period_kind, plan.wait, plan.roles) == ("course", "semester", 7, ["leader"])
    client.post(f"/publications/plans/{plan.pk}/end/")
    plan.refresh_from_db()
    assert not plan.active
    actions = list(AuditEvent.objects.order_by("-id").values_list("action", flat=True)[:2])
    assert actions == ["reports.end_publication", "reports.plan_publication"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "名称"),
        ({"level": "student"}, "个人的数字不发布"),
        ({"kind": "week"}, "多久发布一次"),
        ({"wait": "很久"}, "整数"),
        ({"roles": []}, "至少选一个角色"),
        ({"indicators": []}, "至少选一个指标"),
        ({"indicators": ["absences"], "kind": "calendar_year"}, "没有在这个层面按这个周期计算"),
    ],
)
def test_a_wrong_plan_is_refused_with_a_sentence(
    school: School, signed_in: Browse, wrong: dict[str, object], sentence: str
) -> None:
    response = signed_in("lin").post("/publications/new/", FORM | wrong)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not PublicationPlan.objects.exists()
