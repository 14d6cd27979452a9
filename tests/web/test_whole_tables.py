"""A register as a grid of cells: typing, pasting, Excel both ways, submitting, and two people at once."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.web import datacentre
from tests.web.school import School
from tests.web.test_registers import filled as filled
from tests.web.test_registers import stored
from zhengai.core.models import Job
from zhengai.datacentre.models import TableChange, TableLine

Browse = Callable[[str], Client]
HEAD = ["基地编号", "基地名称", "面向专业", "接纳人数", "接收实习生数"]
BLOCK = "\t".join(HEAD) + "\nJD001\t青禾医院\tP001\t40\t12\nJD002\t第二医院\tP001\t30\t5\n"


def text(response: Any) -> str:
    return str(response.content.decode())


def begin(client: Client) -> str:
    answer = client.post("/registers/bases/tables/")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.fixture
def begun(signed_in: Browse, filled: School) -> tuple[Client, str]:
    client = signed_in("he")
    place = begin(client)
    client.post(f"{place}save/", {"do": "paste", "text": BLOCK})
    return client, place


def test_a_pasted_block_is_a_draft_until_it_is_submitted(begun: tuple[Client, str], filled: School) -> None:
    client, place = begun
    page = client.get(place)
    assert "粘贴了 2 行" in text(page)
    assert [[cell.value for cell in each.cells[:2]] for each in page.context["lines"]] == [
        ["JD001", "青禾医院"], ["JD002", "第二医院"],
    ]  # fmt: skip
    assert stored(filled) == []
    assert begin(client) == place
    done = client.post(f"{place}save/", {"do": "submit"}, follow=True)
    assert "整表已入册" in text(done)
    assert [each["received"] for each in stored(filled)] == ["12", "5"]
    assert Job.objects.filter(kind="improvement.follow").count() == 1


def test_a_cell_is_kept_as_soon_as_it_is_left(begun: tuple[Client, str]) -> None:
    client, place = begun
    line = TableLine.objects.order_by("place")[0]
    sent = {"line": line.pk, f"{line.pk}.received": "很多", f"{line.pk}.name": line.values["name"]}
    answer = client.post(f"{place}save/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'hx-swap-oob="true"' in text(answer)
    refused = client.post(f"{place}save/", {"do": "submit"}, follow=True)
    assert "有 1 行要改" in text(refused)
    wrong = [cell.error for each in refused.context["lines"] for cell in each.cells if cell.error]
    assert len(wrong) == 1
    assert "很多" in wrong[0]
    assert len(client.get(f"{place}?only=wrong").context["lines"]) == 1


def test_excel_both_ways(begun: tuple[Client, str]) -> None:
    client, place = begun
    book = load_workbook(BytesIO(client.get(f"{place}?format=xlsx").content))
    rows = [list(each) for each in book.worksheets[0].iter_rows(values_only=True)]
    assert rows[0][:3] == HEAD[:3]
    rows[1][1] = "改了名"
    content = datacentre.workbook({"表": [*rows, ["JD009", "第三家", "P001"]]})
    file = SimpleUploadedFile("表.xlsx", content)
    answer = client.post(f"{place}save/", {"do": "upload", "file": file}, follow=True)
    assert "填入了 3 行" in text(answer)
    assert [each.cells[1].value for each in answer.context["lines"]] == ["改了名", "第二医院", "第三家"]
    bad = client.post(
        f"{place}save/", {"do": "upload", "file": SimpleUploadedFile("表.xlsx", b"x")}, follow=True
    )
    assert "打不开" in text(bad)
    assert "先选择" in text(client.post(f"{place}save/", {"do": "upload"}, follow=True))


def test_two_people_see_each_other_and_lose_nothing(
    begun: tuple[Client, str], signed_in: Browse, filled: School
) -> None:
    client, place = begun
    client.post(f"{place}save/", {"do": "submit"})
    han = signed_in("han")
    his, hers = begin(han), begin(client)
    assert "也开着这张表" in text(han.get(his))
    for browser, at, name in ((client, hers, "甲"), (han, his, "乙")):
        table = TableChange.objects.get(pk=at.rstrip("/").rsplit("/", 1)[-1])
        line = table.lines.order_by("place")[0]
        browser.post(f"{at}save/", {"do": "submit", "line": line.pk, f"{line.pk}.name": name})
    page = han.get(his)
    assert "改过，“基地名称”现在是“甲”" in text(page)
    assert "按我的改" in text(page)
    assert page.context["lines"][0].cells[1].value == "乙"
    line = TableLine.objects.get(table_id=int(his.rstrip("/").rsplit("/", 1)[-1]), place=1)
    han.post(f"{his}save/", {"do": f"settle:mine:{line.pk}"})
    han.post(f"{his}save/", {"do": "submit"})
    assert stored(filled)[0]["name"] == "乙"


def test_others_look_and_do_not_touch(begun: tuple[Client, str], signed_in: Browse) -> None:
    _, place = begun
    seen = text(signed_in("lin").get(place))
    assert "青禾医院" in seen
    assert 'name="do"' not in seen
    refused = signed_in("han").post(f"{place}save/", {"do": "drop"}, follow=True)
    assert "另一人的表" in text(refused)
    assert TableChange.objects.get().state == "draft"


def test_lines_are_added_removed_and_the_table_given_up(begun: tuple[Client, str]) -> None:
    client, place = begun
    client.post(f"{place}save/", {"do": "add:10"})
    assert TableLine.objects.count() == 12
    client.post(f"{place}save/", {"do": f"remove:{TableLine.objects.order_by('place')[0].pk}"})
    assert TableLine.objects.count() == 11
    client.post(f"{place}save/", {"do": "bring"})
    client.post(f"{place}save/", {"do": "check"})
    given_up = client.post(f"{place}save/", {"do": "drop"}, follow=True)
    assert "已放弃" in text(given_up)
    assert begin(client) != place


def test_a_long_table_costs_no_more_queries(begun: tuple[Client, str]) -> None:
    client, place = begun
    with CaptureQueriesContext(connection) as few:
        client.get(place)
    client.post(f"{place}save/", {"do": "add:200"})
    with CaptureQueriesContext(connection) as many:
        client.get(place)
    assert len(many) <= len(few) + 1
    assert len(many) <= 20
    assert len(client.get(place).context["lines"]) == 50


def test_the_page_says_what_waits(begun: tuple[Client, str], tmp_path: Path) -> None:
    client, _ = begun
    TableChange.objects.update(state="waiting")
    assert "张整表待审核" in text(client.get("/registers/bases/"))
    assert "待审核" in text(client.get("/registers/bases/tables/"))
