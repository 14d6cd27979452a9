"""A college with the foundation pack and a few members, judged as its data come in."""

from collections.abc import Callable

import pytest

from tests.rooms.datacentre.conftest import LI, STUDENTS
from tests.rooms.datacentre.conftest import college as college
from tests.rooms.datacentre.conftest import take as take
from tests.rooms.datacentre.conftest import write as write
from zhengai.college.models import College
from zhengai.quality.actions import JudgedReport, judge
from zhengai.quality.models import Suspect

Send = Callable[[str], JudgedReport]
HEAD = STUDENTS.strip() + ",出生日期\n"
RIGHT = "2026001,李晓,C1,P1,2026,在校,普通高职,2008-03-01\n"
CHILD = "2026002,张明,C1,P1,2026,在校,普通高职,2018-03-01\n"
OTHER_YEAR = "2026003,王红,C1,P1,2025,在校,普通高职,2007-03-01\n"

__all__ = ["CHILD", "HEAD", "LI", "OTHER_YEAR", "RIGHT", "Send"]


@pytest.fixture
def members(college: College, standing_members: None) -> College:
    return college


@pytest.fixture
def send(members: College, take: Callable[..., object]) -> Send:
    """Imports students and judges them."""

    def _send(rows: str) -> JudgedReport:
        take("students", HEAD + rows)
        return judge(college=members, by="he", datasets={"students"})

    return _send


@pytest.fixture
def suspect(send: Send) -> Suspect:
    send(RIGHT + OTHER_YEAR)
    return Suspect.objects.get()
