"""The pages of training schemes and teaching files: what is owed, recorded, taken in and decided."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.access.teaching import prepare
from tests.web.school import SEMESTER, School
from zhengai.standards.models import TeachingFile, TrainingScheme
from zhengai.standards.schemes import COURSE_HEADERS

Browse = Callable[[str], Client]


def book(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    held = BytesIO()
    made.save(held)
    return SimpleUploadedFile("表.xlsx", held.getvalue())


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content)).active.values)


def test_a_course_is_complete_when_all_is_recorded(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    page = client.get("/teaching/")
    assert [each.subject.code for each in page.context["listing"]] == ["C001"]
    assert len(page.context["listing"].page.object_list[0].missing) == 6
    for item, _, _ in client.get("/teaching/course/C001/").context["files"]:
        client.post("/teaching/course/C001/note/", {"kind": item.code, "document": "教务系统"})
    assert "教学文件已经齐全" in client.get("/teaching/course/C001/").content.decode()
    assert TeachingFile.objects.filter(period=SEMESTER).count() == 4
    page = signed_in("lin").get("/teaching/?state=complete")
    assert [each.subject.code for each in page.context["listing"]] == ["C001"]
    assert page.context["complete"] == 1
    assert "没有符合条件" in client.get("/teaching/?file=teaching_plan").content.decode()


def test_the_list_goes_out_and_comes_back(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    rows = rows_of(client.get("/teaching/?format=xlsx").content)
    assert rows[1][1:4] == ("C001", "护理学基础", "课程标准")
    assert rows[1][6:8] == ("缺", "郑怡")
    filled = [rows[0], (*rows[1][:5], "课程标准 2026", *rows[1][6:]), *rows[2:]]
    page = client.post("/teaching/import/", {"file": book(*filled)}, follow=True)
    assert page.context["sheet"].trial.new == ["护理学基础 课程标准"]
    token = page.context["sheet"].upload.token
    page = client.post("/teaching/import/take/", {"sheet": token}, follow=True)
    assert "新增 1 行" in page.content.decode()
    assert TeachingFile.objects.get().document == "课程标准 2026"


def test_a_scheme_from_draft_to_decision(school: School, signed_in: Browse) -> None:
    number = prepare(school)["scheme"]
    wu, zhou = signed_in("wu"), signed_in("zhou")
    sent = {
        "move": "submit",
        "years": "3",
        "aim": "护士",
        "research": "调研",
        "document": "1号",
        "reason": "",
    }
    page = wu.post(f"/training/{number}/move/", sent, follow=True)
    assert page.context["error"] == "提交之前还要补上：课程体系和教学进程表。"
    assert page.context["typed"]["research"] == "调研"
    lines = [
        (1, "C001", "护理学基础", "专业核心课", "必修", 4, 64, 40, "考试"),
        (2, "", "毕业实习", "实践环节", "必修", 20, 480, 480, "考查"),
    ]
    page = wu.post(f"/training/{number}/courses/", {"file": book(COURSE_HEADERS, *lines)}, follow=True)
    token = page.context["sheet"].upload.token
    page = wu.post(f"/training/{number}/courses/take/", {"sheet": token}, follow=True)
    assert [term.number for term in page.context["terms"]] == [1, 2]
    told = {each.item.code: each.holds for each, _ in page.context["checks"]}
    assert (told["hours"], told["practice_share"]) == (False, True)
    assert "已提交审定" in wu.post(f"/training/{number}/move/", sent, follow=True).content.decode()
    assert wu.post(f"/training/{number}/move/", {"move": "approve"}).status_code == 403
    page = zhou.post(f"/training/{number}/move/", {"move": "approve"}, follow=True)
    assert "哪个机构" in page.context["decide_error"]
    zhou.post(f"/training/{number}/move/", {"move": "approve", "body": "专业建设委员会"})
    assert TrainingScheme.objects.get().state == "approved"
    page = signed_in("lin").get("/training/?state=approved")
    assert [each.programme.code for each in page.context["listing"]] == ["P001"]
    owing = signed_in("lin").get("/teaching/?level=programme").context["listing"].page.object_list
    assert {each.subject.code: each.complete for each in owing} == {"P001": True, "P002": False}
    rows = rows_of(wu.get(f"/training/{number}/?format=xlsx").content)
    assert [row[2] for row in rows] == ["课程名称", "护理学基础", "毕业实习"]


@pytest.mark.parametrize("cohort", ["", "二六", "26"])
def test_an_intake_that_is_no_year_is_refused(school: School, signed_in: Browse, cohort: str) -> None:
    sent = {"programme": "P001", "cohort": cohort}
    assert "四位年份" in signed_in("wu").post("/training/open/", sent, follow=True).content.decode()
    assert not TrainingScheme.objects.exists()


def test_only_ones_own_programme(school: School, signed_in: Browse) -> None:
    assert signed_in("wu").post("/training/open/", {"programme": "P002", "cohort": "2026"}).status_code == 404


@pytest.mark.parametrize(
    "address", ["/teaching/", "/training/", "/training/{scheme}/", "/teaching/course/C001/"]
)
def test_pages_ask_little(
    school: School, signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    asked = address.format(**prepare(school))
    client = signed_in("lin")
    client.get(asked)
    with django_assert_max_num_queries(20):
        client.get(asked)
