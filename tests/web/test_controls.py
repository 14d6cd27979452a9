"""Control items and workflows as people meet them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.controls import prepare
from tests.web.school import School
from zhengai.regulations.models import ControlCheck, ControlItem

Browse = Callable[[str], Client]


@pytest.fixture
def made(school: School) -> dict[str, object]:
    return prepare(school)


def test_a_department_keeps_its_items(made: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("han")
    text = client.get("/controls/").content.decode()
    assert "<b>1</b> 个管控事项，<b>1</b> 个还缺制度、程序、风险或岗位" in text
    refused = client.post(
        "/controls/keep/", {"department": "计财处", "name": "报销", "regulation": "没有"}, follow=True
    )
    assert "不在册" in refused.content.decode()
    assert refused.context["typed"]["name"] == "报销"
    client.post("/controls/keep/", {"department": "计财处", "name": "报销", "stage": "execution"})
    assert [client.get(f"/controls/?{q}").context["listing"].count for q in ("", "stage=any", "lacks=post", "q=排课")] == [
        2, 1, 2, 0,
    ]  # fmt: skip
    item = ControlItem.objects.get(name="报销")
    assert "请选择" in client.post(f"/controls/{item.pk}/check/", follow=True).content.decode()
    client.post(f"/controls/{item.pk}/check/", {"result": "flawed", "text": "票据重复"})
    assert ControlCheck.objects.get().works is False
    assert "有缺陷" in client.get("/controls/").content.decode()


def test_out_and_in_by_the_same_columns(made: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("han")
    content = client.get("/controls/?format=xlsx").content
    book = load_workbook(BytesIO(content))
    assert [each.title for each in book] == ["管控事项", "2026年内控运行", "2026年检查"]
    book["管控事项"]["H2"] = "教务科长"
    buffer = BytesIO()
    book.save(buffer)
    told = client.post(
        "/controls/import/", {"file": SimpleUploadedFile("x.xlsx", buffer.getvalue())}, follow=True
    )
    assert "读到 1 行：新登记 0 项，更新 1 项" in told.content.decode()
    assert ControlItem.objects.get().post == "教务科长"
    assert (
        "没有导入"
        in client.post(
            "/controls/import/", {"file": SimpleUploadedFile("x.xlsx", b"x")}, follow=True
        ).content.decode()
    )


def test_a_workflow_is_drawn_and_run(made: dict[str, object], signed_in: Browse) -> None:
    teacher, dean = signed_in("wang"), signed_in("zhou")
    page = teacher.get("/workflows/of/change_lesson/").content.decode()
    assert page.count('class="later"') == 3
    address = f"/workflows/runs/{made['run']}/"
    refused = teacher.post(f"{address}move/", {"move": "finish", "text": "护理2501"}, follow=True)
    assert "由谁办理" in refused.content.decode()
    assert refused.context["typed"]["text"] == "护理2501"
    teacher.post(f"{address}move/", {"move": "finish", "text": "护理2501", "following": "T0001"})
    assert "件事等您办理" in dean.get("/workflows/").content.decode()
    shown = dean.get(address)
    assert shown.context["mine"]
    assert shown.content.decode().count('class="done"') == 1
    dean.post(f"{address}move/", {"move": "return", "text": "请写清时间"})
    assert teacher.get(address).context["mine"]
    assert "请选择办完" in teacher.post(f"{address}move/", follow=True).content.decode()
    teacher.post(f"{address}move/", {"move": "cancel"})
    assert "已取消" in teacher.get(address).content.decode()


def test_starting_and_who_may_look(made: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert "请写事由" in client.post("/workflows/of/change_lesson/start/", follow=True).content.decode()
    begun = client.post("/workflows/of/change_lesson/start/", {"title": "实训调课"})
    assert signed_in("wang").get(begun.headers["Location"]).status_code == 404
    assert signed_in("lin").get(begun.headers["Location"]).status_code == 200
    assert client.get("/workflows/of/nonesuch/").status_code == 404
    assert "还没有" not in client.get("/workflows/?q=调停课").content.decode()
