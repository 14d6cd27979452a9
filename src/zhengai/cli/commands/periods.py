"""`zhengai periods`: the periods that values can be asked for."""

import argparse
from datetime import date
from difflib import get_close_matches
from typing import Any

from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.subject import college as the_college
from zhengai.college.actions import set_calendar
from zhengai.college.queries import calendar_of
from zhengai.core.actions import SYSTEM
from zhengai_engine.model.period import Calendar, Period, PeriodKind, Semester


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("periods", help="列出周期：学年、学期、周、自然年；月和日用 --kind 指明")
    parser.add_argument("--kind", help="只列这一类，例如 semester 或 学期")
    parser.add_argument(
        "--add",
        nargs=3,
        metavar=("学期", "第一周星期一", "周数"),
        help="登记或更正一个学期，例如 2026-2027-1 2026-08-31 18",
    )
    parser.set_defaults(run=_run)
    add_format(parser)


def _run(arguments: argparse.Namespace) -> int:
    college = the_college()
    if arguments.add:
        set_calendar(college=college, semesters=[_semester(*arguments.add)], by=SYSTEM)
    calendar = calendar_of(college)
    found = _of_kind(calendar, _kind(arguments.kind)) if arguments.kind else calendar.all()
    rows = [
        {
            "code": p.code,
            "name": p.name,
            "kind": p.kind.value,
            "start": p.start.isoformat(),
            "end": p.end.isoformat(),
        }
        for p in found
    ]
    headers = {"code": "代码", "name": "名称", "kind": "类型", "start": "开始", "end": "结束"}
    emit(rows, headers, arguments.format)
    if not rows:
        say(
            "校历里还没有学期；用 zhengai periods --add 2026-2027-1 2026-08-31 18 登记(学期、第一周星期一、教学周数)"
        )
    return 0


def _semester(code: str, monday: str, weeks: str) -> tuple[str, date, int]:
    """Checked as the calendar will read it, so that a slip of the hand never reaches the database."""
    try:
        made = Semester(code, date.fromisoformat(monday), int(weeks))
    except ValueError as problem:
        reason = (
            str(problem)
            if "学期" in str(problem)
            else f"“{monday}”“{weeks}”应是日期和周数，例如 2026-08-31 18"
        )
        raise Refused(reason) from problem
    if not 1 <= made.weeks <= 30:
        raise Refused(f"教学周数应在 1 到 30 之间，给出的是 {made.weeks}")
    return made.code, made.first_monday, made.weeks


def _kind(asked: str) -> PeriodKind:
    names = {name: kind for kind in PeriodKind for name in (kind.value, kind.chinese)}
    if asked in names:
        return names[asked]
    near = get_close_matches(asked, list(names), n=1)
    hint = f"是不是 {near[0]}？" if near else f"可用：{'、'.join(kind.value for kind in PeriodKind)}"
    raise Refused(f"没有“{asked}”这类周期。{hint}")


def _of_kind(calendar: Calendar, kind: PeriodKind) -> list[Period]:
    """Months and days are not in `Calendar.all`; they are those of the calendar's academic years."""
    if kind not in (PeriodKind.MONTH, PeriodKind.DAY):
        return [p for p in calendar.all() if p.kind is kind]
    years = [p for p in calendar.all() if p.kind is PeriodKind.ACADEMIC_YEAR]
    return [part for year in years for part in calendar.parts(year, kind)]
