"""Word files: merged and nested cells once each, headings, and files that cannot be read."""

import io
import zipfile

import pytest
from docx import Document

from tests.rooms.intake.clean_word import saved
from zhengai.intake.rules.document import Grid, Line, Unreadable
from zhengai.intake.rules.reading.opening import read_document
from zhengai.intake.rules.recognising.whole import UNKNOWN_TABLE, recognise


def test_each_logical_cell_gives_its_text_once() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "标题"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "甲"
    for row, column, text in ((1, 1, "乙"), (1, 2, "丙"), (2, 1, "丁"), (2, 2, "戊")):
        table.cell(row, column).text = text
    (grid,) = read_document("a.docx", saved(document)).grids()
    assert [(c.row, c.column, c.rows, c.columns, c.text) for c in grid.cells] == [
        (0, 0, 1, 3, "标题"), (1, 0, 2, 1, "甲"), (1, 1, 1, 1, "乙"), (1, 2, 1, 1, "丙"), (2, 1, 1, 1, "丁"), (2, 2, 1, 1, "戊"),
    ]  # fmt: skip
    assert str(grid.cells[2].place) == "表格 1 第 2 行第 2 列"


def test_a_nested_table_speaks_for_itself() -> None:
    document = Document()
    outer = document.add_table(rows=2, cols=2)
    outer.cell(0, 0).text = "外"
    inner = outer.cell(1, 1).add_table(rows=2, cols=3)
    for column, head in enumerate(("规划类别", "规划名称", "责任部门")):
        inner.cell(0, column).text = head
    for column, text in enumerate(("总规划", "发展规划", "院办")):
        inner.cell(1, column).text = text
    read = read_document("a.docx", saved(document))
    first, second = read.grids()
    assert "发展规划" not in "".join(cell.text for cell in first.cells)
    assert (second.place.table, second.place.inside) == (2, 1)
    findings = recognise(read)
    assert [row.values["name"] for row in findings.rows] == ["发展规划"]
    assert [(each.text, each.reason) for each in findings.leftovers] == [("外", UNKNOWN_TABLE)]


def test_headings_by_style_and_by_chinese_numbering() -> None:
    document = Document()
    document.add_heading("总则", 2)
    for text in ("一、指导思想", "（一）目标", "1. 任务", "（1）分项", "正文一句。"):
        document.add_paragraph(text)
    lines = [block for block in read_document("a.docx", saved(document)).blocks if isinstance(block, Line)]
    assert [(line.text, line.level) for line in lines] == [
        ("总则", 2), ("一、指导思想", 1), ("（一）目标", 2), ("1. 任务", 3), ("（1）分项", 4), ("正文一句。", None),
    ]  # fmt: skip
    assert [str(line.place) for line in lines[:2]] == ["第 1 段", "第 2 段"]


def test_an_empty_cell_that_is_not_merged_is_filled_and_told() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate(
        (("规划类别", "规划名称", "责任部门"), ("专项规划", "甲规划", "教务处"), ("", "乙规划", "人事处"))
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    first, second = recognise(read_document("a.docx", saved(document))).rows
    assert (first.confidence.value, second.confidence.value) == ("high", "medium")
    assert second.values["category"] == "专项规划"
    assert second.repairs == ("“规划类别”空着，按上一行补上",)


def test_a_column_nobody_knows_is_listed() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=4)
    for row, texts in enumerate(
        (("规划类别", "规划名称", "责任部门", "经费"), ("专项规划", "甲规划", "教务处", "3 万元"))
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    (left,) = recognise(read_document("a.docx", saved(document))).leftovers
    assert (left.text, str(left.place)) == ("3 万元", "表格 1 第 2 行第 4 列")
    assert "经费" in left.reason


def broken_word() -> bytes:
    return zipped({"word/document.xml": b"<w:document"})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("方案.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "有打开密码"),
        ("方案.doc", OLE + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        ("方案.docx", b"PK\x03\x04 torn", "可能已损坏"),
        ("方案.docx", broken_word(), "可能已损坏"),
        ("方案.docx", b"not a word file", "可能已损坏"),
        ("方案.docx", b"", "是空的"),
        ("方案.txt", bytes(range(256)), "不是文字文件"),
        ("方案.xlsx.png", b"\x89PNG....", "格式不能导入"),
        ("方案.docx", saved(Document()), "没有文字"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_clear_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence) as told:
        read_document(name, data)
    assert "\n" not in str(told.value)


def test_grids_keep_rows_that_begin_later() -> None:
    """`gridBefore`: a row whose first cells do not exist."""
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 1).text = "甲", "乙", "丙"
    row = table.rows[1]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(row.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}gridBefore", {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val": "1"
    }))  # fmt: skip
    grid = next(block for block in read_document("a.docx", saved(document)).blocks if isinstance(block, Grid))
    assert [(cell.row, cell.column, cell.text) for cell in grid.cells] == [
        (0, 0, "甲"),
        (0, 1, "乙"),
        (1, 1, "丙"),
    ]
