"""The pages of the construction schedule: the start, the picture, an item's steps, Excel in and out."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.access.schedule import prepare
from tests.web.school import School
from zhengai.framework.actions.schedule import HEADERS, begin_construction
from zhengai.framework.models import ScheduleItem

Browse = Callable[[str], Client]
ROWS = [
    ("目标体系", "专业建设规划", "教务处", "2026.03", ""),
    ("目标体系", "年度工作计划", "教务处、人事处", "每年初", ""),
    ("平台建设", "校本数据平台", "信息中心", "2027.06", "分两期"),
]


def file_of(rows: list[tuple[str, ...]], headers: tuple[str, ...] = HEADERS) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (headers, *rows):
        sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("建设进程.xlsx", buffer.getvalue())


@pytest.fixture
def planned(school: School) -> School:
    prepare(school)
    return school


def test_the_start_comes_first(school: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    assert "建设从哪个月开始" in client.get("/schedule/").content.decode()
    assert "质管办写明" in signed_in("wang").get("/schedule/").content.decode()
    assert (
        "请写建设开始的月份"
        in client.post("/schedule/begin/", {"start": "九月"}, follow=True).content.decode()
    )
    page = client.post("/schedule/begin/", {"start": "2025-09"}, follow=True)
    assert "建设从2025年9月开始" in page.content.decode()


def test_a_file_is_tried_then_taken_and_goes_out_as_it_came(school: School, signed_in: Browse) -> None:
    begin_construction(college=school.college, start=date(2025, 9, 1), by="lin")
    client = signed_in("lin")
    page = client.post("/organisation/forms/schedule/", {"file": file_of(ROWS)}, follow=True)
    sheet = page.context["sheet"]
    assert (len(sheet.trial.new), sheet.can_take, ScheduleItem.objects.count()) == (3, True, 0)
    page = client.post("/organisation/forms/schedule/take/", {"sheet": sheet.upload.token}, follow=True)
    assert "新增 3 行" in page.content.decode()
    exported = client.get("/schedule/?format=xlsx").content
    rows = [tuple(cell or "" for cell in row) for row in load_workbook(BytesIO(exported)).active.values]
    assert rows == [HEADERS, *ROWS]
    back = SimpleUploadedFile("再来.xlsx", exported)
    again = client.post("/organisation/forms/schedule/", {"file": back}, follow=True)
    assert (again.context["sheet"].trial.same, again.context["sheet"].can_take) == (3, False)


def test_bad_files_are_said_in_a_sentence(school: School, signed_in: Browse) -> None:
    begin_construction(college=school.college, start=date(2025, 9, 1), by="lin")
    client, address = signed_in("lin"), "/organisation/forms/schedule/"
    said = {
        "请先选择 Excel 文件": None,
        "不是 Excel 文件": SimpleUploadedFile("a.csv", "工作项目,工作内容\n".encode()),
        "已损坏": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"),
        "缺少“备注”": file_of([], HEADERS[:-1]),
    }
    for sentence, file in said.items():
        page = client.post(address, {"file": file} if file else {}, follow=True)
        assert sentence in page.content.decode()
    bad = client.post(address, {"file": file_of([("平台建设", "平台", "", "2027.13", "")])}, follow=True)
    assert "第 2 行 D 列" in bad.content.decode()
    assert not bad.context["sheet"].can_take
    other = signed_in("lin").get(f"{address}?sheet=0123456789abc")
    assert "只保留一天" in other.content.decode()


def test_the_picture_and_the_filters(planned: School, signed_in: Browse) -> None:
    client = signed_in("wang")
    page = client.get("/schedule/")
    (_, lines), _ = page.context["groups"]
    assert [bar.look for bar in lines[0].bars] == ["open", "late"]
    assert (page.context["tally"]["late"], page.context["tally"]["planned"]) == (1, 3)
    assert "过了期限" in page.content.decode()
    counts = {
        query: len(client.get(f"/schedule/?{query}").context["chosen"])
        for query in ("state=late", "state=done", "item=平台建设", "department=人事处", "q=规划", "q=没有")
    }
    assert list(counts.values()) == [1, 0, 1, 1, 1, 0]


def test_an_owner_finishes_with_a_proof(planned: School, signed_in: Browse) -> None:
    item = ScheduleItem.objects.get(content="专业建设规划")
    signed_in("lin").post(f"/schedule/{item.pk}/assign/", {"owner_name": "王静", "owner_number": "T0004"})
    client = signed_in("wang")
    assert "专业建设规划" in client.get("/").content.decode()
    page = client.post(f"/schedule/{item.pk}/move/", {"move": "finish"}, follow=True)
    assert page.context["error"] == "完成时请选一份佐证，或者写明成果在哪里。"
    page = client.post(f"/schedule/{item.pk}/move/", {"move": "leap"}, follow=True)
    assert page.context["error"] == "请选择下一步。"
    page = client.post(f"/schedule/{item.pk}/move/", {"move": "finish", "text": "已印发"}, follow=True)
    assert page.context["badge"] == ("target_met", "晚 234 天完成")
    assert "专业建设规划" not in client.get("/").content.decode()
