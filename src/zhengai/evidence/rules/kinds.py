"""Which files are taken: told by the name's ending and by the content, which must agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.evidence.rules import EvidenceRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older Office files and those of WPS
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class FileKind:
    """`media` is what it is served as; browsers may show it in the page's place where `shown` says so."""

    suffixes: tuple[str, ...]
    name: str
    media: str
    shown: bool = False


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_BYTES = "application/octet-stream"

PDF = FileKind((".pdf",), "PDF", "application/pdf", shown=True)
DOCX = FileKind((".docx",), "Word 文档", _WORD)
XLSX = FileKind((".xlsx",), "Excel 表格", _SHEET)
PPTX = FileKind((".pptx",), "演示文稿", _SLIDES)
OFD = FileKind((".ofd",), "OFD 版式文件", "application/ofd")
OLD_OFFICE = FileKind((".doc", ".xls", ".ppt", ".wps", ".et", ".dps"), "旧版 Office 或 WPS 文件", _BYTES)
JPEG = FileKind((".jpg", ".jpeg"), "JPG 图片", "image/jpeg", shown=True)
PNG = FileKind((".png",), "PNG 图片", "image/png", shown=True)
TEXT = FileKind((".txt", ".csv"), "文本", "text/plain")
ARCHIVE = FileKind((".zip",), "ZIP 压缩包", "application/zip")
KINDS = (PDF, DOCX, XLSX, PPTX, OFD, OLD_OFFICE, JPEG, PNG, TEXT, ARCHIVE)

_BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}
# a part that tells which Office file a zip is
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX, "OFD.xml": OFD}
SUFFIXES = tuple(_BY_SUFFIX)
LISTED = "PDF、OFD、Word、Excel、演示文稿、WPS、JPG 和 PNG 图片、文本、ZIP"


@dataclass(frozen=True)
class Content:
    """What was looked at: the first bytes, the names inside a zip (null where it is none or broken), and whether all
    of it reads as text."""

    head: bytes
    members: Sequence[str] | None
    is_text: bool


def suffix_of(name: str) -> str:
    """With the dot, in small letters; empty where there is none."""
    _, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot else ""


def kind_of(name: str) -> FileKind:
    """Of a file that was taken; raises EvidenceRefused for an ending that is not on the list."""
    suffix = suffix_of(name)
    if suffix not in _BY_SUFFIX:
        told = f"“{suffix}”类型的文件" if suffix else "没有扩展名的文件"
        raise EvidenceRefused(f"“{name}”没有保存：不收{told}，可以传 {LISTED}")
    return _BY_SUFFIX[suffix]


def recognise(name: str, content: Content) -> FileKind:
    """What the file is; raises EvidenceRefused where its name says another thing than its content."""
    named = kind_of(name)
    found = _by_content(content)
    if found is None:
        raise EvidenceRefused(f"“{name}”没有保存：打不开，内容不是{named.name}或者已损坏，请换一份完好的文件")
    if found is not named:
        raise EvidenceRefused(
            f"“{name}”没有保存：名称是{named.name}，内容却是{found.name}，请核对文件或改正扩展名"
        )
    if any(member.endswith("vbaProject.bin") for member in content.members or ()):
        raise EvidenceRefused(f"“{name}”没有保存：它带有宏，请另存为不带宏的文件再传")
    return found


def _by_content(content: Content) -> FileKind | None:
    head = content.head
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(_OLE):
        return OLD_OFFICE
    if head.startswith(_ZIP):
        return _zipped(content.members)
    return TEXT if content.is_text else None


def _zipped(members: Sequence[str] | None) -> FileKind | None:
    if members is None:
        return None
    return next((_PARTS[each] for each in members if each in _PARTS), ARCHIVE)
