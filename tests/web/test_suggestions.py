"""Everyone suggests, the office and departments answer, all read what was adopted, and a task shows what came of it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.access.suggestions import made, prepare
from tests.web.school import School
from zhengai.framework.models import Suggestion
from zhengai.goals.models import Task

Browse = Callable[[str], Client]
SENT = {"title": "错峰用餐", "text": "各学院错开二十分钟。"}


def test_a_student_suggests_and_is_answered(school: School, signed_in: Browse) -> None:
    li, lin, zhou = signed_in("li"), signed_in("lin"), signed_in("zhou")
    page = li.post("/suggestions/new/", SENT, follow=True)
    assert "答复以后会告诉您" in page.content.decode()
    found = Suggestion.objects.get()
    assert (found.author, found.author_name) == ("li", "李晓")
    assert zhou.get(f"/suggestions/{found.pk}/").status_code == 404
    assert lin.get("/suggestions/").context["waiting"] == 1
    move = f"/suggestions/{found.pk}/move/"
    lin.post(move, {"move": "assign", "department": "D01"})
    assert zhou.get("/suggestions/?which=waiting").context["listing"].count == 1
    refused = zhou.post(move, {"move": "decline", "text": ""}, follow=True)
    assert "不采纳的理由" in refused.content.decode()
    zhou.post(move, {"move": "adopt", "text": "下月试行"})
    assert signed_in("sun").get(f"/suggestions/{found.pk}/").status_code == 200
    assert (
        "好点子" in li.get("/notices/").content.decode() or "已采纳" in li.get("/notices/").content.decode()
    )
    assert li.post(move, {"move": "honour"}).status_code == 403


def test_without_a_name_the_receipt_finds_the_answer(school: School, signed_in: Browse) -> None:
    li, lin = signed_in("li"), signed_in("lin")
    page = li.post("/suggestions/new/", SENT | {"anonymous": "1"}, follow=True)
    found = Suggestion.objects.get()
    assert found.author == ""
    assert f"请记好回执号 {found.receipt}" in page.content.decode()
    assert "还没有答复" in page.content.decode()
    lin.post(f"/suggestions/{found.pk}/move/", {"move": "decline", "text": "场地不够"})
    assert "场地不够" in li.get(f"/suggestions/?receipt={found.receipt}").content.decode()
    assert "没有这个回执号" in li.get("/suggestions/?receipt=x").content.decode()
    assert li.get(f"/suggestions/{found.pk}/").status_code == 404


def test_an_adopted_one_becomes_a_task(school: School, signed_in: Browse) -> None:
    key = prepare(school)["suggestion"]
    zhou = signed_in("zhou")
    form = zhou.get(zhou.get(f"/suggestions/{key}/").context["as_task"])
    assert (form.context["typed"]["title"], form.context["typed"]["department"]) == ("错峰用餐", "D01")
    zhou.post("/tasks/new/", form.context["typed"] | {"year": "2026", "source": "school"})
    task = Task.objects.get()
    assert task.ground == f"suggestion:{key}"
    assert [each.pk for each in zhou.get(f"/suggestions/{key}/").context["tasks"]] == [task.pk]
    assert f"/suggestions/{key}/" in zhou.get(f"/tasks/{task.pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("state=adopted", 1), ("department=D01", 1), ("q=用餐", 1), ("q=没有", 0), ("which=mine", 0)],
)
def test_suggestions_are_found(school: School, signed_in: Browse, query: str, count: int) -> None:
    prepare(school)
    made(school, "延长图书馆开放", anonymous=True)
    assert signed_in("lin").get(f"/suggestions/?{query}").context["listing"].count == count
    assert signed_in("lin").get(f"/suggestions/?{query}&format=xlsx").status_code == 200
