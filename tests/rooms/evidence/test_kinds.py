"""Name and content must agree on a kind of the list."""

import pytest

from tests.rooms.evidence.bytes import (
    ARCHIVE,
    DOCX,
    JPG,
    MACRO,
    OFD,
    OLE,
    PDF,
    PNG,
    PPTX,
    TEXT,
    XLSX,
)
from zhengai.evidence.rules import EvidenceRefused, safe_name, size_words
from zhengai.evidence.rules.kinds import KINDS, Content, kind_of, recognise, suffix_of

MEMBERS = {
    DOCX: ["[Content_Types].xml", "word/document.xml"],
    XLSX: ["xl/workbook.xml"],
    PPTX: ["ppt/presentation.xml"],
    OFD: ["OFD.xml"],
    ARCHIVE: ["照片/1.jpg"],
    MACRO: ["word/document.xml", "word/vbaProject.bin"],
}


def content(data: bytes, is_text: bool = False) -> Content:
    return Content(data[:4096], MEMBERS.get(data), is_text)


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("纪要.PDF", PDF, "application/pdf"),
        ("方案.docx", DOCX, "wordprocessingml"),
        ("台账.xlsx", XLSX, "spreadsheetml"),
        ("汇报.pptx", PPTX, "presentationml"),
        ("公文.ofd", OFD, "ofd"),
        ("旧.doc", OLE, "octet-stream"),
        ("表.et", OLE, "octet-stream"),
        ("现场.jpeg", JPG, "image/jpeg"),
        ("截图.png", PNG, "image/png"),
        ("照片.zip", ARCHIVE, "application/zip"),
    ],
)
def test_what_is_taken(name: str, data: bytes, media: str) -> None:
    assert media in recognise(name, content(data)).media


def test_text_is_what_reads_as_text() -> None:
    assert recognise("说明.txt", content(TEXT, is_text=True)).media == "text/plain"
    with pytest.raises(EvidenceRefused, match="打不开"):
        recognise("说明.txt", content(b"\x01\x02"))


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("程序.exe", b"MZ", "不收“.exe”"),
        ("页面.html", b"<html>", "不收“.html”"),
        ("图.svg", b"<svg/>", "不收“.svg”"),
        ("宏.docm", MACRO, "不收“.docm”"),
        ("没有", PDF, "没有扩展名"),
        ("图.png", JPG, "内容却是JPG"),
        ("文.pdf", DOCX, "内容却是Word"),
        ("文.docx", ARCHIVE, "内容却是ZIP"),
        ("文.zip", DOCX, "内容却是Word"),
        ("宏.docx", MACRO, "带有宏"),
        ("坏.docx", b"PK\x03\x04broken", "已损坏"),
        ("坏.pdf", b"\x00\x01", "已损坏"),
    ],
)
def test_what_is_refused(name: str, data: bytes, word: str) -> None:
    with pytest.raises(EvidenceRefused, match=word):
        recognise(name, content(data))


def test_a_browser_shows_pictures_and_pdf_only() -> None:
    assert {suffix for kind in KINDS if kind.shown for suffix in kind.suffixes} == {
        ".pdf",
        ".jpg",
        ".jpeg",
        ".png",
    }
    assert suffix_of("a.b.PDF") == ".pdf"
    assert kind_of("a.csv").media == "text/plain"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("纪要.pdf", "纪要.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("发票\u202efdp.exe", "发票fdp.exe"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_does_no_harm(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_sizes_in_words() -> None:
    assert [size_words(n) for n in (820, 12_288, 3_565_158, 52_428_800)] == [
        "820 B",
        "12 KB",
        "3.4 MB",
        "50 MB",
    ]
