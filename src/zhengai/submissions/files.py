"""A submission as files: a workbook and JSON, in the columns of the standard, both from the rows written down once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from zhengai.submissions.models import Submission
from zhengai.submissions.preparing import read_rows
from zhengai.submissions.queries import Table, find_table, problems_file, rows_file
from zhengai.submissions.rules import SubmissionRefused
from zhengai.submissions.rules.columns import Problem, heads, names

_SHEET = 1_000_000  # rows of one sheet; Excel ends at 1,048,576


def kept_problems(submission: Submission) -> list[Problem]:
    """The first problems with their rows; all are counted in the submission."""
    path = problems_file(submission)
    if not path.exists():
        return []
    return [Problem(**each) for each in json.loads(path.read_text(encoding="utf-8"))]


def write_workbook(submission: Submission, path: Path) -> None:
    """Every cell is text, so that codes keep their zeros. Raises SubmissionRefused when the rows are gone."""
    table = find_table(submission.college, submission.table)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    rows = _rows(submission)
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        number, sheet = 0, _sheet(book, table, bold, 1)
        for count, row in enumerate(rows):
            if count and count % _SHEET == 0:
                number, sheet = 0, _sheet(book, table, bold, count // _SHEET + 1)
            number += 1
            for column, code in enumerate(heads(table.item, table.columns)):
                sheet.write_string(number + 1, column, row.get(code, ""))
        notes = book.add_worksheet("说明")
        for line, pair in enumerate(_notes(submission, table)):
            notes.write_row(line, 0, pair)
        notes.set_column(0, 1, 40)


def write_json(submission: Submission, path: Path) -> None:
    """One object: what the table is, and `rows` as they go over the interface."""
    table = find_table(submission.college, submission.table)
    head = {
        "table": table.code,
        "dataObjName": table.item.object,
        "name": table.item.name,
        "standard": table.item.standard,
        "versions": submission.versions,
        "period": submission.period,
        "gap": table.item.gap,
        "unmapped": [each.item.code for each in table.columns if not each.is_fed],
        "columns": heads(table.item, table.columns),
    }
    rows = _rows(submission)
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
        for number, row in enumerate(rows):
            file.write((",\n" if number else "\n") + json.dumps(row, ensure_ascii=False))
        file.write("\n]}\n")


def _rows(submission: Submission) -> Iterator[dict[str, str]]:
    path = rows_file(submission)
    if not path.exists():
        raise SubmissionRefused(
            "这份数据的行已经不在(安装搬动过或清理过)：请重新生成，同一数据版本得到同样的行"
        )
    return read_rows(path)


def _sheet(book: Any, table: Table, bold: Any, number: int) -> Any:
    sheet = book.add_worksheet("数据" if number == 1 else f"数据{number}")
    sheet.write_row(0, 0, heads(table.item, table.columns), bold)
    sheet.write_row(1, 0, names(table.item, table.columns))
    sheet.freeze_panes(2, 0)
    return sheet


def _notes(submission: Submission, table: Table) -> Iterator[list[Any]]:
    """What a reader of the file has to know, and what the standard's source or our data lack."""
    yield ["国家数据表", f"{table.number} {table.item.name}"]
    yield ["标准", table.item.standard]
    yield ["周期", submission.period or "全部"]
    yield ["数据版本", "、".join(f"{code} 第 {version} 版" for code, version in submission.versions.items())]
    yield ["行数", submission.rows]
    yield ["问题", submission.faults]
    yield ["提醒", submission.reminders]
    if table.item.gap:
        yield ["标准的缺口", table.item.gap]
    for each in table.columns:
        if not each.is_fed:
            must = "必填，" if each.item.required else ""
            yield [f"空着的字段 {each.item.name}({each.item.code})", f"{must}{each.why_empty}"]
        if each.item.doubt:
            yield [f"存疑的字段 {each.item.name}({each.item.code})", each.item.doubt]
    for problem in kept_problems(submission):
        yield ["提醒" if problem.reminder else "问题", problem.sentence]
