"""Member tables kept row by row on the web: by the owner office, seen by a second person, with sight for no one more."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web import datacentre
from tests.web.access.data import LOOKING
from tests.web.school import CAST, School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.college.models import Responsibility, Subject
from zhengai.core.models import Job
from zhengai.datacentre.models import Batch, RowChange

Browse = Callable[[str], Client]
STUDENT = {
    "student_id": "S0003", "name": "周航", "gender": "男", "class": "B001", "programme": "P001", "enrol_year": "2025",
    "status": "在校", "kind": "普通高职", "birth_date": "2007-03-04", "origin": "", "adviser": "T0009",
}  # fmt: skip


@pytest.fixture
def filled(school: School, tmp_path: Path) -> School:
    """The members in the lake; 韩青 answers for the office that owns the roster of students."""
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    datacentre.fill(school.college, tmp_path)
    office = Subject.objects.create(college=school.college, level="department", code="D11", name="学工处")
    Responsibility.objects.create(subject=office, person_number="G0011", person_name="韩青")
    return school


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("who", [each[0] for each in CAST])
def test_who_opens_a_roster(signed_in: Browse, filled: School, who: str) -> None:
    client = signed_in(who)
    for address in ("/registers/students/", "/registers/students/row/?key=S0001"):
        assert (client.get(address).status_code == 200) == (who in LOOKING), address
    for address in ("new/", "correct/?key=S0001", "withdraw/?key=S0001"):
        status = client.get(f"/registers/students/{address}").status_code
        assert (status == 200) == (who in {"han", "he"}), address
        # another office's roster
        status = client.get(f"/registers/teachers/{address.replace('S0001', 'T0003')}").status_code
        assert (status == 200) == (who == "he"), address


def test_a_student_comes_in_and_their_adviser_sees_them(signed_in: Browse, filled: School) -> None:
    han, lin, adviser = signed_in("han"), signed_in("lin"), signed_in("zhao")
    assert adviser.get("/levels/student/S0003/").status_code == 404
    han.post("/registers/students/new/", STUDENT | {"adviser": "T0005"})
    change = RowChange.objects.get()
    assert (change.state, change.row.title) == ("waiting", "周航")
    assert "周航" in text(lin.get("/"))
    answer = lin.post(f"/registers/students/changes/{change.pk}/decide/", {"move": "take"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/registers/students/row/?key=S0003"
    assert 'href="/levels/student/S0003/"' in text(answer)
    assert adviser.get("/levels/student/S0003/").status_code == 200
    batch = Batch.objects.get(dataset="students", by="han", state="committed")
    assert Job.objects.get(kind="improvement.follow").arguments["batch"] == batch.code


def test_a_form_offers_what_there_is(signed_in: Browse, filled: School) -> None:
    boxes = {e.field.code: e for e in signed_in("he").get("/registers/students/new/").context["boxes"]}
    assert boxes["class"].options == [("B001", "护理2501（B001）")]
    assert boxes["status"].value == "在校"
    assert ("T0009", "他人（T0009）") in boxes["adviser"].options
    like = signed_in("he").get("/registers/students/new/?like=S0001").context["boxes"]
    begun = {e.field.code: e.value for e in like}
    # the same class, but another person
    assert (begun["student_id"], begun["name"], begun["class"]) == ("", "", "B001")


def test_who_is_still_spoken_of_is_not_withdrawn(signed_in: Browse, filled: School) -> None:
    he = signed_in("he")
    page = text(he.get("/registers/teachers/withdraw/?key=T0004"))
    assert "“教学班”的教师(1 行)" in page
    assert "提交撤销" not in page
    sent = he.post("/registers/teachers/withdraw/?key=T0004", follow=True)
    assert "不能撤销" in text(sent)
    assert not RowChange.objects.exists()
    assert "提交撤销" in text(he.get("/registers/students/withdraw/?key=S0002"))


def test_a_roster_goes_out_and_comes_in_again(signed_in: Browse, filled: School) -> None:
    out = signed_in("han").get("/registers/students/?format=xlsx")
    cells = list(load_workbook(BytesIO(out.content)).active.values)
    assert cells[0][:4] == ("学号", "姓名", "性别", "班级")
    assert [row[0] for row in cells[1:]] == ["S0001", "S0002"]
    found = signed_in("han").get("/registers/students/?q=李晓").context["lines"]
    assert [line.title for line in found] == ["李晓"]


def test_the_list_names_who_answers(signed_in: Browse, filled: School) -> None:
    line = signed_in("lin").get("/registers/classes/").context["lines"][0]
    assert {field.code: said for field, said, _ in line.cells}["adviser"] == "他人"
