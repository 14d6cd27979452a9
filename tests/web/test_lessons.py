"""课堂即时评价 on pages: the screen of the teacher and the phones of the class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web import datacentre
from tests.web.school import School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.classroom.actions import answer
from zhengai.classroom.models import InstantEvaluation
from zhengai.college.models import Membership, Subject
from zhengai.core.models import Job
from zhengai.datacentre.models import Batch
from zhengai.framework.actions import install

Browse = Callable[[str], Client]
ASKED = {"offering": "O1", "form": "lesson-understood", "minutes": "5"}
BEST = {"understood": 0, "practised": 0}


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def asking(school: School, tmp_path: Path) -> School:
    """王静 teaches 李晓's class, which has four more students."""
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    install(college=school.college, pack="surveys", by="lin")
    datacentre.fill(school.college, tmp_path)
    group = Subject.objects.get(college=school.college, level="class", code="B001")
    for number in range(3, 7):
        made = Subject.objects.create(
            college=school.college, level="student", code=f"S000{number}", name="同学"
        )
        Membership.objects.create(part=made, whole=group)
    return school


def test_asked_answered_and_ended_in_one_lesson(asking: School, signed_in: Browse) -> None:
    wang, li = signed_in("wang"), signed_in("li")
    screen = wang.post("/lessons/", ASKED, follow=True)
    made = InstantEvaluation.objects.get()
    assert made.code in text(screen)
    assert f"/lessons/answer/{made.code}/" in text(screen)
    # her class finds it without the code; with it, however it is typed
    assert f"/lessons/answer/{made.code}/" in text(li.get("/lessons/answer/"))
    typed = li.get(f"/lessons/answer/?code=+{made.code.lower()}", follow=True)
    assert "这节课的重点" in text(typed)
    missing = li.post(f"/lessons/answer/{made.code}/", {"q-understood": "2"})
    assert "还有一题没有选" in text(missing)
    assert 'value="2" checked' in text(missing)  # what was chosen is not lost
    assert "已经收到" in text(
        li.post(f"/lessons/answer/{made.code}/", {"q-understood": "2", "q-practised": "0"})
    )
    assert "已经收到" in text(
        li.post(f"/lessons/answer/{made.code}/", {"q-understood": "0", "q-practised": "0"})
    )
    for number in range(3, 7):
        answer(evaluation=made, student=f"S000{number}", answers=BEST)
    running = text(wang.get(f"/lessons/{made.pk}/"))
    assert "<b>5</b> 人已回答" in running
    assert "均分" not in running
    done = text(wang.post(f"/lessons/{made.pk}/close/", follow=True))
    assert "均分 90.0" in done  # (4 × 100 + 50) / 5
    assert "李晓" not in done
    batch = Batch.objects.get(dataset="instant_evaluations")
    assert Job.objects.get(kind="improvement.follow").arguments["batch"] == batch.code
    assert "已经收到" in text(li.get(f"/lessons/answer/{made.code}/"))
    assert f"/lessons/{made.pk}/" in text(wang.get("/lessons/"))


def test_of_few_nothing_is_shown_not_even_how_many(asking: School, signed_in: Browse) -> None:
    wang = signed_in("wang")
    wang.post("/lessons/", ASKED)
    made = InstantEvaluation.objects.get()
    for number in range(3, 7):
        answer(evaluation=made, student=f"S000{number}", answers=BEST)
    page = text(wang.post(f"/lessons/{made.pk}/close/", follow=True))
    assert "人数过少" in page
    assert "均分" not in page
    assert "人数过少" in text(wang.get("/lessons/"))
    assert not Batch.objects.filter(dataset="instant_evaluations").exists()


def test_a_refusal_keeps_what_was_chosen(asking: School, signed_in: Browse) -> None:
    wang = signed_in("wang")
    wang.post("/lessons/", ASKED)
    again = wang.post("/lessons/", ASKED | {"minutes": "15"}, follow=True)
    assert "还没有结束" in text(again)
    assert again.context["typed"]["minutes"] == "15"
    assert InstantEvaluation.objects.count() == 1


def test_another_teachers_is_not_there(asking: School, signed_in: Browse) -> None:
    signed_in("wang").post("/lessons/", ASKED)
    made = InstantEvaluation.objects.get()
    InstantEvaluation.objects.filter(pk=made.pk).update(teacher="T0009")
    assert signed_in("wang").get(f"/lessons/{made.pk}/").status_code == 404
    assert signed_in("wang").post(f"/lessons/{made.pk}/close/").status_code == 404


def test_a_wrong_code_says_so(asking: School, signed_in: Browse) -> None:
    li = signed_in("li")
    assert "没有这个口令" in text(li.get("/lessons/answer/?code=ZZZZZZ"))
    assert "没有这个口令" in text(li.get("/lessons/answer/ZZZZZZ/", follow=True))


def test_without_the_pack_the_next_step_is_said(school: School, signed_in: Browse) -> None:
    assert "还没有装即时评价" in text(signed_in("wang").get("/lessons/"))
