"""PDF files: tables by their ruled lines over page breaks, paragraphs, and files that cannot be read."""

import io
from functools import cache

import pytest
from pypdf import PdfWriter

from tests.browser.chromium import CHROMIUM
from tests.rooms.intake import clean_word
from tests.rooms.intake.golden_rows import Measured, measure, printed, tables
from zhengai.intake.rules.document import Line, Unreadable
from zhengai.intake.rules.reading.opening import read_document
from zhengai.intake.rules.reading.ruled import Box, Fragment, Rule, ruled_tables
from zhengai.intake.rules.recognising.whole import recognise

ON_PDF = 0.95
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium to print a PDF")


def framed(*heights: float) -> list[Rule]:
    """Lines of a table of two columns, 0–50–100 wide, between the heights."""
    lying = [Rule(True, height, 0, 100) for height in heights]
    return lying + [Rule(False, x, min(heights), max(heights)) for x in (0, 50, 100)]


def test_text_stands_in_the_box_around_it() -> None:
    fragments = [
        Fragment(2, 32, 10, "甲"),
        Fragment(52, 32, 10, "乙"),
        Fragment(2, 12, 10, "丙"),
        Fragment(2, 90, 10, "外"),
    ]
    (table,) = ruled_tables(framed(40, 20, 0), fragments)
    assert table.boxes == (
        Box(0, 0, 1, 1, "甲"),
        Box(0, 1, 1, 1, "乙"),
        Box(1, 0, 1, 1, "丙"),
        Box(1, 1, 1, 1, ""),
    )
    assert [each.text for each in table.taken] == ["甲", "乙", "丙"]


def test_a_line_that_is_missing_merges_boxes() -> None:
    rules = [Rule(True, 40, 0, 100), Rule(True, 20, 50, 100), Rule(True, 0, 0, 100)]
    rules += [Rule(False, x, 0, 40) for x in (0, 50, 100)]
    (table,) = ruled_tables(rules, [Fragment(2, 20, 10, "并")])
    assert (table.boxes[0].rows, table.boxes[0].text) == (2, "并")


def test_a_frame_is_no_table() -> None:
    rules = [Rule(True, 40, 0, 100), Rule(True, 0, 0, 100), Rule(False, 0, 0, 40), Rule(False, 100, 0, 40)]
    assert ruled_tables(rules, [Fragment(2, 20, 10, "框")]) == []


@cache
def on_pdf(name: str) -> Measured:
    from tests.rooms.intake.printed import as_pdf

    return measure(tables()[name], recognise(read_document("a.pdf", as_pdf(clean_word.scheme(name)))).rows)


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("name", tables())
def test_clean_tables_printed_to_pdf(name: str) -> None:
    """Over several pages, with rows that the page cuts."""
    told = on_pdf(name)
    assert min(told.precision, told.recall) >= ON_PDF, f"missed {told.missed[:3]}\nwrong {told.wrong[:3]}"


@pytest.mark.browser
@needs_browser
def test_the_figures_are_printed() -> None:
    print("\n干净的 PDF 表格\n" + printed([on_pdf(name) for name in tables()]))


@pytest.mark.browser
@needs_browser
def test_a_paragraph_over_several_lines_is_one() -> None:
    from tests.rooms.intake.printed import printed as print_page

    sentence = "按照“目标-标准-计划-组织-实施-诊断-改进”开展诊改，" * 6
    document = read_document("a.pdf", print_page(f"<p>一、指导思想</p><p>{sentence}</p>"))
    lines = [block for block in document.blocks if isinstance(block, Line)]
    assert [(line.text, line.level) for line in lines] == [("一、指导思想", 1), (sentence, None)]
    assert str(lines[0].place) == "第 1 页 第 1 行"


def blank(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (blank(), "可能是扫描的图片"),
        (blank("geheim"), "有打开密码"),
        (b"%PDF-1.7\nbroken", "已损坏"),
        (blank()[:300], "损坏"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_one_clear_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence) as told:
        read_document("方案.pdf", data)
    assert "\n" not in str(told.value)
