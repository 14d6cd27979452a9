"""`zhengai report`: frozen reports as Word files, of one subject or of all subjects of a level."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, emit_object, say
from zhengai.college.models import College, Subject
from zhengai.college.queries import subjects
from zhengai.core.actions import SYSTEM
from zhengai.reports.actions import make_reports
from zhengai.reports.batches import file_name
from zhengai.reports.kinds import UnknownKind, kind
from zhengai.reports.models import Report
from zhengai.reports.word import TemplateFault, render

HEADERS = {
    "code": "编号",
    "title": "标题",
    "subject": "对象",
    "period": "周期",
    "figures": "数字个数",
    "digest": "内容指纹",
    "file": "文件",
}
_EVERY = 50  # reports between two words of progress


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("report", help="生成冻结的报告(Word)")
    parser.add_argument("kind", metavar="KIND", help="报告种类，例如 self-diagnosis")
    whom = parser.add_mutually_exclusive_group()
    whom.add_argument("--subject", metavar="LEVEL:CODE", help="对象，例如 course:K001；默认为学校")
    whom.add_argument("--all", metavar="LEVEL", help="这个层面的每个对象各一份，例如 course")
    parser.add_argument(
        "--period", metavar="P", required=True, help="周期代码，例如 2026-2027-1 或 2025-2026"
    )
    parser.add_argument("--out", metavar="FILE", required=True, help="写到哪个文件；用 --all 时是文件夹")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    try:
        chosen = kind(college, arguments.kind).code
    except UnknownKind as problem:
        raise Refused(str(problem)) from problem
    out = Path(arguments.out)
    if arguments.all:
        return _run_all(college, chosen, arguments, out)
    if out.is_dir():
        raise Refused(f"{out} 是文件夹，请写出文件名，例如 {out / '报告.docx'}")
    subject = named.subject(college, arguments.subject)
    row = next(_written(college, chosen, [subject], arguments.period, lambda report: out))
    emit_object(row, HEADERS, arguments.format)
    return 0


def _run_all(college: College, chosen: str, arguments: argparse.Namespace, folder: Path) -> int:
    level = named.level(college, arguments.all)
    found = list(subjects(college, level).select_related("department"))
    if not found:
        raise Refused(f"层面 {level} 还没有对象；用 zhengai subjects 查看")
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} 不是文件夹；用 --all 时 --out 写一个文件夹")
    rows = []
    for row in _written(college, chosen, found, arguments.period, lambda report: folder / file_name(report)):
        rows.append(row)
        if len(rows) % _EVERY == 0 or len(rows) == len(found):
            say(f"已生成 {len(rows)} / {len(found)}")
    emit(rows, HEADERS, arguments.format)
    return 0


def _written(
    college: College, chosen: str, found: list[Subject], period: str, place: Any
) -> Iterator[dict[str, Any]]:
    asked = named.period(college, period)
    made = make_reports(college=college, kind=chosen, subjects=found, period=asked, by=SYSTEM)
    for report in made:
        path: Path = place(report)
        try:
            content = render(report)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except TemplateFault as fault:
            raise Refused(f"{fault}。报告 {report.code} 已经存档，模板改好后可以再生成文件") from fault
        except OSError as problem:
            raise Refused(f"写不了文件 {path}：{problem.strerror}") from problem
        yield _row(report, path)


def _row(report: Report, path: Path) -> dict[str, Any]:
    return {
        "code": report.code,
        "title": report.title,
        "subject": f"{report.subject.level}:{report.subject.code}",
        "period": report.period,
        "figures": len(report.figures),
        "digest": report.digest,
        "file": str(path),
    }
