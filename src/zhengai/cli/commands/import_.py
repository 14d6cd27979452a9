"""`zhengai import`: a spreadsheet into a dataset, checked row by row."""

import argparse
from pathlib import Path
from typing import Any

from zhengai.cli.output import Refused, add_format, emit, emit_object, say
from zhengai.cli.subject import college
from zhengai.core.actions import SYSTEM
from zhengai.datacentre.actions import ImportFailed, import_file
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile

COUNTS = {
    "state": "结果",
    "batch": "批次",
    "dataset": "数据集",
    "file": "文件",
    "sheet": "工作表",
    "header_row": "表头行",
    "read": "读取行数",
    "accepted": "合格行数",
    "new": "新增行数",
    "changed": "更新行数",
    "unchanged": "未变行数",
    "dropped": "重复行数",
    "rejected": "退回行数",
    "version": "数据版本",
    "already": "以前导入过",
    "rejected_file": "退回的行",
    "message": "说明",
}
PROBLEMS = {"row": "行", "column": "列", "value": "写的是", "reason": "原因"}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("import", help="导入一个表格(.xlsx、.xls、.csv)到数据集")
    parser.add_argument("dataset", metavar="DATASET", help="数据集的代码或中文名，例如 grades 或 成绩")
    parser.add_argument("file", metavar="FILE", type=Path, help="表格文件")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--sheet", metavar="S", help="工作表名；不写时用第一个表头对得上的")
    parser.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        type=_pair,
        help="指明字段在哪一列，例如 student=学生编码；可写多次，同一来源下次自动沿用",
    )
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        dest="constants",
        action="append",
        default=[],
        type=_constant,
        help="文件里没有的字段全部填这个值，例如 学期=2026-2027-1；可写多次",
    )
    parser.add_argument("--source", metavar="NAME", default="upload", help="数据来源的名字，列的对应按它记住")
    parser.add_argument("--strict", action="store_true", help="有一行不合格就整个文件退回")
    parser.add_argument("--by", metavar="USER", default=SYSTEM, help="导入人的用户名，默认 system")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    try:
        report = import_file(
            college=college(),
            dataset=arguments.dataset,
            path=arguments.file,
            by=arguments.by,
            sheet=arguments.sheet,
            mapping=dict(arguments.map),
            constants=dict(arguments.constants),
            dry_run=arguments.dry_run,
            source=arguments.source,
            strict=arguments.strict,
        )
    except (BadFile, ImportFailed) as problem:
        raise Refused(str(problem)) from problem
    _print(report, arguments.format)
    return 1 if report.refused else 0


def _pair(text: str) -> tuple[str, str]:
    return _split(text, "字段=列名，例如 student=学生编码")


def _constant(text: str) -> tuple[str, str]:
    return _split(text, "字段=值，例如 学期=2026-2027-1")


def _split(text: str, shape: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name.strip() or not value.strip():
        raise argparse.ArgumentTypeError(f"“{text}”应写成 {shape}")
    return name.strip(), value.strip()


def _print(report: BatchReport, style: str) -> None:
    problems = [
        {"row": p.row, "column": p.column, "field": p.field, "value": p.value, "reason": p.reason}
        for p in report.problems
    ]
    counts: dict[str, Any] = {
        "state": report.state.value if style != "table" else report.state.chinese,
        "batch": report.batch,
        "dataset": report.dataset,
        "file": report.file_name,
        "sheet": report.sheet or None,
        "header_row": report.header_row,
        "read": report.read,
        "accepted": report.accepted,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "dropped": report.dropped,
        "rejected": report.rejected,
        "version": report.version,
        "already": report.already,
        "rejected_file": str(report.rejected_file) if report.rejected_file else None,
        "message": report.message,
    }
    if style == "json":
        counts |= {
            "mapping": report.mapping,
            "constants": report.constants,
            "notes": list(report.notes),
            "problems": problems,
        }
    emit_object(counts, COUNTS, style)
    if style == "table" and problems:
        print()
        emit(problems, PROBLEMS, style)
    for note in report.notes:
        say(note)
    if style != "table":
        for problem in report.problems:
            say(problem.sentence)
