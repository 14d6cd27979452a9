"""A small college as the pages meet it: subjects, definitions, values of twelve weeks, alerts, and the cast."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhengai.accounts.actions import create_user, grant_role
from zhengai.accounts.models import User
from zhengai.alerts.models import Alert, AlertEvent, AlertPerson, ControlState, RuleProgress
from zhengai.college.actions import (
    SubjectRow,
    create_college,
    set_calendar,
    sync_memberships,
    sync_subjects,
)
from zhengai.college.models import College
from zhengai.framework.actions import install
from zhengai.framework.queries import section
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.indicators.rules import digest
from zhengai.standards.actions import adopt
from zhengai.standards.models import ControlRule

SEMESTER = "2026-2027-1"
PASSWORD = "zhengai-demo"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COURSES = {
    "C001": ("护理学基础", "D01"),
    "C002": ("人体解剖学", "D01"),
    "C003": ("程序设计基础", "D02"),
    **{f"C{n:03d}": (f"专业课{n}", "D02") for n in range(4, 41)},
}
# week by week; the first course leaves its limits in week 9
RISING = [0.021, 0.019, 0.024, 0.022, 0.031, None, 0.058, 0.096, 0.128, 0.141, 0.163, 0.171]

# username, name, role, person number, level, subject
CAST: list[tuple[str, str, str | None, str, str, str]] = [
    ("chen", "陈立", "leader", "G0001", "", ""),
    ("lin", "林敏", "quality_office", "G0010", "", ""),
    ("han", "韩青", "department", "G0011", "", ""),
    ("zhou", "周岚", "faculty", "T0001", "department", "D01"),
    ("wu", "吴桐", "programme_leader", "T0002", "programme", "P001"),
    ("zheng", "郑怡", "course_leader", "T0003", "course", "C001"),
    ("wang", "王静", "teacher", "T0004", "", ""),
    ("zhao", "赵宁", "class_adviser", "T0005", "class", "B001"),
    ("li", "李晓", "student", "S0001", "", ""),
    ("sun", "孙越", "supervisor", "G0002", "", ""),
    ("he", "何川", "data_steward", "G0003", "", ""),
    ("qian", "钱方", "reviewer", "", "", ""),
    ("feng", "冯远", "province", "", "", ""),
    ("sys", "系统管理员", "system_admin", "", "", ""),
    ("sec", "安全管理员", "security_admin", "", "", ""),
    ("aud", "审计管理员", "audit_admin", "", "", ""),
    ("xu", "许安", None, "G0007", "", ""),
]


@dataclass
class School:
    college: College
    run: Run
    alert: Alert  # of the first course, open, addressed to 郑怡
    users: dict[str, User]


def week(number: int) -> str:
    return f"{SEMESTER}-W{number:02d}"


def build() -> School:
    college = create_college(
        code="SAMPLE0001",
        name="青禾职业技术学院(示例)",
        category="综合",
        by="sys",
        as_of=NOW.date(),
        is_sample=True,
    )
    semesters = [("2025-2026-2", date(2026, 3, 2), 18), (SEMESTER, date(2026, 8, 31), 18)]
    set_calendar(college=college, semesters=semesters, by="sys")
    install(college=college, pack="foundation", by="lin")
    _subjects(college)
    run = _values(college, ("absence_rate", "absences"))
    alert = _alerts(college, run)
    return School(college, run, alert, _users(college))


def _subjects(college: College) -> None:
    def sync(level: str, rows: Iterable[SubjectRow]) -> None:
        sync_subjects(college=college, level=level, rows=rows, by="he")

    sync(
        "department",
        [SubjectRow("D01", "医学院", None, (("T0001", "周岚"),)), SubjectRow("D02", "信息工程学院")],
    )
    sync(
        "programme",
        [SubjectRow("P001", "护理", "D01", (("T0002", "吴桐"),)), SubjectRow("P002", "软件技术", "D02")],
    )
    answers = {"C001": (("T0003", "郑怡"),)}
    sync("course", [SubjectRow(c, n, d, answers.get(c, ())) for c, (n, d) in COURSES.items()])
    sync("class", [SubjectRow("B001", "护理2501", "D01", (("T0005", "赵宁"),))])
    sync(
        "teacher",
        [SubjectRow("T0004", "王静", "D01", (("T0004", "王静"),)), SubjectRow("T0009", "他人", "D02")],
    )
    sync("student", [SubjectRow("S0001", "李晓", "D01"), SubjectRow("S0002", "同学", "D01")])
    for part, whole, pairs in [
        ("student", "class", [("S0001", "B001")]),
        ("student", "programme", [("S0001", "P001"), ("S0002", "P001")]),
        ("class", "programme", [("B001", "P001")]),
        ("course", "programme", [("C001", "P001")]),
        ("teacher", "programme", [("T0004", "P001")]),
    ]:
        sync_memberships(college=college, part_level=part, whole_level=whole, pairs=pairs, by="he")


def _values(college: College, codes: tuple[str, ...]) -> Run:
    items = {item["code"]: item for item in section(college, "indicators")}
    for code in codes:
        Definition.objects.create(
            college=college,
            code=code,
            version=1,
            name=items[code]["name"],
            body=items[code],
            digest=digest(items[code]),
            adopted_at=NOW - timedelta(days=90),
            adopted_by="lin",
        )
    run = Run.objects.create(
        college=college,
        state="done",
        by="lin",
        started_at=NOW - timedelta(seconds=4),
        finished_at=NOW,
        periods=[week(n) for n in range(1, 13)] + [SEMESTER],
        data_versions={"attendance": 12, "courses": 3},
        definition_versions=dict.fromkeys(codes, 1),
        counts={},
    )
    for number, value in enumerate(RISING, start=1):
        period = week(number)
        _value(run, "college", college.code, period, 0.021 + number / 1000)
        _value(run, "course", "C001", period, value)
        _value(run, "course", "C002", period, 0.018)
        _value(run, "department", "D01", period, 0.03)
    for number, code in enumerate(COURSES):
        _value(run, "course", code, SEMESTER, None if code == "C040" else 0.01 + number / 500)
    for level, code in [
        ("college", college.code), ("department", "D01"), ("department", "D02"), ("programme", "P001"),
        ("programme", "P002"), ("class", "B001"), ("teacher", "T0004"), ("teacher", "T0009"),
        ("student", "S0001"), ("student", "S0002"),
    ]:  # fmt: skip
        _value(run, level, code, SEMESTER, 0.042)
        _value(run, level, code, SEMESTER, 37.0, indicator="absences")
    return run


def _value(
    run: Run, level: str, subject: str, period: str, value: float | None, indicator: str = "absence_rate"
) -> None:
    rate = indicator == "absence_rate"
    CurrentValue.objects.create(
        college=run.college,
        run=run,
        indicator=indicator,
        level=level,
        subject=subject,
        period=period,
        period_kind="week" if "-W" in period else "semester",
        value=value,
        numerator=None if not rate else round((value or 0) * 1000),
        denominator=None if not rate else (0 if value is None else 1000),
        reason="no_denominator" if value is None else "",
    )


def _alerts(college: College, run: Run) -> Alert:
    rule_item: dict[str, Any] = {
        "code": "course_absence_week",
        "name": "课程周缺课率",
        "indicator": "absence_rate",
        "level": "course",
        "period": "week",
        "target": "≤ 2%",
        "standard": "≤ 5%",
        "warnings": {"notice": "> 8%", "warning": "> 12%", "severe": "> 25%"},
        "source": "校内设定(示例)",
    }
    adopt(college=college, items=[rule_item], by="lin")
    rule = ControlRule.objects.get(college=college, code="course_absence_week")
    first = _alert(rule, run, "C001", "护理学基础", "warning", 12, 0.171, "连续5周上升")
    AlertPerson.objects.create(alert=first, person_number="T0003", person_name="郑怡")
    for number, grade in enumerate(["notice"] * 30 + ["severe"] * 2 + ["warning"] * 4, start=3):
        code = f"C{number:03d}"
        _alert(rule, run, code, COURSES[code][0], grade, 12, 0.09, "")
    closed = _alert(rule, run, "C002", "人体解剖学", "notice", 8, 0.09, "")
    closed.state, closed.closed_at, closed.closed_reason = "closed", NOW, "data"
    closed.closed_period, closed.closed_value = week(11), 0.018
    closed.save()
    ControlState.objects.create(
        rule=rule, subject="C001", state="warning", grade="warning", streaks="1 1 0", since=week(9),
        period=week(12), alert=first,
    )  # fmt: skip
    RuleProgress.objects.create(rule=rule, period=week(12), run=run, limits="")
    return first


def _alert(
    rule: ControlRule, run: Run, subject: str, name: str, grade: str, number: int, value: float, trend: str
) -> Alert:
    moved = f"，{trend}" if trend else ""
    alert = Alert.objects.create(
        college=rule.college,
        rule=rule,
        rule_version=1,
        kind="limit",
        indicator="absence_rate",
        indicator_name="缺课率",
        level="course",
        subject=subject,
        subject_name=name,
        period=week(number),
        period_kind="week",
        grade=grade,
        sentence=f"{name}第{number}周缺课率为{value:.1%}，高于界限{moved}，请在2026年11月27日前处理。",
        value=value,
        limit="> 0.12",
        trend=trend,
        unit="医学院",
        run=run,
        raised_at=NOW,
        due=NOW.date() + timedelta(days=7 if grade != "severe" else -1),
        state="open",
    )
    AlertEvent.objects.create(
        alert=alert, at=NOW, by="system", move="raise", to_state="open", to_grade=grade, period=week(number),
        value=value, text=alert.sentence,
    )  # fmt: skip
    return alert


def _users(college: College) -> dict[str, User]:
    users = {}
    for username, name, role, number, level, subject in CAST:
        user = create_user(
            username=username, display_name=name, password=PASSWORD, person_number=number, by="sys"
        )
        if role:
            grant_role(
                user=user, role=role, college=college.code, level=level, subject=subject,
                valid_from=date(2026, 9, 1), by="system",
            )  # fmt: skip
        users[username] = user
    return users
