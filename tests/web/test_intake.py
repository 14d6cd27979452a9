"""From a file to a pack on the pages: what was found beside its place, corrected by hand, installed after a look."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.rooms.intake import clean_word
from tests.web.school import School
from zhengai.framework.models import InstalledPack
from zhengai.intake.actions import keep_draft
from zhengai.intake.models import Draft, DraftRow

Browse = Callable[[str], Client]
TEXT = (
    "青禾职业技术学院内部质量保证体系建设与运行实施方案\n\n"
    "规划类别\t规划名称\t责任部门\n总规划\t学校发展规划\t院办\n专项规划\t专业建设规划\t教务处\n\t\t\n"
    "课程建设规划\t\t\n\n甲\t乙\t丙\t丁\t戊\n一\t二\t三\t四\t五\n"
)


@pytest.fixture(autouse=True)
def own_packs(tmp_path: Path) -> Iterator[Path]:
    with override_settings(PACK_DIRS=[settings.PACK_DIRS[0], tmp_path / "packs"]):
        yield tmp_path / "packs"


@pytest.fixture
def draft(school: School) -> Draft:
    return keep_draft(college=school.college, name="方案.txt", data=TEXT.encode(), by="lin")


def send(client: Client, name: str, content: bytes) -> Any:
    return client.post("/intake/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_from_file_to_draft(signed_in: Browse, school: School) -> None:
    page = text_of(send(signed_in("lin"), "方案.docx", clean_word.scheme("襄阳 表7")))
    assert "认出 <b>43</b> 行" in page
    assert "表格 1 第 2 行" in page
    assert "可靠" in page
    assert "没有剩下没认出的" in page
    assert Draft.objects.get().by == "lin"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("方案.docx", b"broken", "可能已损坏"),
        ("方案.xyz", b"text", "格式不能导入"),
        ("方案.txt", b" ", "是空的"),
    ],
)
def test_a_file_that_cannot_be_read(
    signed_in: Browse, school: School, name: str, content: bytes, sentence: str
) -> None:
    page = text_of(send(signed_in("lin"), name, content))
    assert sentence in page
    assert not Draft.objects.exists()


def test_each_row_stands_beside_its_source(signed_in: Browse, draft: Draft) -> None:
    page = text_of(signed_in("lin").get(f"/intake/{draft.pk}/"))
    assert "学校发展规划" in page
    assert "第 4 行(表格 1 第 2 行)" in page
    assert "已修补" in page
    assert "移回原位" in page
    left = text_of(signed_in("lin").get(f"/intake/{draft.pk}/?part=left"))
    assert "认不出这是什么表" in left
    assert "一　|　二" in left


def test_filters(signed_in: Browse, draft: Draft) -> None:
    client = signed_in("lin")
    page = text_of(client.get(f"/intake/{draft.pk}/?part=plans&confidence=medium"))
    assert "课程建设规划" in page
    assert "院办" not in page
    assert "没有符合条件的行" in text_of(client.get(f"/intake/{draft.pk}/?part=plans&q=没有这个词"))
    fragment = text_of(client.get(f"/intake/{draft.pk}/?part=plans", headers={"HX-Request": "true"}))
    assert fragment.strip().startswith('<div id="list">')


def row_of(draft: Draft, name: str) -> DraftRow:
    return DraftRow.objects.get(draft=draft, values__name=name)


def change(client: Client, row: DraftRow, **values: str) -> Any:
    return client.post(
        f"/intake/{row.draft_id}/rows/{row.number}/", {"part": row.part, **values}, follow=True
    )


def test_correcting_a_row(signed_in: Browse, draft: Draft) -> None:
    row = row_of(draft, "课程建设规划")
    page = text_of(change(signed_in("lin"), row, name="课程规划", department="教务处"))
    assert "已保存" in page
    row.refresh_from_db()
    assert (row.values["name"], row.values["department"], row.confidence) == ("课程规划", "教务处", "checked")


def test_confirming_and_leaving_out(signed_in: Browse, draft: Draft) -> None:
    client, row = signed_in("lin"), row_of(draft, "课程建设规划")
    assert "已核对。" in text_of(change(client, row, move="confirm"))
    assert "这一行不再导入" in text_of(change(client, row, move="aside"))
    row.refresh_from_db()
    assert row.dropped
    assert "这一行恢复了" in text_of(change(client, row, move="back"))


def test_an_empty_row_is_refused_in_words(signed_in: Browse, draft: Draft) -> None:
    row = row_of(draft, "学校发展规划")
    page = text_of(change(signed_in("lin"), row, category="", name="", department=""))
    assert "每一栏都空着" in page
    row.refresh_from_db()
    assert row.values["name"] == "学校发展规划"


def test_what_was_not_recognised_can_be_put_into_a_part(signed_in: Browse, draft: Draft) -> None:
    row = DraftRow.objects.get(draft=draft, part="")
    assert "已移到“制度”" in text_of(change(signed_in("lin"), row, part="regulations"))
    row.refresh_from_db()
    assert row.values["name"].startswith("甲")


def test_adding_a_row_keeps_what_was_typed_when_it_is_refused(signed_in: Browse, draft: Draft) -> None:
    client, address = signed_in("lin"), f"/intake/{draft.pk}/add/"
    page = text_of(client.post(address, {"part": "plans", "name": ""}, follow=True))
    assert "每一栏都空着" in page
    page = text_of(
        client.post(address, {"part": "plans", "category": "专项规划", "name": "国际交流规划"}, follow=True)
    )
    assert "已添加一行" in page
    assert row_of(draft, "国际交流规划").place == "人工填写"


def test_installing_names_what_will_be_installed(signed_in: Browse, school: School, draft: Draft) -> None:
    client, address = signed_in("lin"), f"/intake/{draft.pk}/install/"
    before = text_of(client.get(address))
    assert "将安装 <b>3</b> 项" in before
    assert "学校发展规划、专业建设规划、课程建设规划" in before
    assert "没有认出的 <b>1</b> 处不会安装" in before
    assert not InstalledPack.objects.filter(code="qinghe").exists()
    after = text_of(client.post(address, {"code": "qinghe", "name": "青禾方案"}, follow=True))
    assert "已安装方案包“青禾方案”" in after
    assert len(InstalledPack.objects.get(code="qinghe").content["sections"]["plans"]) == 3


def test_a_code_that_cannot_be_keeps_what_was_typed(signed_in: Browse, draft: Draft) -> None:
    page = text_of(signed_in("lin").post(f"/intake/{draft.pk}/install/", {"code": "Q", "name": "青禾方案"}))
    assert "小写字母开头" in page
    assert 'value="青禾方案"' in page
    assert not InstalledPack.objects.filter(content__manifest__name="青禾方案").exists()


def test_a_part_as_a_workbook(signed_in: Browse, draft: Draft) -> None:
    answer = signed_in("lin").get(f"/intake/{draft.pk}/?part=plans&format=xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("出处", "原文", "规划类别", "规划名称", "责任部门", "把握", "说明", "不导入")
    assert rows[1][2:6] == ("总规划", "学校发展规划", "院办", "可靠")


def test_giving_up_a_draft(signed_in: Browse, draft: Draft) -> None:
    page = text_of(signed_in("lin").post(f"/intake/{draft.pk}/discard/", follow=True))
    assert "已放弃" in page
    assert "还没有草案" in page
    assert not DraftRow.objects.exists()


def test_pages_ask_few_questions(
    signed_in: Browse, school: School, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("lin")
    kept = keep_draft(college=school.college, name="方案.docx", data=clean_word.scheme("襄阳 表8"), by="lin")
    for address in ("/intake/", f"/intake/{kept.pk}/", f"/intake/{kept.pk}/install/"):
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200
