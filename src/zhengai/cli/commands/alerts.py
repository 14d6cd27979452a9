"""`zhengai alerts`: what crossed its limits, whose it is and until when."""

import argparse
from typing import Any

from zhengai.alerts import queries
from zhengai.alerts.models import Alert, AlertKind
from zhengai.alerts.rules.machine import AlertState
from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.college.models import College
from zhengai.indicators.queries import UnknownIndicator, definition
from zhengai_engine.scoring import Grade

TABLE = {
    "id": "编号",
    "grade_name": "等级",
    "level": "层面",
    "subject_name": "对象",
    "indicator_name": "指标",
    "period": "周期",
    "state_name": "状态",
    "responsible": "责任人",
    "due": "期限",
    "sentence": "内容",
}
COLUMNS = {
    "id": "编号",
    "kind": "种类",
    "grade": "等级",
    "level": "层面",
    "subject": "对象代码",
    "subject_name": "对象",
    "indicator": "指标代码",
    "indicator_name": "指标",
    "rule": "质控点",
    "period": "周期",
    "value": "值",
    "limit": "界限",
    "trend": "趋势",
    "state": "状态",
    "responsible": "责任人",
    "unit": "责任部门",
    "raised_at": "发出时间",
    "due": "期限",
    "closed_period": "关闭周期",
    "closed_value": "关闭时的值",
    "closed_reason": "关闭原因",
    "sentence": "内容",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("alerts", help="列出预警")
    parser.add_argument("--open", action="store_true", help="只列还没有关闭的")
    parser.add_argument("--level", metavar="L", help="只列这个层面，例如 course")
    parser.add_argument("--grade", metavar="G", help="只列这个等级：notice 提示、warning 预警、severe 严重")
    parser.add_argument("--subject", metavar="LEVEL:CODE", help="只列这个对象，例如 course:K001")
    parser.add_argument("--indicator", metavar="CODE", help="只列这个指标(代码或名称)")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    found = queries.alerts(college, live=True if arguments.open else None, **_filters(college, arguments))
    rows = [_row(alert, arguments.format) for alert in found]
    emit(rows, TABLE if arguments.format == "table" else COLUMNS, arguments.format)
    if not rows:
        say("没有符合条件的预警")
    return 0


def _filters(college: College, arguments: argparse.Namespace) -> dict[str, str | None]:
    level, code = named.level(college, arguments.level) if arguments.level else None, None
    if arguments.subject:
        subject = named.subject(college, arguments.subject)
        if level and level != subject.level:
            raise Refused(f"--level {level} 与 --subject {arguments.subject} 的层面不同，请只用一个")
        level, code = subject.level, subject.code
    return {
        "level": level,
        "subject": code,
        "grade": _grade(arguments.grade) if arguments.grade else None,
        "indicator": _indicator(college, arguments.indicator) if arguments.indicator else None,
    }


def _grade(written: str) -> str:
    for grade in Grade:
        if written in (grade.value, grade.chinese):
            return grade.value
    names = "、".join(f"{grade.value}({grade.chinese})" for grade in Grade)
    raise Refused(f"没有“{written}”这个等级，可用 {names}")


def _indicator(college: College, written: str) -> str:
    try:
        return definition(college, written).code
    except UnknownIndicator as problem:
        raise Refused(str(problem)) from problem


def _row(alert: Alert, style: str) -> dict[str, Any]:
    people = [{"number": p.person_number, "name": p.person_name} for p in alert.persons.all()]
    words = "、".join(p["name"] or p["number"] for p in people) or alert.unit
    row: dict[str, Any] = {key: getattr(alert, key) for key in COLUMNS if key not in ("rule", "responsible")}
    row |= {
        "kind": AlertKind(alert.kind).value,
        "rule": alert.rule.code,
        "raised_at": alert.raised_at.isoformat(timespec="seconds"),
        "due": alert.due.isoformat(),
        "responsible": people if style == "json" else words,
    }
    if style != "csv":
        row |= {"grade_name": Grade(alert.grade).chinese, "state_name": AlertState(alert.state).chinese}
    return row
