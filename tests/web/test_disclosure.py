"""People from outside the college see how it stands, not single persons and not groups under five."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import SEMESTER, School, week
from zhengai.alerts.models import Alert
from zhengai.core.models import AuditEvent
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]
OUTSIDE = ["feng", "qian"]
TABLE = f"/indicators/absence_rate/?level=course&period={SEMESTER}"


@pytest.fixture
def small(school: School) -> None:
    """Three lessons of the worst course: the greatest rate of all rests on three."""
    CurrentValue.objects.filter(subject="C039", period=SEMESTER).update(
        value=2 / 3, numerator=2, denominator=3
    )


def value_page(client: Client, subject: str) -> str:
    return client.get(f"/indicators/absence_rate/value/?subject={subject}&period={SEMESTER}").content.decode()


@pytest.mark.parametrize("username", OUTSIDE)
def test_a_small_group_is_not_shown_outside(signed_in: Browse, small: None, username: str) -> None:
    page = signed_in(username).get(f"{TABLE}&q=C039")
    (row,) = page.context["rows"]
    assert (row.value.why, row.numerator, row.denominator) == ("人数过少不显示", "—", "—")
    page = signed_in(username).get(TABLE)
    assert "C039" not in [
        row.subject for row in page.context["rows"]
    ]  # neither does its place in the order tell
    assert page.context["summary"]["most"].text != "66.7%"
    one = value_page(signed_in(username), "course:C039")
    assert "66.7" not in one
    assert "明细不在这里显示" in one


def test_inside_the_college_it_is_shown(signed_in: Browse, small: None) -> None:
    page = signed_in("lin").get(TABLE)
    assert page.context["rows"][0].subject == "C039"
    assert page.context["summary"]["most"].text == "66.7%"
    assert "明细不在这里显示" not in value_page(signed_in("lin"), "course:C039")


@pytest.mark.parametrize("username", OUTSIDE)
def test_single_persons_are_not_shown_outside(signed_in: Browse, school: School, username: str) -> None:
    page = signed_in(username).get("/indicators/absences/?level=student")
    assert {row.value.why for row in page.context["rows"]} == {"人数过少不显示"}
    file = signed_in(username).get("/indicators/absences/?level=student&format=xlsx")
    assert {row[3] for row in list(load_workbook(BytesIO(file.content)).active.values)[1:]} == {None}


@pytest.mark.parametrize("username", OUTSIDE)
def test_alerts_of_persons_stay_inside(signed_in: Browse, school: School, username: str) -> None:
    Alert.objects.filter(pk=school.alert.pk).update(level="student", subject="S0001")
    assert signed_in(username).get(f"/alerts/{school.alert.pk}/").status_code == 404
    assert signed_in(username).get("/alerts/").context["live"] == 36
    home = signed_in(username).get("/")
    assert school.alert.pk not in [alert.pk for alert in home.context["waiting"]]
    assert school.alert.pk not in [event.alert_id for event in home.context["happened"]]
    assert signed_in("lin").get("/alerts/").context["live"] == 37


def test_a_student_sees_the_own_value_however_small(signed_in: Browse, school: School) -> None:
    CurrentValue.objects.filter(subject="S0001", period=SEMESTER).update(denominator=3)
    (row,) = signed_in("li").get("/indicators/absence_rate/").context["rows"]
    assert row.value.why == ""


def test_rows_as_a_file_leave_a_trace(signed_in: Browse, school: School) -> None:
    address = f"/indicators/absence_rate/value/?subject=course:C001&period={week(12)}&format=xlsx"
    assert signed_in("feng").get(address).status_code == 403
    assert AuditEvent.objects.filter(action="indicators.export_rows").count() == 0
    book = load_workbook(BytesIO(signed_in("lin").get(address).content))
    assert book.sheetnames == ["考勤"]
    rows = list(book.active.values)
    assert (rows[0][0], len(rows)) == ("学期", 1001)
    event = AuditEvent.objects.get(action="indicators.export_rows")
    assert (event.by, event.subject, event.details["rows"]) == ("lin", "course:C001", 1000)
