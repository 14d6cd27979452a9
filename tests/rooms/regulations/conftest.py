"""A college on its day, with an office that drafts and a leader who puts in force."""

from datetime import date

import pytest

from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import create_college
from zhengai.college.models import College

DAY = date(2026, 11, 20)


@pytest.fixture
def college(db: None) -> College:
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY, is_sample=True)
    for username, number, role in (
        ("lin", "G0010", "quality_office"),
        ("chen", "G0001", "leader"),
        ("han", "G0011", "department"),
    ):
        user = create_user(
            username=username, display_name=username, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(user=user, role=role, college="S1", valid_from=date(2026, 9, 1), by="sec")
    return college
