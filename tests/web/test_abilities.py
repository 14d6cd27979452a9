"""毕业能力达成 on the programme's page: a table comes in, attainment is computed from the courses."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.school import School

Browse = Callable[[str], Client]
ADDRESS = "/levels/programme/P001/abilities/"


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = Workbook()
    for row in (("毕业要求", "指标点", "课程", "权重", "期望达成度"), *rows):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("指标点.xlsx", buffer.getvalue())


def test_a_table_comes_in_and_is_computed(school: School, signed_in: Browse) -> None:
    client = signed_in("wu")
    assert "还没有毕业能力指标点" in client.get(ADDRESS).content.decode()
    file = sheet(("职业能力", "会操作", "护理学基础", 0.5, 0.02), ("职业能力", "会操作", "C002", 0.5, None),
                 ("职业能力", "会沟通", "C040", 1, "60%"))  # fmt: skip
    told = client.post(f"{ADDRESS}import/", {"file": file, "indicator": "absence_rate"}, follow=True)
    assert "已设定 2 个指标点" in told.content.decode()
    first, second = client.get(ADDRESS).context["rows"]
    assert (first.attained, first.reached) == ("1.1%", False)
    assert (second.attained, second.reached) == ("", None)
    text = client.get(ADDRESS).content.decode()
    assert "1</b> 个没有到期望，<b>1</b> 个还有课程没有数据" in text
    book = load_workbook(BytesIO(client.get(f"{ADDRESS}?format=xlsx").content))
    assert [each.title for each in book] == ["指标点与课程", "达成度"]
    assert book.active["C2"].value == "C001"


def test_a_bad_table_changes_nothing(school: School, signed_in: Browse) -> None:
    client = signed_in("wu")
    bad = client.post(
        f"{ADDRESS}import/",
        {"file": sheet(("能力", "会", "C001", 0.4, None)), "indicator": "absence_rate"},
        follow=True,
    )
    assert "权重合计是 0.40，应为 1" in bad.content.decode()
    assert "请选择要导入" in client.post(f"{ADDRESS}import/", follow=True).content.decode()
    assert client.get(ADDRESS).context["rows"] == []


def test_only_those_who_answer_for_it_set_it(school: School, signed_in: Browse) -> None:
    assert signed_in("zheng").post(f"{ADDRESS}import/").status_code in (403, 404)
    assert "毕业能力" in signed_in("wu").get("/levels/programme/P001/standards/").content.decode()
