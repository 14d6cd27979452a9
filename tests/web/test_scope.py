"""What a person sees on the pages they may open."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.school import School, week
from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.web.components.scoped import within
from zhengai.web.shell.person import Person

Browse = Callable[[str], Client]


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("li", {"student:S0001"}),
        ("wang", {"teacher:T0004"}),
        ("zheng", {"course:C001"}),
        (
            "wu",
            {
                "programme:P001",
                "class:B001",
                "course:C001",
                "teacher:T0004",
                "student:S0001",
                "student:S0002",
            },
        ),
        ("zhao", {"class:B001", "student:S0001"}),
        ("xu", set()),
    ],
)
def test_subjects_in_reach(school: School, username: str, seen: set[str]) -> None:
    person = Person(school.users[username], school.college)
    found = person.subjects(Permission.INDICATOR_VIEW)
    assert {f"{each.level}:{each.code}" for each in found} == seen


def test_a_faculty_reaches_all_its_department_holds(school: School) -> None:
    person = Person(school.users["zhou"], school.college)
    found = person.subjects(Permission.INDICATOR_VIEW)
    assert {each.code for each in found} == {
        "D01", "P001", "C001", "C002", "B001", "T0004", "S0001", "S0002",
    }  # fmt: skip


@pytest.mark.parametrize("username", ["li", "wang", "zheng", "wu", "zhao", "zhou"])
def test_the_reach_is_gathered_once_and_from_lists(school: School, username: str) -> None:
    """An OR of several ways would be tried on each of 17,000 subjects; gathered anew for each question of a page it
    would cost a sixth of the database's work."""
    person = Person(school.users[username], school.college)
    with CaptureQueriesContext(connection) as asked:
        for permission in (Permission.INDICATOR_VIEW, Permission.ALERT_VIEW, Permission.INDICATOR_VIEW):
            found = list(person.subjects(permission))
            assert person.held(permission).numbers == {each.pk for each in found}
            assert all(person.reaches(permission, each.pk) for each in found)
    gathering = [each["sql"] for each in asked.captured_queries if "UNION" in each["sql"]]
    assert len(gathering) == 1
    assert " OR " not in gathering[0]


def test_what_one_person_reaches_is_not_what_another_does(school: School) -> None:
    alerts = Alert.objects.filter(college=school.college)
    seen = {
        name: set(within(Person(school.users[name], school.college), Permission.ALERT_VIEW, alerts))
        for name in ("lin", "zhou", "zheng", "li", "xu")
    }
    assert seen["lin"] == set(alerts)
    assert {each.subject for each in seen["zhou"]} == {"C001", "C002"}
    assert {each.subject for each in seen["zheng"]} == {"C001"}
    assert seen["li"] == seen["xu"] == set()


def test_a_student_sees_the_own_value_only(signed_in: Browse) -> None:
    page = signed_in("li").get("/indicators/absence_rate/")
    assert [row.subject for row in page.context["rows"]] == ["S0001"]
    assert [code for code, *_ in page.context["levels"]] == ["student"]


def test_somebody_elses_value_looks_like_none(signed_in: Browse) -> None:
    other = signed_in("li").get("/indicators/absence_rate/value/?subject=student:S0002")
    nobody = signed_in("li").get("/indicators/absence_rate/value/?subject=student:S9999")
    assert (other.status_code, nobody.status_code) == (404, 404)


@pytest.mark.parametrize(("username", "hidden"), [("lin", []), ("feng", ["学号"])])
def test_personal_fields_need_the_right_to_see_rows(
    signed_in: Browse, monkeypatch: pytest.MonkeyPatch, username: str, hidden: list[str]
) -> None:
    _student_numbers_are(monkeypatch, "personal")
    page = signed_in(username).get("/indicators/absence_rate/value/?subject=course:C001")
    (source,) = page.context["sources"]
    assert source.hidden == hidden
    assert ("S0001" in page.content.decode()) is not hidden or not hidden


def test_sensitive_fields_are_in_nobodys_list(signed_in: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    _student_numbers_are(monkeypatch, "sensitive")
    page = signed_in("lin").get("/indicators/absence_rate/value/?subject=course:C001")
    assert page.context["sources"][0].hidden == ["学号"]
    assert "S0001" not in page.content.decode()


def _student_numbers_are(monkeypatch: pytest.MonkeyPatch, privacy: str) -> None:
    from dataclasses import replace

    from zhengai.datacentre import queries
    from zhengai.web.desks.indicators import value
    from zhengai_engine.tables.catalogue import Catalogue

    def catalogue(college: object) -> object:
        held = queries.catalogue(college)  # type: ignore[arg-type]
        attendance = held.datasets["attendance"]
        fields = tuple(
            replace(field, privacy=privacy) if field.code == "student" else field
            for field in attendance.fields
        )
        changed = {**held.datasets, "attendance": replace(attendance, fields=fields)}
        return Catalogue(changed.values(), held.levels.values())

    monkeypatch.setattr(value, "catalogue", catalogue)


def test_a_faculty_sees_the_alerts_of_its_courses(signed_in: Browse, school: School) -> None:
    page = signed_in("zhou").get("/alerts/?state=all")
    assert {alert.subject for alert in page.context["listing"]} == {"C001", "C002"}


def test_an_alert_is_seen_by_those_it_is_addressed_to(signed_in: Browse, school: School) -> None:
    school.alert.persons.create(person_number="T0004", person_name="王静")
    assert signed_in("wang").get(f"/alerts/{school.alert.pk}/").status_code == 200


def test_an_account_without_a_number_is_addressed_by_nothing(signed_in: Browse, school: School) -> None:
    school.alert.persons.create(person_number="", person_name="")
    assert signed_in("qian").get("/alerts/?mine=1").context["listing"].count == 0


def test_the_bench_waits_for_each_with_their_own(signed_in: Browse, school: School) -> None:
    assert [a.subject for a in signed_in("zheng").get("/").context["waiting"]] == ["C001"]
    assert signed_in("li").get("/").context["waiting"] == []
    assert len(signed_in("lin").get("/").context["waiting"]) == 6
    (own,) = signed_in("li").get("/").context["standings"]
    assert (own.subject.code, [line.period for line in own.lines]) == ("S0001", ["2026 秋", "2026 秋"])


def test_what_is_judged_comes_first_with_its_state(signed_in: Browse) -> None:
    (own,) = signed_in("zheng").get("/").context["standings"]
    assert [(line.code, line.state, line.period) for line in own.lines] == [
        ("absence_rate", "warning", "第12周")
    ]
    assert own.lines[0].value.href.endswith(f"period={week(12)}")


@pytest.mark.parametrize(("username", "acting"), [("wu", set()), ("zhao", {"student:S0001"})])
def test_a_head_looks_at_its_students_and_the_adviser_acts_for_them(
    school: School, username: str, acting: set[str]
) -> None:
    """Of a programme the students are looked at; rows, answers and diagnoses are their class adviser's."""
    person = Person(school.users[username], school.college)

    def students(permission: Permission) -> set[str]:
        return {f"student:{each.code}" for each in person.subjects(permission).filter(level="student")}

    for permission in (Permission.INDICATOR_VIEW, Permission.ALERT_VIEW, Permission.DIAGNOSIS_VIEW):
        assert "student:S0001" in students(permission)
    for permission in (Permission.ROWS_VIEW, Permission.ALERT_ANSWER, Permission.DIAGNOSIS_FILL):
        assert students(permission) == acting
