"""A small college with two years behind it: one programme whose graduates fare worse, one that is fine."""

from dataclasses import dataclass
from datetime import date

from zhengai.accounts.actions import create_user, grant_role
from zhengai.alerts.models import Alert
from zhengai.college.actions import SubjectRow, create_college, set_calendar, sync_subjects
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.diagnosis.actions import open_round
from zhengai.diagnosis.models import Record
from zhengai.framework.actions import install
from zhengai.indicators.actions import adopt as adopt_indicators
from zhengai.indicators.models import CurrentValue, Run
from zhengai.standards.actions import adopt as adopt_standards
from zhengai.standards.models import ControlRule

YEAR, BEFORE = "2025-2026", "2024-2025"
DUE = date(2026, 12, 31)


@dataclass
class World:
    college: College
    run: Run

    def value(
        self,
        indicator: str,
        subject: str,
        period: str,
        value: float | None,
        level: str = "programme",
        denominator: float | None = 100.0,
        reason: str = "no_data",
    ) -> CurrentValue:
        kind = "week" if "-W" in period else "semester" if period.count("-") == 2 else "academic_year"
        numerator = None if value is None or denominator is None else value * denominator
        row, _ = CurrentValue.objects.update_or_create(
            college=self.college,
            indicator=indicator,
            level=level,
            subject=subject,
            period=period,
            defaults={
                "period_kind": kind if len(period) > 4 else "calendar_year",
                "value": value,
                "numerator": numerator,
                "denominator": denominator,
                "reason": reason if value is None else "",
                "run": self.run,
            },
        )
        return row

    def record(self, level: str = "programme", subject: str = "P001", period: str = YEAR) -> Record:
        round_ = open_round(college=self.college, kind="self", level=level, period=period, due=DUE, by="lin")
        return Record.objects.get(round=round_, subject__code=subject)

    def alert(self, state: str = "open", period: str = YEAR) -> Alert:
        rule = ControlRule.objects.get(college=self.college, code="programme_employment")
        closed = {"closed_at": clock.now(), "closed_reason": "data"} if state == "closed" else {}
        return Alert.objects.create(
            college=self.college, rule=rule, rule_version=1, kind="limit", indicator="employment_rate",
            indicator_name="毕业去向落实率", level="programme", subject="P001", subject_name="护理",
            period=period, period_kind="academic_year", grade="severe", sentence="护理毕业去向落实率为65%。",
            value=0.65, run=self.run, raised_at=clock.now(), due=DUE, state=state, **closed,
        )  # fmt: skip


def found_world() -> World:
    college = create_college(
        code="SAMPLE0001", name="青禾职业技术学院(示例)", category="综合", by="sys",
        as_of=date(2026, 11, 20), is_sample=True,
    )  # fmt: skip
    semesters = [
        ("2024-2025-1", date(2024, 9, 2), 18), ("2024-2025-2", date(2025, 2, 24), 18),
        ("2025-2026-1", date(2025, 9, 1), 18), ("2025-2026-2", date(2026, 3, 2), 18),
        ("2026-2027-1", date(2026, 8, 31), 18),
    ]  # fmt: skip
    set_calendar(college=college, semesters=semesters, by="sys")
    install(college=college, pack="foundation", by="lin")
    adopt_indicators(college=college, by="lin")
    adopt_standards(college=college, by="lin")
    _people(college)
    run = Run.objects.create(
        college=college, state="done", by="he", started_at=clock.now(), finished_at=clock.now(),
        periods=[BEFORE, YEAR], data_versions={}, definition_versions={"employment_rate": 1}, counts={},
    )  # fmt: skip
    world = World(college, run)
    world.value("employment_rate", "P001", BEFORE, 0.90)
    world.value("employment_rate", "P001", YEAR, 0.65)
    world.value("employment_rate", "P002", YEAR, 0.93)
    world.value("registration_rate", "P001", YEAR, 0.95)
    return world


def _people(college: College) -> None:
    sync_subjects(
        college=college, level="department", by="he",
        rows=[SubjectRow("D01", "医学院", responsible=(("T0001", "周岚"),)), SubjectRow("D02", "信息工程学院")],
    )  # fmt: skip
    programmes = [
        SubjectRow("P001", "护理", "D01", (("T0002", "吴桐"),)),
        SubjectRow("P002", "软件技术", "D02"),
    ]
    sync_subjects(college=college, level="programme", rows=programmes, by="he")
    sync_subjects(college=college, level="course", rows=[SubjectRow("C001", "护理学基础", "D01")], by="he")
    sync_subjects(college=college, level="student", rows=[SubjectRow("S0001", "李晓", "D01")], by="he")
    for username, name, number, role, level, subject in [
        ("wu", "吴桐", "T0002", "programme_leader", "programme", "P001"),
        ("zhou", "周岚", "T0001", "faculty", "department", "D01"),
        ("lin", "林敏", "G0010", "quality_office", "", ""),
    ]:
        user = create_user(
            username=username, display_name=name, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(
            user=user, role=role, college=college.code, level=level, subject=subject,
            valid_from=date(2026, 9, 1), by="sec",
        )  # fmt: skip
