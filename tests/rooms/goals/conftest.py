"""A course with three semesters of absence, and the people who set and decide its goals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.rooms.goals.chained import Chained, chained
from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import SubjectRow, create_college, set_calendar, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.core import clock
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.goals.actions import propose_goal
from zhengai.goals.models import Goal
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai_engine.model.expression import Aggregate, AggregateFunction
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind

YEAR = "2026-2027"
SEMESTER = "2026-2027-1"
BEFORE = ("2025-2026-1", "2025-2026-2")


def _indicator(code: str, name: str, kind: IndicatorKind) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        kind=kind,
        expression=Aggregate(AggregateFunction.COUNT, "attendance"),
        formula="计数(考勤)",
        levels=("course",),
        periods=(PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR),
    )


KNOWN = {
    "absence_rate": _indicator("absence_rate", "缺课率", IndicatorKind.RATIO),
    "charter": _indicator("charter", "课程标准文本", IndicatorKind.DOCUMENT),
}


@dataclass
class Plans:
    """Writes goals of the first course."""

    college: College
    course: Subject

    def propose(self, limit: str = "≤ 3%", *, by: str = "zheng", **fields: Any) -> Goal:
        told = {"indicator": "absence_rate", "period": SEMESTER, "reason": "连续两个学期偏高"} | fields
        return propose_goal(subject=self.course, limit=limit, by=by, **told)

    def run_cycle(self) -> None:
        """Data of the cycle has come: from now on goals stand still."""
        told = NewProof(
            level="course",
            subject="",
            period=YEAR,
            stage=Stage.CARRY_OUT,
            key=f"carry_out:course:{YEAR}",
            about="run:1",
            sentence="数据已经送达。",
        )
        record_proofs(college=self.college, proofs=[told], by="system")

    def diagnose(self) -> str:
        told = NewProof(
            level="course",
            subject="C001",
            period=YEAR,
            stage=Stage.DIAGNOSE,
            key="record:7",
            about="record:7",
            sentence="诊断已提交。",
        )
        record_proofs(college=self.college, proofs=[told], by="zheng")
        return "record:7"


@pytest.fixture
def plans(db: None, monkeypatch: pytest.MonkeyPatch) -> Plans:
    college = create_college(
        code="S1", name="示例学院", category="综合", by="sys", as_of=date(2026, 11, 20), is_sample=True
    )
    rows = [
        (code, date(int(code[:4]), 9, 1) if code[-1] == "1" else date(int(code[5:9]), 3, 2))
        for code in BEFORE
    ]
    mondays = [(code, day.replace(day=1 if code[-1] == "1" else 2), 18) for code, day in rows]
    set_calendar(college=college, semesters=[*mondays, (SEMESTER, date(2026, 8, 31), 18)], by="sys")
    sync_subjects(college=college, level="department", rows=[SubjectRow("D01", "医学院")], by="he")
    sync_subjects(college=college, level="course", rows=[SubjectRow("C001", "护理学基础", "D01")], by="he")
    monkeypatch.setattr(indicators, "indicators", lambda college, versions=None: KNOWN)
    for each in KNOWN.values():
        Definition.objects.create(
            college=college, code=each.code, version=1, name=each.name,
            body={"code": each.code, "name": each.name, "kind": each.kind.value},
            digest=each.code, adopted_at=clock.now(), adopted_by="lin",
        )  # fmt: skip
    _values(college)
    _people(college.code)
    return Plans(college, Subject.objects.get(level="course"))


def _values(college: College) -> None:
    run = Run.objects.create(
        college=college, state="done", by="lin", started_at=clock.now(), finished_at=clock.now(),
        periods=[*BEFORE, SEMESTER], data_versions={}, definition_versions={},
    )  # fmt: skip
    for period, value in zip((*BEFORE, SEMESTER), (0.05, None, 0.02), strict=True):
        CurrentValue.objects.create(
            college=college, indicator="absence_rate", level="course", subject="C001", period=period,
            period_kind="semester", value=value, reason="" if value else "no_data", run=run,
        )  # fmt: skip


def _people(college: str) -> None:
    for username, number, role, level, subject in (
        ("lin", "G0010", "quality_office", "", ""),
        ("chen", "G0001", "leader", "", ""),
        ("zhou", "T0001", "faculty", "department", "D01"),
        ("zheng", "T0003", "course_leader", "course", "C001"),
    ):
        user = create_user(
            username=username, display_name=username, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(
            user=user, role=role, college=college, level=level, subject=subject, valid_from=date(2026, 9, 1),
            by="sec",
        )  # fmt: skip


Proposing = Callable[..., Goal]


@pytest.fixture
def chain(plans: Plans) -> Chained:
    return chained(plans)
