"""The page of the mechanism engine: results of a year, what they led to, and the table that comes back."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.engine import assessed, prepare
from tests.web.school import School
from zhengai.performance.models import ResultUse

Browse = Callable[[str], Client]
FILLED = {
    "kind": "incentive", "text": "大会表扬", "document": "通报 3 号", "decided_by": "质量保证委员会",
    "decided_on": "2026-11-20",
}  # fmt: skip


def test_an_empty_year_says_what_will_stand_here(school: School, signed_in: Browse) -> None:
    assert "还没有结果" in signed_in("lin").get("/engine/?period=2025-2026").content.decode()


def test_a_result_is_used_and_no_longer_waits(school: School, signed_in: Browse) -> None:
    key = f"assessment:{assessed(school).pk}"
    lin = signed_in("lin")
    assert [row.result.key for row in lin.get("/engine/?use=open&kind=assessment").context["listing"]] == [
        key
    ]
    refused = lin.post("/engine/use/", FILLED | {"result": key, "document": ""})
    assert "请写依据的文件" in refused.content.decode()
    assert "大会表扬" in refused.content.decode()  # nothing typed is lost
    lin.post("/engine/use/", FILLED | {"result": key})
    page = lin.get("/engine/?kind=assessment")
    assert page.context["used"] == 1
    assert "激励" in page.content.decode()
    assert list(lin.get("/engine/?use=open&kind=assessment").context["listing"]) == []


def test_outside_nobody_is_named_and_a_department_sees_its_own(school: School, signed_in: Browse) -> None:
    prepare(school)
    assert "郑怡" in signed_in("lin").get("/engine/").content.decode()
    outside = signed_in("feng")
    assert "郑怡" not in outside.get("/engine/").content.decode()
    assert "郑怡" not in outside.get(f"/engine/{ResultUse.objects.get().pk}/").content.decode()
    seen = signed_in("zhou").get("/engine/").context["listing"]
    assert {row.result.department_name for row in seen} == {"医学院"}


def test_the_list_goes_out_and_comes_back_filled_in(school: School, signed_in: Browse) -> None:
    assessed(school)
    lin = signed_in("lin")
    book = load_workbook(BytesIO(lin.get("/engine/?format=xlsx").content))
    for column, text in zip("HIJKL", ("绩效", "加 2 分", "通报", "校长办公会", "2026-11-20"), strict=True):
        book.active[f"{column}2"] = text
    sent = BytesIO()
    book.save(sent)
    page = lin.post("/engine/import/", {"file": SimpleUploadedFile("运用.xlsx", sent.getvalue())})
    assert "其中新登记 <b>1</b> 条" in page.content.decode()
    assert not ResultUse.objects.exists()
    assert "新登记 1 条" in lin.post("/engine/import/", {"move": "take"}, follow=True).content.decode()
    assert ResultUse.objects.get().document == "通报"


def test_a_use_is_taken_back_with_a_reason(school: School, signed_in: Browse) -> None:
    key = prepare(school)["use"]
    lin = signed_in("lin")
    assert "请写撤回的原因" in lin.post(f"/engine/{key}/withdraw/", follow=True).content.decode()
    page = lin.post(f"/engine/{key}/withdraw/", {"why": "文号写错"}, follow=True).content.decode()
    assert "文号写错" in page
    assert lin.get("/engine/?use=open&kind=assessment").context["listing"].count == 1
