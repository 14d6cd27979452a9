"""What kind of file it is, by its content: names lie."""

import zipfile
from enum import StrEnum
from pathlib import Path

from zhengai.datacentre.rules import BadFile, Limits


class FileKind(StrEnum):
    WORKBOOK = "workbook"
    TEXT = "text"


_REMEDY = "请在表格软件里另存为 .xlsx 或 .csv 后再导入"
_MAGIC = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": "RTF 文档",
    b"PAR1": "Parquet 文件",
    b"SQLite format 3": "数据库文件",
}
_COMPOUND = b"\xd0\xcf\x11\xe0"  # the container of .xls, .doc and of encrypted workbooks
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def detect(path: Path, limits: Limits) -> FileKind:
    """Raises BadFile with what it is instead, and the remedy."""
    if not path.is_file():
        raise BadFile(f"找不到文件 {path.name}，请检查路径")
    size = path.stat().st_size
    if size == 0:
        raise BadFile(f"文件 {path.name} 是空的，请重新导出后再导入")
    if size > limits.file_bytes:
        raise BadFile(
            f"文件 {path.name} 有 {size / 1048576:.0f} MB，超过上限 {limits.file_bytes / 1048576:.0f} MB，请拆成几个文件分别导入"
        )
    with path.open("rb") as handle:
        head = handle.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, limits)
    if head.startswith(_COMPOUND):
        return _compound(path)
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            raise BadFile(f"文件 {path.name} 是{name}，不是表格，{_REMEDY}")
    return _text(path, head)


def _zipped(path: Path, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        raise BadFile(f"文件 {path.name} 已损坏，打不开，请在表格软件里打开并另存后再导入") from problem
    _refuse_bomb(path, entries, limits)
    names = {entry.filename for entry in entries}
    if any(name.startswith("word/") for name in names):
        raise BadFile(f"文件 {path.name} 是 Word 文档，不是表格，{_REMEDY}")
    if any(name.startswith("ppt/") for name in names):
        raise BadFile(f"文件 {path.name} 是演示文稿，不是表格，{_REMEDY}")
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise BadFile(f"文件 {path.name} 是压缩包，不是表格，请解压后导入其中的表格")
    return FileKind.WORKBOOK


def _refuse_bomb(path: Path, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """By the sizes the directory declares, before a byte is unfolded."""
    unfolded = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    suspicious = unfolded > limits.ratio_counts_from and unfolded / packed > limits.unfolded_ratio
    if unfolded > limits.unfolded_bytes or suspicious:
        raise BadFile(
            f"文件 {path.name} 解开后有 {unfolded / 1048576:.0f} MB，是原来的 {unfolded / packed:.0f} 倍，"
            "像是压缩炸弹，没有打开；请另存为 .csv 后再导入"
        )


def _compound(path: Path) -> FileKind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise BadFile(f"文件 {path.name} 有打开密码，请去掉密码另存后再导入")
    if "WordDocument".encode("utf-16-le") in content:
        raise BadFile(f"文件 {path.name} 是 Word 文档，不是表格，{_REMEDY}")
    return FileKind.WORKBOOK


def _text(path: Path, head: bytes) -> FileKind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta")) or b"<table" in start:
        raise BadFile(f"文件 {path.name} 其实是网页，不是表格，请用表格软件打开并另存为 .xlsx 后再导入")
    if b"\x00" in head and not head.startswith(_UTF16):
        raise BadFile(f"文件 {path.name} 不是能识别的表格，{_REMEDY}")
    return FileKind.TEXT
