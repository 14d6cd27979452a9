"""A small college whose values are written by hand, week by week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from zhengai.alerts import gapwatch
from zhengai.alerts.actions import JudgeReport, judge
from zhengai.alerts.models import Alert
from zhengai.college.actions import SubjectRow, create_college, set_calendar, sync_subjects
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.standards.actions import adopt
from zhengai_engine.model.expression import Aggregate, AggregateFunction
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind

ABSENCE: dict[str, Any] = {
    "code": "course_absence_week",
    "name": "课程周缺课率",
    "indicator": "absence_rate",
    "level": "course",
    "period": "week",
    "standard": "≤ 5%",
    "warnings": {"notice": "> 10%", "warning": "> 15%", "severe": "> 25%"},
    "source": "校内设定(示例)",
}
SEMESTER = "2026-2027-1"


def week(number: int) -> str:
    return f"{SEMESTER}-W{number:02d}"


@dataclass
class World:
    """Writes values as a finished run would, and judges them."""

    college: College
    items: list[dict[str, Any]] = field(default_factory=list)

    def adopt(self, *items: dict[str, Any]) -> None:
        adopt(college=self.college, items=items, by="lin")

    def run(self, values: Mapping[str, Mapping[str, float | None]], **fields: Any) -> Run:
        """`values`: period → subject → value."""
        run = Run.objects.create(
            college=self.college,
            state="done",
            by="he",
            started_at=clock.now(),
            finished_at=clock.now(),
            periods=list(values),
            data_versions={},
            definition_versions={},
            counts={},
        )
        for period, by_subject in values.items():
            for subject, value in by_subject.items():
                self.write(run, period, subject, value, **fields)
        return run

    def write(self, run: Run, period: str, subject: str, value: float | None, **fields: Any) -> None:
        kind = "week" if "-W" in period else "semester" if period.count("-") == 2 else "academic_year"
        fixed = {
            "indicator": "absence_rate",
            "level": "course",
            "denominator": 100.0,
            "reason": "no_data",
        } | fields
        reason = fixed.pop("reason")
        CurrentValue.objects.update_or_create(
            college=self.college,
            indicator=fixed["indicator"],
            level=fixed["level"],
            subject=subject,
            period=period,
            defaults={
                "period_kind": kind,
                "value": value,
                "denominator": fixed["denominator"],
                "reason": reason if value is None else "",
                "run": run,
            },
        )

    def judge_run(self, run: Run) -> JudgeReport:
        return judge(run=run, by="system")

    def judge(self, values: Mapping[str, Mapping[str, float | None]], **fields: Any) -> JudgeReport:
        return self.judge_run(self.run(values, **fields))

    def course(self, *series: float | None, start: int = 1, subject: str = "C001") -> JudgeReport:
        """One run over consecutive weeks of one course."""
        return self.judge({week(start + i): {subject: value} for i, value in enumerate(series)})

    def alert(self) -> Alert:
        return Alert.objects.get()


def _indicator(code: str, name: str, levels: tuple[str, ...]) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        kind=IndicatorKind.RATIO,
        expression=Aggregate(AggregateFunction.COUNT, "attendance"),
        formula="计数(考勤)",
        levels=levels,
        periods=(PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR),
    )


def found_college() -> College:
    college = create_college(
        code="SAMPLE0001",
        name="青禾职业技术学院(示例)",
        category="综合",
        by="sys",
        as_of=date(2026, 11, 20),
        is_sample=True,
    )
    semesters = [("2025-2026-1", date(2025, 9, 1), 18), ("2025-2026-2", date(2026, 3, 2), 18)]
    set_calendar(college=college, semesters=[*semesters, (SEMESTER, date(2026, 8, 31), 18)], by="sys")
    departments = [
        SubjectRow("D01", "信息工程学院", responsible=(("T100", "周岚"),)),
        SubjectRow("D90", "教务处", responsible=(("T900", "何川"),)),
    ]
    courses = [
        SubjectRow("C001", "高等数学", "D01", (("T001", "郑怡"),)),
        SubjectRow("C002", "大学英语", "D01"),
        *(SubjectRow(f"C{n:03d}", f"课程{n}") for n in range(3, 11)),
    ]
    sync_subjects(college=college, level="department", rows=departments, by="he")
    sync_subjects(college=college, level="course", rows=courses, by="he")
    return college


def found_world(monkeypatch: pytest.MonkeyPatch) -> World:
    college = found_college()
    known = {
        "absence_rate": _indicator("absence_rate", "缺课率", ("course", "college")),
        "new_share": _indicator("new_share", "新增设备比例", ("college",)),
        "equipment_value": _indicator("equipment_value", "设备总值", ("college",)),
    }
    monkeypatch.setattr(indicators, "indicators", lambda college, versions=None: known)
    monkeypatch.setattr(gapwatch, "dataset_names", lambda college, indicator: ("考勤",))
    monkeypatch.setattr(gapwatch, "level_name", lambda college, level: {"course": "课程"}[level])
    for each in known.values():
        Definition.objects.create(
            college=college,
            code=each.code,
            version=1,
            name=each.name,
            body={"code": each.code, "name": each.name, "kind": "ratio", "unit": "%", "owner": "教务处"},
            digest=each.code,
            adopted_at=clock.now(),
            adopted_by="lin",
        )
    world = World(college)
    world.adopt(ABSENCE)
    return world
