"""Writes the Word template of the self-diagnosis report that the foundation pack ships.

    .venv/bin/python tools/report_template.py src/zhengai/packs/foundation/reports/templates/self-diagnosis.docx

The file it writes is an ordinary Word document: a college changes its own copy in Word, not here.
"""

import sys
from collections.abc import Sequence, Set
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SONG, HEI = "宋体", "黑体"
LATIN = "Times New Roman"
WIDTH = 16.0  # cm of text
GREY = "F0F2F1"


def main(path: str) -> None:
    document = Document()
    _page(document)
    _styles(document)
    _cover(document)
    _overview(document)
    _form(document)
    _figures(document)
    _events(document)
    _sources(document)
    _running(document)
    document.core_properties.title = "{{ 标题 }}"
    document.core_properties.author = "{{ 学校 }}"
    document.core_properties.comments = ""
    document.save(path)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
    section.header_distance, section.footer_distance = Cm(1.6), Cm(1.4)
    section.different_first_page_header_footer = True


def _font(target: Any, face: str, size: float, *, bold: bool = False) -> None:
    target.font.name, target.font.size, target.font.bold = LATIN, Pt(size), bold
    target.font.color.rgb = RGBColor(0, 0, 0)
    properties = target.element.get_or_add_rPr() if hasattr(target, "element") else target._r.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hAnsi"), LATIN)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, SONG, 11)
    normal.paragraph_format.line_spacing = 1.5
    normal.paragraph_format.space_after = Pt(0)
    languages = OxmlElement("w:lang")
    languages.set(qn("w:val"), "en-US")
    languages.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(languages)
    for name, size, before, after in (("Heading 1", 15.0, 18, 8), ("Heading 2", 12.0, 12, 4)):
        style = document.styles[name]
        _font(style, HEI, size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    for name, size, align in (
        ("表格文字", 9.5, WD_ALIGN_PARAGRAPH.LEFT),
        ("表格数字", 9.5, WD_ALIGN_PARAGRAPH.RIGHT),
        ("表头", 9.5, WD_ALIGN_PARAGRAPH.CENTER),
        ("附录文字", 8, WD_ALIGN_PARAGRAPH.LEFT),
        ("附注", 9, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, HEI if name == "表头" else SONG, size)
        style.paragraph_format.alignment = align
        style.paragraph_format.line_spacing = 1.2
    body = document.styles.add_style("正文缩进", WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = normal
    _font(body, SONG, 11)
    body.paragraph_format.first_line_indent = Pt(22)


def _cover(document: Any) -> None:
    _space(document, 70)
    _centred(document, "{{ 学校 }}", SONG, 18)
    _space(document, 26)
    _centred(document, "{{ 标题 }}", HEI, 26)
    _space(document, 14)
    _centred(document, "{{ 周期 }}", SONG, 15)
    _space(document, 80)
    table = _grid(document, [4.0, 8.5], borders=False)
    for name, value in (
        ("诊断对象", "{{ 对象 }}"),
        ("层　　面", "{{ 层面 }}"),
        ("所属部门", "{{ 部门 }}"),
        ("质量责任人", "{{ 责任人 }}"),
        ("报告编号", "{{ 编号 }}"),
        ("生成日期", "{{ 生成日期 }}"),
    ):
        row = table.add_row()
        _cell(row.cells[0], name, align=WD_ALIGN_PARAGRAPH.DISTRIBUTE, face=HEI, size=12)
        _cell(row.cells[1], value, align=WD_ALIGN_PARAGRAPH.CENTER, size=12)
        _bottom_line(row.cells[1])
        row.height = Cm(1.0)
    _space(document, 90)
    signing = _grid(document, [2.6, 5.4, 2.6, 5.4], borders=False)
    row = signing.add_row()
    for cell, text in zip(row.cells, ("责任人签字", "", "审核人签字", ""), strict=True):
        _cell(cell, text, size=11)
    for cell in (row.cells[1], row.cells[3]):
        _bottom_line(cell)
    document.add_section(WD_SECTION.NEW_PAGE)
    document.sections[1].different_first_page_header_footer = False


def _overview(document: Any) -> None:
    document.add_heading("一、总体状态", 1)
    _body(document, "{{ 总体状态 }}")
    _body(document, "{{ 诊断说明 }}")
    _tag(document, "{%p if 总体意见 %}")
    _body(document, "总体意见：{{ 总体意见 }}")
    _tag(document, "{%p endif %}")
    document.add_heading("8字形质量改进螺旋", 2)
    _body(document, "{{ 螺旋.说明 }}")
    _tag(document, "{%p if 螺旋.环节 %}")
    _looped(
        document,
        [("环节", 2.4), ("所在螺旋", 2.4), ("状态", 3.0), ("最近的依据", 8.2)],
        "{%tr for 行 in 螺旋.环节 %}",
        ["{{ 行.名称 }}", "{{ 行.螺旋 }}", "{{ 行.状态 }}", "{{ 行.依据 }}"],
    )
    _tag(document, "{%p endif %}")


def _form(document: Any) -> None:
    document.add_heading("二、自我诊断意见与改进措施", 1)
    columns = [("诊断项目", 2.0), ("诊断要素", 2.4), ("自我诊断意见", 6.8), ("改进措施", 4.8)]
    table = _headed(document, columns)
    _loop_row(table, "{%tr for 项目 in 诊断表 %}")
    _loop_row(table, "{%tr for 要素 in 项目.要素 %}")
    row = table.add_row()
    texts = ["{% vm %}{{ 项目.名称 }}", "{{ 要素.名称 }}", "{{ 要素.意见 }}", "{{ 要素.措施 }}"]
    for cell, text in zip(row.cells, texts, strict=True):
        _cell(cell, text, style="表格文字")
    _loop_row(table, "{%tr endfor %}")
    _loop_row(table, "{%tr endfor %}")


def _figures(document: Any) -> None:
    document.add_heading("三、主要指标", 1)
    _tag(document, "{%p for 表 in 指标表 %}")
    document.add_heading("{{ 表.标题 }}", 2)
    columns = [("指标", 4.4), ("值", 2.6), ("目标", 2.2), ("标准", 2.4), ("上期或同期", 2.4), ("状态", 2.0)]
    _looped(
        document,
        columns,
        "{%tr for 行 in 表.行 %}",
        [
            "{{ 行.指标 }}{{ 行.周期 }}",
            "{{ 行.值 }}",
            "{{ 行.目标 }}",
            "{{ 行.标准 }}",
            "{{ 行.上期 }}",
            "{{ 行.状态 }}",
        ],
        numbers={1, 2, 3, 4},
    )
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p if 图表 %}")
    document.add_heading("走势", 2)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p for 图 in 图表 %}")
    title = document.add_paragraph(style="附注")
    title.paragraph_format.space_before, title.paragraph_format.keep_with_next = Pt(8), True
    title.add_run("图 {{ loop.index }}　{{ 图.标题 }}。{{ 图.说明 }}")
    picture = document.add_paragraph("{{ 图.图 }}")
    picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.line_spacing = 1.0
    _tag(document, "{%p endfor %}")


def _events(document: Any) -> None:
    _chapter(
        document,
        "四、预警与处置",
        "预警",
        [
            ("指标", 3.0),
            ("等级", 1.4),
            ("发出周期", 2.0),
            ("判定值", 1.9),
            ("界限", 1.9),
            ("状态", 1.7),
            ("处置与结果", 4.1),
        ],
        ["指标", "等级", "周期", "值", "界限", "状态", "处置"],
        numbers={3, 4},
    )
    _chapter(
        document,
        "五、目标完成情况",
        "目标",
        [("指标", 4.2), ("周期", 4.0), ("目标值", 2.0), ("实际值", 2.0), ("完成", 1.8), ("责任人", 2.0)],
        ["指标", "周期", "目标值", "值", "完成", "责任人"],
        numbers={2, 3},
    )
    _chapter(
        document,
        "六、改进及成效",
        "改进",
        [
            ("问题", 3.1),
            ("措施", 3.7),
            ("衡量指标", 2.2),
            ("基线", 1.6),
            ("成效", 1.6),
            ("目标", 1.5),
            ("结果", 2.3),
        ],
        ["问题", "措施", "指标", "基线", "成效", "目标值", "状态"],
        numbers={3, 4, 5},
    )
    _chapter(
        document,
        "七、下一周期目标",
        "下期目标",
        [("指标", 4.2), ("周期", 4.4), ("目标值", 2.4), ("基线", 2.0), ("状态", 1.5), ("责任人", 1.5)],
        ["指标", "周期", "目标值", "基线", "状态", "责任人"],
        numbers={2, 3},
    )
    _tag(document, "{%p if 案例.说明 %}")
    _chapter(
        document,
        "八、特色案例",
        "案例",
        [("案例", 3.4), ("日期", 2.2), ("部门", 2.4), ("内容", 6.4), ("佐证", 1.6)],
        ["名称", "日期", "部门", "内容", "佐证"],
        numbers=set(),
    )
    _tag(document, "{%p endif %}")


def _chapter(
    document: Any,
    title: str,
    name: str,
    columns: list[tuple[str, float]],
    fields: list[str],
    numbers: Set[int],
) -> None:
    document.add_heading(title, 1)
    _body(document, f"{{{{ {name}.说明 }}}}")
    _tag(document, f"{{%p if {name}.行 %}}")
    texts = [f"{{{{ 行.{each} }}}}" for each in fields]
    _looped(document, columns, f"{{%tr for 行 in {name}.行 %}}", texts, numbers=numbers)
    _tag(document, "{%p endif %}")


def _sources(document: Any) -> None:
    heading = document.add_heading("附录　数字依据", 1)
    heading.paragraph_format.page_break_before = True
    _body(
        document,
        "本报告中的每个指标值都按下列定义版本和数据版本算出，生成后不再变化。用 zhengai verify 或网页上的“复算”"
        "可以把它们重新算一遍。",
    )
    _looped(
        document,
        [
            ("编号", 1.2),
            ("数字", 2.4),
            ("指标", 4.0),
            ("周期", 2.6),
            ("分子 / 分母", 2.8),
            ("定义", 1.4),
            ("计算", 1.6),
        ],
        "{%tr for 行 in 依据 %}",
        [
            "{{ 行.编号 }}",
            "{{ 行.数字 }}",
            "{{ 行.指标 }}",
            "{{ 行.周期 }}",
            "{{ 行.分子分母 }}",
            "{{ 行.定义 }}",
            "{{ 行.计算 }}",
        ],
        style="附录文字",
    )
    document.add_heading("各次计算所用的数据版本", 2)
    _looped(
        document,
        [("计算", 1.8), ("数据版本", 14.2)],
        "{%tr for 行 in 计算 %}",
        ["{{ 行.编号 }}", "{{ 行.数据版本 }}"],
        style="附录文字",
    )
    note = document.add_paragraph(style="附注")
    note.paragraph_format.space_before = Pt(6)
    note.add_run("内容指纹 {{ 指纹 }}")


def _running(document: Any) -> None:
    section = document.sections[1]
    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
    header = section.header.paragraphs[0]
    header.style = document.styles["附注"]
    header.add_run("{{ 学校 }}　{{ 标题 }}　·　{{ 对象 }}")
    _paragraph_line(header, "bottom")
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["附注"]
    footer.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), alignment=2)
    footer.add_run("{{ 编号 }}\t第 ")
    _field(footer, "PAGE")
    footer.add_run(" 页　共 ")
    _field(footer, "NUMPAGES")
    footer.add_run(" 页")


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind != "text":
            character = OxmlElement("w:fldChar")
            character.set(qn("w:fldCharType"), kind)
            run._r.append(character)


def _space(document: Any, points: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(points)


def _centred(document: Any, text: str, face: str, size: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font_of_run(paragraph.add_run(text), face, size)


def _font_of_run(run: Any, face: str, size: float) -> None:
    run.font.name, run.font.size = LATIN, Pt(size)
    run._r.get_or_add_rPr().find(qn("w:rFonts")).set(qn("w:eastAsia"), face)


def _body(document: Any, text: str) -> None:
    document.add_paragraph(text, style="正文缩进")


def _tag(document: Any, text: str) -> None:
    """A paragraph that only steers; it is gone from the report."""
    document.add_paragraph(text)


def _grid(document: Any, widths: Sequence[float], *, borders: bool = True) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    if borders:
        _borders(table)
    return table


def _borders(table: Any) -> None:
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        outer = side in ("top", "bottom")
        for name, value in (
            ("val", "single"),
            ("sz", "8" if outer else "4"),
            ("space", "0"),
            ("color", "000000" if outer else "8A9492"),
        ):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders) if layout is not None else properties.append(borders)


def _headed(document: Any, columns: list[tuple[str, float]]) -> Any:
    table = _grid(document, [width for _, width in columns])
    row = table.add_row()
    for cell, (title, width) in zip(row.cells, columns, strict=True):
        cell.width = Cm(width)
        _cell(cell, title, style="表头")
        _shade(cell)
    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    about.append(OxmlElement("w:tblHeader"))
    return table


def _loop_row(table: Any, tag: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(tag)


def _looped(
    document: Any,
    columns: list[tuple[str, float]],
    loop: str,
    texts: list[str],
    *,
    numbers: Set[int] = frozenset(),
    style: str = "表格文字",
) -> None:
    table = _headed(document, columns)
    _loop_row(table, loop)
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        _cell(cell, text, style="表格数字" if index in numbers else style)
    _loop_row(table, "{%tr endfor %}")


def _cell(
    cell: Any,
    text: str,
    *,
    style: str = "",
    align: Any = None,
    face: str = SONG,
    size: float = 0,
) -> None:
    paragraph = cell.paragraphs[0]
    if style:
        paragraph.style = style
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    if size:
        _font_of_run(run, face, size)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", GREY)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _bottom_line(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _paragraph_line(paragraph: Any, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "8A9492")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.find(qn("w:pStyle")).addnext(borders)


if __name__ == "__main__":
    main(sys.argv[1])
