"""The task book of a department: what it holds, what it lacks, and the same in Word."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from docx import Document
from pytest_django import DjangoAssertNumQueries

from tests.web.access.goal_chain import prepare
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.goals.models import Task

Browse = Callable[[str], Client]


def test_it_says_which_tasks_have_no_standard(school: School, signed_in: Browse) -> None:
    prepare(school)
    client = signed_in("zhou")
    page = client.get("/tasks/book/?year=2026")
    assert (page.context["name"], page.context["without"]) == ("医学院", 1)
    assert "还没有考核标准" in page.content.decode()
    Task.objects.update(standard="缺课率不高于 3%")
    assert "每项都有考核标准" in client.get("/tasks/book/?year=2026").content.decode()
    assert "这一年还没有任务" in client.get("/tasks/book/?year=2030").content.decode()


def test_word_holds_the_same(school: School, signed_in: Browse) -> None:
    prepare(school)
    Task.objects.update(standard="缺课率不高于 3%")
    answer = signed_in("zhou").get("/tasks/book/?year=2026&department=D01&format=docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    document = Document(BytesIO(answer.content))
    assert document.paragraphs[0].text == "2026 年度医学院工作任务书"
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][1] == "工作任务"
    assert (rows[1][1], rows[1][4], rows[1][7]) == ("错峰排课", "郑怡", "缺课率不高于 3%")


def test_others_see_no_tasks_of_it(school: School, signed_in: Browse) -> None:
    prepare(school)
    Task.objects.update(department=Subject.objects.get(level="department", code="D02"), target=None)
    assert signed_in("zhou").get("/tasks/book/?year=2026&department=D02").context["lines"] == []


def test_it_asks_little(
    school: School, signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    prepare(school)
    client = signed_in("lin")
    client.get("/tasks/book/?year=2026")
    with django_assert_max_num_queries(20):
        client.get("/tasks/book/?year=2026")
