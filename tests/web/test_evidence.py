"""Files that prove a record: on its page, one by one, and all together."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from tests.rooms.evidence.bytes import ARCHIVE, JPG, PDF, PNG, TEXT
from tests.web.access.evidence import prepare
from tests.web.measuring import install_chain
from tests.web.school import School
from zhengai.evidence import store
from zhengai.evidence.models import Attachment
from zhengai.indicators.models import Entry

Browse = Callable[[str], Client]
PLACE = "?subject=college:SAMPLE0001&period=2026-2027"


def file(name: str = "照片.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def task(school: School) -> int:
    return int(str(prepare(school)["task"]))


def test_files_are_sent_and_listed(task: int, signed_in: Browse) -> None:
    zheng = signed_in("zheng")
    sent = {"file": [file(), file("说明.txt", TEXT), file("程序.exe", b"MZ")], "description": "第9周"}
    page = zheng.post(f"/evidence/task/{task}/attach/", sent, follow=True)
    text = page.content.decode()
    assert page.redirect_chain == [(f"/tasks/{task}/", 302)]
    assert "已上传“照片.png”" in text
    assert "不收“.exe”" in text
    names = [line.file.name for line in page.context["evidence"].files]
    assert names == ["排课表.pdf", "照片.png", "说明.txt"]
    assert [line.by for line in page.context["evidence"].files] == ["郑怡"] * 3


def test_htmx_gets_the_box_anew(task: int, signed_in: Browse) -> None:
    zheng = signed_in("zheng")
    box = zheng.post(f"/evidence/task/{task}/attach/", {"file": file()}, headers={"HX-Request": "true"})
    assert "</html>" not in box.content.decode()
    assert "照片.png" in box.content.decode()
    again = zheng.post(f"/evidence/task/{task}/attach/", {"file": file()}, headers={"HX-Request": "true"})
    assert "完全一样" in again.content.decode()
    none = zheng.post(f"/evidence/task/{task}/attach/", {}, headers={"HX-Request": "true"})
    assert "没有选择文件" in none.content.decode()


def test_a_file_is_removed_with_a_reason_and_brought_back(task: int, signed_in: Browse) -> None:
    zheng, found = signed_in("zheng"), Attachment.objects.get()
    refused = zheng.post(f"/evidence/{found.pk}/detach/", {}, follow=True)
    assert "写明原因" in refused.content.decode()
    page = zheng.post(f"/evidence/{found.pk}/detach/", {"reason": "传错了"}, follow=True)
    assert "已移除“排课表.pdf”" in page.content.decode()
    assert not page.context["evidence"].files
    # who may bring it back still opens it, others do not
    assert zheng.get(f"/evidence/{found.pk}/").status_code == 200
    assert signed_in("chen").get(f"/evidence/{found.pk}/").status_code == 404
    page = zheng.post(f"/evidence/{found.pk}/restore/", follow=True)
    assert [line.file.pk for line in page.context["evidence"].files] == [found.pk]


@pytest.mark.parametrize(
    ("name", "data", "shown", "media"),
    [("a.pdf", PDF + b"%", "inline", "application/pdf"), ("a.jpg", JPG, "inline", "image/jpeg"),
     ("a.txt", b"<script>alert(1)</script>", "attachment", "text/plain"),
     ("a.zip", ARCHIVE, "attachment", "application/zip")],
)  # fmt: skip
def test_a_file_is_served_as_what_it_is(
    task: int, signed_in: Browse, name: str, data: bytes, shown: str, media: str
) -> None:
    zheng = signed_in("zheng")
    zheng.post(f"/evidence/task/{task}/attach/", {"file": file(name, data)})
    found = Attachment.objects.get(name=name)
    answer = zheng.get(f"/evidence/{found.pk}/?show=1", headers={"accept-encoding": "gzip"})
    assert b"".join(answer) == data
    assert answer["Content-Type"] == media
    assert answer["Content-Disposition"].startswith(f"{shown};")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert ("sandbox" in answer["Content-Security-Policy"]) is (name != "a.pdf")
    assert zheng.get(f"/evidence/{found.pk}/")["Content-Disposition"].startswith("attachment;")


def test_bytes_that_are_gone_are_told(task: int, signed_in: Browse) -> None:
    found = Attachment.objects.get()
    store.remove(found.file.digest)
    assert signed_in("zheng").get(f"/evidence/{found.pk}/").status_code == 404


def test_a_full_disk_on_the_way_in_is_a_sentence(
    task: int, signed_in: Browse, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    settings.FILE_UPLOAD_HANDLERS = ["zhengai.web.shell.uploads.CarefulUpload"]
    page = signed_in("zheng").post(f"/evidence/task/{task}/attach/", {"file": file()}, follow=True)
    assert "存储空间不足" in page.content.decode()
    assert Attachment.objects.count() == 1


def test_others_neither_attach_nor_see_more_than_their_records(task: int, signed_in: Browse) -> None:
    assert signed_in("chen").post(f"/evidence/task/{task}/attach/", {"file": file()}).status_code == 403
    assert signed_in("li").get("/evidence/").context["listing"].count == 0
    assert signed_in("wang").post(f"/evidence/task/{task}/attach/", {"file": file()}).status_code == 404
    assert signed_in("zheng").get("/evidence/other/1/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("kind=task", 2), ("kind=entry", 0), ("unit=D01", 2), ("unit=D02", 0), ("by=zheng", 1), ("by=lin", 1),
     ("q=课表", 1), ("q=没有", 0), ("q=错峰", 2)],
)  # fmt: skip
def test_files_are_found(task: int, signed_in: Browse, query: str, count: int) -> None:
    signed_in("lin").post(f"/evidence/task/{task}/attach/", {"file": file()})
    assert signed_in("lin").get(f"/evidence/?{query}").context["listing"].count == count


def test_files_in_one_package_with_their_list(task: int, signed_in: Browse) -> None:
    lin = signed_in("lin")
    lin.post(f"/evidence/task/{task}/attach/", {"file": [file("排课表.pdf", PDF + b"%"), file()]})
    store.remove(Attachment.objects.get(name="照片.png").file.digest)
    answer = lin.get("/evidence/?format=zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as package:
        assert set(package.namelist()) == {"错峰排课/排课表.pdf", "错峰排课/排课表(2).pdf", "目录.xlsx"}
        rows = list(load_workbook(io.BytesIO(package.read("目录.xlsx"))).active.values)
    assert sorted(str(row[0]) for row in rows[1:]) == [
        "照片.png（内容不在服务器上）", "错峰排课/排课表(2).pdf", "错峰排课/排课表.pdf",
    ]  # fmt: skip
    sheet = list(load_workbook(io.BytesIO(lin.get("/evidence/?format=xlsx").content)).active.values)
    assert {row[0] for row in sheet[1:]} == {"排课表.pdf", "照片.png"}
    assert "没有符合条件" in lin.get("/evidence/?format=zip&q=没有", follow=True).content.decode()


def test_an_answer_stands_on_its_files(school: School, signed_in: Browse) -> None:
    install_chain(school.college)
    han, lin = signed_in("han"), signed_in("lin")
    page = han.get(f"/measures/M-6/entry/{PLACE}")
    assert page.context["evidence"] is None
    han.post(f"/measures/M-6/fill/{PLACE}", {"move": "save", "answer": "yes"})
    entry = Entry.objects.get()
    han.post(f"/evidence/entry/{entry.pk}/attach/", {"file": file()})
    sent = han.post(
        f"/measures/M-6/fill/{PLACE}", {"move": "submit", "answer": "yes", "evidence": ""}, follow=True
    )
    assert "等待另一人审核" in sent.content.decode()
    # while it waits the files stand still, for those who fill in and those who review
    found = Attachment.objects.get()
    assert han.post(f"/evidence/{found.pk}/detach/", {"reason": "x"}).status_code == 403
    page = lin.get(f"/measures/M-6/entry/{PLACE}")
    assert [line.file.pk for line in page.context["evidence"].files] == [found.pk]
    assert not page.context["evidence"].may_change
    assert lin.get(f"/evidence/{found.pk}/").status_code == 200
    lin.post(f"/measures/M-6/review/{PLACE}", {"move": "return", "note": "换一份"})
    assert han.post(f"/evidence/{found.pk}/detach/", {"reason": "换一份"}, follow=True).status_code == 200
    assert not Attachment.objects.filter(detached_at__isnull=True).exists()
