"""`zhengai submit`: the national tables, and one of them prepared, checked and written as files."""

import argparse
from pathlib import Path
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, emit_object, say
from zhengai.college.models import College
from zhengai.core.actions import SYSTEM
from zhengai.datacentre.queries import data_versions
from zhengai.submissions import queries
from zhengai.submissions.actions import prepare
from zhengai.submissions.files import kept_problems, write_json, write_workbook
from zhengai.submissions.models import Submission
from zhengai.submissions.rules import SubmissionRefused, SubmissionState
from zhengai.submissions.sending import send

COLUMNS = {
    "code": "代码",
    "number": "表号",
    "name": "名称",
    "standard": "标准",
    "fields": "字段",
    "fed": "有来源",
    "lacking": "缺来源的必填",
    "state": "情况",
    "why": "原因",
}
ONE = {
    "code": "代码",
    "name": "名称",
    "period": "周期",
    "versions": "数据版本",
    "rows": "行数",
    "faults": "问题",
    "reminders": "提醒",
    "lacking": "缺来源的必填",
    "state": "情况",
    "number": "上报记录",
}
_WRITERS = {".xlsx": write_workbook, ".json": write_json}
_SHOWN = 20


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("submit", help="国家数据表：列出、生成并检查、写成文件")
    parser.add_argument("table", nargs="?", metavar="TABLE", help="表的代码或名称；不写时列出全部的表")
    parser.add_argument("--period", default="", help="只取这个周期的行；默认全部")
    parser.add_argument("--out", type=Path, help="写成文件：.xlsx 或 .json，照标准的列")
    parser.add_argument("--send", action="store_true", help="通过接口报送；中断过的从中断处继续")
    parser.set_defaults(run=run)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when the rows do not meet the standard."""
    college = named.college()
    try:
        return _one(college, arguments) if arguments.table else _all(college, arguments)
    except SubmissionRefused as problem:
        raise Refused(str(problem)) from problem


def _all(college: College, arguments: argparse.Namespace) -> int:
    received, newest = data_versions(college), queries.newest(college)
    rows = []
    for table in queries.tables(college).values():
        last, why = newest.get(table.code), queries.why_blind(college, table, received)
        state = last.get_state_display() if last else ("没有数据" if why else "未生成")
        rows.append(
            {
                "code": table.code,
                "number": table.number,
                "name": table.item.name,
                "standard": table.item.standard,
                "fields": len(table.columns),
                "fed": table.fed,
                "lacking": len(table.lacking),
                "state": state,
                "why": why,
            }
        )
    emit(rows, COLUMNS, arguments.format)
    return 0


def _one(college: College, arguments: argparse.Namespace) -> int:
    out: Path | None = arguments.out
    if out and out.suffix not in _WRITERS:
        raise Refused(f"文件名要以 .xlsx 或 .json 结尾，不能是“{out.name}”")
    found = prepare(college=college, table=arguments.table, period=arguments.period, by=SYSTEM)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[out.suffix](found, out)
        say(f"已写成 {out}")
    emit_object(_row(found), ONE, arguments.format)
    for problem in kept_problems(found)[:_SHOWN]:
        say(f"{'提醒：' if problem.reminder else ''}{problem.sentence}")
    for field in found.lacking:
        say(f"必填字段 {field} 没有数据来源：请在报送对应里写明，或在源头补充")
    if arguments.send and found.state != SubmissionState.SENT:
        found = send(submission=found, by=SYSTEM)
        say(found.message)
        return 0 if found.state == SubmissionState.SENT else 1
    return 1 if found.state == SubmissionState.FAULTY else 0


def _row(found: Submission) -> dict[str, Any]:
    table = queries.find_table(found.college, found.table)
    return {
        "code": found.table,
        "name": table.item.name,
        "period": found.period or None,
        "versions": found.versions,
        "rows": found.rows,
        "faults": found.faults,
        "reminders": found.reminders,
        "lacking": found.lacking,
        "state": found.get_state_display(),
        "number": found.pk,
    }
