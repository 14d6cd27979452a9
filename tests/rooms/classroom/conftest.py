"""A class of six in a lesson of T1, and the pack that asks."""

from collections.abc import Callable

import pytest

from tests.rooms.datacentre.conftest import college, members, students, take, write
from tests.rooms.indicators.conftest import COURSES, OFFERINGS
from zhengai.college.models import College
from zhengai.datacentre.report import BatchReport
from zhengai.framework.actions import install
from zhengai.indicators.actions import adopt

__all__ = ["college", "members", "take", "write"]
CLASS = [f"20260{n:02d}" for n in range(1, 7)]


@pytest.fixture
def taught(college: College, members: None, take: Callable[..., BatchReport]) -> College:
    install(college=college, pack="surveys", by="lin")
    adopt(college=college, by="lin")
    take("students", students(*([number, f"学生{number}"] for number in CLASS)))
    take("courses", COURSES)
    take("offerings", OFFERINGS)
    return college
