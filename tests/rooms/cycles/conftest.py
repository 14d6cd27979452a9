"""A college with the foundation pack and a calendar of two years."""

from datetime import date

import pytest

from zhengai.college.actions import SubjectRow, create_college, set_calendar, sync_subjects
from zhengai.college.models import College
from zhengai.framework.actions import install


@pytest.fixture
def college(db: None) -> College:
    college = create_college(
        code="SAMPLE0001",
        name="青禾职业技术学院(示例)",
        category="综合",
        by="sys",
        as_of=date(2026, 11, 20),
        is_sample=True,
    )
    semesters = [
        ("2025-2026-1", date(2025, 9, 1), 18),
        ("2025-2026-2", date(2026, 3, 2), 18),
        ("2026-2027-1", date(2026, 8, 31), 18),
    ]
    set_calendar(college=college, semesters=semesters, by="sys")
    install(college=college, pack="foundation", by="lin")
    rows = [SubjectRow(f"C{n:03d}", f"课程{n}") for n in range(1, 31)]
    sync_subjects(college=college, level="course", rows=rows, by="he")
    return college
