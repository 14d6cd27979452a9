"""`zhengai subjects`: the subjects (质量主体) that values can be asked for."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import add_format, emit, say
from zhengai.college.queries import subjects


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("subjects", help="列出质量主体：学校、部门、专业、课程、班级、教师、学生")
    parser.add_argument("--level", help="只列这个层面，例如 course 或 课程")
    parser.set_defaults(run=_run)
    add_format(parser)


def _run(arguments: argparse.Namespace) -> int:
    college = named.college()
    level = named.level(college, arguments.level) if arguments.level else None
    found = subjects(college, level).select_related("department").prefetch_related("responsibilities")
    rows = []
    for each in found:
        people: Any = [
            {"number": r.person_number, "name": r.person_name} for r in each.responsibilities.all()
        ]
        if arguments.format != "json":
            people = "、".join(p["name"] or p["number"] for p in people)
        rows.append(
            {
                "level": each.level,
                "code": each.code,
                "name": each.name,
                "department": each.department.code if each.department else None,
                "responsible": people,
            }
        )
    headers = {
        "level": "层面",
        "code": "代码",
        "name": "名称",
        "department": "部门",
        "responsible": "责任人",
    }
    emit(rows, headers, arguments.format)
    if not rows:
        say("还没有质量主体：请先用 zhengai import 导入部门、专业、课程、教师、学生等数据")
    return 0
