"""`zhengai scheme`: a college's scheme as a file becomes a pack; what was read, what was not, and installing it."""

import argparse
from pathlib import Path
from typing import Any

from django.db import transaction

from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.subject import college
from zhengai.core.actions import SYSTEM
from zhengai.framework.rules.problem import InvalidPack, UnknownPack
from zhengai.framework.rules.section_names import NAMES
from zhengai.indicators.checking import SchemeError
from zhengai.intake.actions import install_draft, keep_draft
from zhengai.intake.rules.document import Unreadable
from zhengai.intake.rules.editing import IntakeRefused
from zhengai.intake.rules.found import Findings, Leftover, Row
from zhengai.intake.rules.parts import PARTS
from zhengai.intake.rules.reading.opening import read_document
from zhengai.intake.rules.recognising.whole import recognise
from zhengai.standards.rules.specification import InvalidControlPoints

ROWS = {"part": "部分", "place": "出处", "content": "内容", "confidence": "把握", "remark": "说明"}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("scheme", help="方案导入：从方案文件认出方案包的内容")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    read = verbs.add_parser("read", help="读一个方案文件，列出认出的和没有认出的，什么都不写入")
    read.add_argument("--part", metavar="PART", choices=sorted(PARTS), help="只列一个部分，例如 measures")
    add_format(read)
    read.set_defaults(run=_read)
    install = verbs.add_parser("install", help="读一个方案文件，装成学校自己的方案包")
    install.add_argument("--code", required=True, metavar="CODE", help="方案包代码，例如 qinghe-scheme")
    install.add_argument("--name", required=True, metavar="NAME", help="方案包名称")
    add_format(install)
    install.set_defaults(run=_install)
    for verb in (read, install):
        verb.add_argument("file", metavar="FILE", type=Path, help="方案文件(.docx、.txt、.pdf)")


def _read(arguments: argparse.Namespace) -> int:
    try:
        findings = recognise(read_document(arguments.file.name, _data(arguments.file)))
    except Unreadable as problem:
        raise Refused(str(problem)) from problem
    rows: list[dict[str, Any]] = [
        _row(row, arguments.format) for row in findings.rows if arguments.part in (None, row.part)
    ]
    if arguments.part is None:
        rows += [_leftover(each, arguments.format) for each in findings.leftovers]
    emit(rows, ROWS, arguments.format)
    say(_summary(findings))
    return 0


def _row(row: Row, style: str) -> dict[str, Any]:
    if style == "json":
        return {
            "part": row.part,
            "values": dict(row.values),
            "place": str(row.place),
            "source": row.source,
            "confidence": row.confidence.value,
            "repairs": list(row.repairs),
            "doubts": list(row.doubts),
        }
    values = [row.values.get(column.code, "") for column in PARTS[row.part].columns]
    return {
        "part": PARTS[row.part].name,
        "place": str(row.place),
        "content": " · ".join(value.replace("\n", "、") for value in values if value),
        "confidence": row.confidence.chinese,
        "remark": "；".join((*row.doubts, *row.repairs)),
    }


def _leftover(each: Leftover, style: str) -> dict[str, Any]:
    if style == "json":
        return {"part": None, "place": str(each.place), "source": each.text, "reason": each.reason}
    text = each.text.replace("\n", " / ")
    return {
        "part": "没有认出",
        "place": str(each.place),
        "content": text[:80],
        "confidence": "—",
        "remark": each.reason,
    }


def _summary(findings: Findings) -> str:
    counts = [
        f"{part.name} {count} 行"
        for part in PARTS.values()
        if (count := sum(row.part == part.code for row in findings.rows))
    ]
    told = f"{findings.title or '方案'}：{'、'.join(counts) or '没有认出任何表格'}"
    return "；".join((told, f"没有认出的 {len(findings.leftovers)} 处", *findings.notes))


def _install(arguments: argparse.Namespace) -> int:
    """The draft is kept only when it could be installed."""
    owner, data = college(), _data(arguments.file)
    try:
        with transaction.atomic():
            draft = keep_draft(college=owner, name=arguments.file.name, data=data, by=SYSTEM)
            counts = install_draft(draft=draft, code=arguments.code, name=arguments.name, by=SYSTEM)
    except (
        Unreadable,
        IntakeRefused,
        UnknownPack,
        InvalidPack,
        SchemeError,
        InvalidControlPoints,
    ) as problem:
        raise Refused(str(problem)) from problem
    rows = [
        {"section": code, "name": NAMES.get(code, code), "items": count} for code, count in counts.items()
    ]
    emit(rows, {"section": "段落", "name": "名称", "items": "项数"}, arguments.format)
    say(f"{owner.name}：已安装方案包 {arguments.code}")
    return 0


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise Refused(f"没有文件 {path}，请检查路径") from missing
    except OSError as problem:
        raise Refused(f"文件 {path} 读不出来({problem.strerror})") from problem
