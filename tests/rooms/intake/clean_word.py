"""Word files as a college's office would write them: the golden rows in clean tables with merged cells and headings."""

import io
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from docx import Document

from tests.rooms.intake.golden_rows import golden


@cache
def scheme(*names: str) -> bytes:
    """The named golden tables, else all of them, in one document, each below its heading."""
    document = Document()
    document.add_heading("青禾职业技术学院内部质量保证体系建设与运行实施方案", 0)
    document.add_paragraph("为建立常态化的质量保证机制，制定本方案。")
    for name, write_table in TABLES.items():
        if not names or name in names:
            document.add_heading(f"（一）{name}", 2)
            write_table(document)
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], merged: int = 0) -> Any:
    """The first `merged` columns are merged downwards where they repeat."""
    made = document.add_table(rows=1 + len(rows), cols=len(heads))
    cells = [row.cells for row in made.rows]
    for column, head in enumerate(heads):
        cells[0][column].text = head
    for number, row in enumerate(rows, start=1):
        for column in range(merged, len(heads)):
            write(cells[number][column], row[column])
    for column in range(merged):
        start = 1
        for _, same in groupby(rows, key=lambda row, upto=column: tuple(row[: upto + 1])):  # type: ignore[misc]
            count = len(list(same))
            write(cells[start][column].merge(cells[start + count - 1][column]), rows[start - 1][column])
            start += count
    return made


def write(cell: Any, text: str) -> None:
    """One paragraph a line."""
    first, *rest = text.split("\n")
    cell.paragraphs[0].text = first
    for line in rest:
        cell.add_paragraph(line)


def _matrix(document: Any, rows: Sequence[dict[str, Any]]) -> None:
    heads = ("五纵/五横", "", "学校", "专业", "课程", "教师", "学生", "链")
    lines = [
        [row["system"], row["group"], *(_lines(cell) for cell in row["cells"]), row["chain"]] for row in rows
    ]
    made = table(document, heads, lines, merged=1)
    made.cell(0, 0).merge(made.cell(0, 1))


def _lines(cell: str) -> str:
    return cell.replace("; 2", ";\n2").replace(" ", "\n")


def _measures(document: Any) -> None:
    heads = ("层面", "诊断项目", "诊断要素", "诊断点", "诊断指标", "数据采集源")
    rows = []
    for (level, item, element, point), each in groupby(
        golden("yaan_measures"), key=lambda r: (r["level"], r["item"], r["element"], r["point"])
    ):
        listed = list(each)
        names = "、".join(row["name"] for row in listed)
        rows.append([level, item, element, point, names, "、".join(listed[0]["sources"])])
    table(document, heads, rows, merged=2)


def _hints(document: Any) -> None:
    heads = (
        "诊断项目",
        "诊断要素",
        "诊断点",
        "诊断点参考提示",
        "相关信息（数据）及责任部门",
        "数据管理平台相应编号",
    )
    rows = [
        [
            row["item"],
            row["element"],
            row["point"],
            _numbered(row["hints"]),
            _numbered(row["evidence"]),
            row["platform"],
        ]
        for row in golden("wuhai_hints")
    ]
    table(document, heads, rows, merged=2)


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{number}. {text}；" for number, text in enumerate(texts, start=1))


def _plain(heads: Sequence[str], name: str, fields: Sequence[str], merged: int = 1) -> Callable[[Any], None]:
    def write_table(document: Any) -> None:
        table(document, heads, [[row[field] for field in fields] for row in golden(name)], merged)

    return write_table


def _elements(document: Any) -> None:
    for level in ("专业", "课程", "教师", "学生"):
        document.add_heading(f"{level}层面", 3)
        rows = [[row["name"], row["elements"]] for row in golden("wuhai_elements") if row["level"] == level]
        table(document, ("类型", "主要标准要素"), rows)


_BY_TYPE = ("type", "name", "department")
TABLES: dict[str, Callable[[Any], None]] = {
    "雅安 表5": _measures,
    "雅安 表1": lambda document: _matrix(document, golden("yaan_matrix")),
    "雅安 表3": _plain(("层面", "标准类型", "标准名称"), "yaan_standards", ("level", "type", "cell"), 2),
    "乌海 要素关系表": lambda document: _matrix(document, golden("wuhai_matrix")),
    "乌海 附件1": _hints,
    "乌海 标准要素": _elements,
    "襄阳 表4": _plain(("规划类别", "规划名称", "责任部门"), "xiangyang_plans", _BY_TYPE),
    "襄阳 表7": _plain(("标准类型", "标准名称", "责任部门"), "xiangyang_standards", _BY_TYPE),
    "襄阳 表8": _plain(
        ("工作项目", "工作内容", "责任部门", "完成时间"),
        "xiangyang_schedule",
        ("item", "content", "department", "original"),
    ),
}
