"""`zhengai verify`: does a report still say what was frozen, and do its figures compute again?"""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.core.actions import SYSTEM
from zhengai.reports.actions import note_verified
from zhengai.reports.verifying import BadFile, verify_file

HEADERS = {
    "figure": "编号",
    "name": "指标",
    "subject": "对象",
    "period": "周期",
    "printed": "文档中",
    "recomputed": "复算",
    "reason": "原因",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("verify", help="复算一份报告里的每个数字")
    parser.add_argument("file", metavar="FILE", help="本平台生成的报告(.docx)")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    try:
        found = verify_file(Path(arguments.file), college)
    except BadFile as problem:
        raise Refused(str(problem)) from problem
    note_verified(code=found.code, figures=found.figures, differences=len(found.differences), by=SYSTEM)
    if found.differences or arguments.format != "table":
        emit([asdict(each) for each in found.differences], HEADERS, arguments.format)
    for note in found.notes:
        say(note)
    if found.equal:
        say(f"{found.title}：{found.figures} 个数字与冻结的一致，复算全部相等")
        return 0
    say(f"{found.title}：共 {found.figures} 个数字，有 {len(found.differences)} 处不一致")
    return 1
