"""A problem goes to the place it depends on, and the answer comes back to the page it left from."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.dependences import a_dependence, prepare
from tests.web.school import School
from tests.web.test_diagnosis import opened, submitted
from zhengai.diagnosis.models import Finding
from zhengai.improvement.actions import move_dependence
from zhengai.improvement.models import Dependence, Improvement
from zhengai.improvement.rules.dependence import DependenceMove

Browse = Callable[[str], Client]
FORM = {
    "target": "department:D01", "system": "", "problem": "实训室不够", "need": "加一间实训室", "due": "2026-12-04",
}  # fmt: skip


def test_a_finding_names_the_department_it_depends_on(school: School, signed_in: Browse) -> None:
    record = submitted(school, opened(school, "course", "C001"))
    finding = Finding.objects.filter(record=record).order_by("pk")[0]
    Finding.objects.filter(pk=finding.pk).update(
        conclusion="problem", opinion="出勤偏低。", cause="实训室排不开", measure="加一间"
    )
    client = signed_in("zheng")
    assert f"source=finding:{finding.pk}" in client.get(f"/diagnosis/records/{record.pk}/").content.decode()
    page = client.get(f"/dependences/new/?source=finding:{finding.pk}")
    assert page.context["typed"]["problem"] == "出勤偏低。实训室排不开"
    offered = {each.code for _, group in page.context["groups"] for each in group}
    assert {"D01", "D02", "P001", school.college.code} <= offered
    address = f"/dependences/send/?source=finding:{finding.pk}"
    page = client.post(address, FORM | {"due": ""})
    assert page.context["error"] == "请写希望答复的日期。"
    assert page.context["typed"]["need"] == "加一间实训室"
    client.post(address, FORM)
    made = Dependence.objects.get()
    assert (made.source, made.target.code, made.sent_by) == (f"finding:{finding.pk}", "D01", "zheng")
    # the department: messages, the workbench, its own list
    zhou = signed_in("zhou")
    assert "依存于医学院，等您接收" in zhou.get("/notices/").content.decode()
    assert "接收或说明" in zhou.get("/").content.decode()
    assert [each.pk for each in zhou.get("/dependences/?side=received").context["listing"]] == [made.pk]
    zhou.post(f"/dependences/{made.pk}/move/", {"move": "answer", "text": "下周起腾出 302", "revision": "0"})
    # and back: the record shows the answer
    assert "下周起腾出 302" in client.get(f"/diagnosis/records/{record.pk}/").content.decode()
    assert "看答复" in client.get("/").content.decode()
    assert client.get("/dependences/?side=received").context["listing"].count == 0


def test_a_refusal_needs_a_reason_and_can_be_sent_again(school: School, signed_in: Browse) -> None:
    made = a_dependence(school)
    zhou, zheng = signed_in("zhou"), signed_in("zheng")
    page = zhou.post(f"/dependences/{made.pk}/move/", {"move": "decline", "text": " "}, follow=True)
    assert "不接收的理由" in page.context["error"]
    zhou.post(f"/dependences/{made.pk}/move/", {"move": "decline", "text": "归资产处"})
    page = zheng.get(f"/dependences/{made.pk}/")
    assert [code for code, _ in page.context["moves"]] == ["close", "resend"]
    assert "归资产处" in page.content.decode()
    zheng.post(f"/dependences/{made.pk}/move/", {"move": "resend", "text": "资产处已同意"})
    assert Dependence.objects.get().state == "sent"
    assert zheng.post(f"/dependences/{made.pk}/move/", {"move": "accept"}).status_code == 403


def test_the_improvement_shows_the_answer_and_the_receiver_improves(
    school: School, signed_in: Browse
) -> None:
    made = a_dependence(school)
    move_dependence(dependence=made, move=DependenceMove.ANSWER, text="已经增加", by="zhou")
    source = Improvement.objects.get(pk=int(made.source.partition(":")[2]))
    assert "已经增加" in signed_in("zheng").get(f"/improvements/{source.pk}/").content.decode()
    page = signed_in("zhou").get(f"/improvements/new/?source=dependence:{made.pk}&indicator=absence_rate")
    assert page.context["draft"].subject == made.target
    assert page.context["values"]["measure"] == "已经增加"


def test_the_cell_of_the_matrix_shows_it(school: School, signed_in: Browse) -> None:
    made = a_dependence(school, system="resources")
    assert made.level == "course"
    page = signed_in("lin").get("/matrix/course/resources/")
    assert [each.dependence for each in page.context["dependences"]] == [made]
    assert signed_in("lin").get("/matrix/course/support/").context["dependences"] == []


@pytest.mark.parametrize("source", ["", "finding:0", "finding:x", "alert:1", "improvement:99999"])
def test_it_comes_from_a_problem(school: School, signed_in: Browse, source: str) -> None:
    assert signed_in("lin").get(f"/dependences/new/?source={source}").status_code == 404


def test_the_list_can_be_searched_and_taken_along(school: School, signed_in: Browse) -> None:
    prepare(school)
    client = signed_in("lin")
    assert client.get("/dependences/?q=实训室&state=sent").context["listing"].count == 1
    assert "没有符合条件" in client.get("/dependences/?state=closed").content.decode()
    book = load_workbook(BytesIO(client.get("/dependences/?format=xlsx").content))
    rows = list(book.active.values)
    assert rows[1][1:3] == ("护理学基础", "医学院")
    # the teacher of another department sees none of it
    assert signed_in("wang").get("/dependences/").context["listing"].count == 0
