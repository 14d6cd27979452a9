"""A college whose courses are ready for a national table that its own pack has made whole."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.rooms.datacentre.conftest import college as college
from tests.rooms.datacentre.conftest import members as members
from tests.rooms.datacentre.conftest import take as take
from tests.rooms.datacentre.conftest import write as write
from zhengai.college.models import College
from zhengai.datacentre.report import BatchReport
from zhengai.framework.actions import set_own_item
from zhengai.submissions.actions import keep_interface

SCHOOL = "4143012345"
HEAD = "课程编号,课程名称,开课部门,课程性质,课程类型\n"
RIGHT = "KC1,程序设计基础,D1,专业核心课,B类\nKC2,大学语文,D1,公共课,A类\n"
Take = Callable[..., BatchReport]


@pytest.fixture
def school(college: College, members: None) -> College:
    """With its code at the national side."""
    keep_interface(college=college, wanted={"school_code": SCHOOL}, by="he")
    return college


@pytest.fixture
def courses(school: College, take: Take) -> College:
    take("courses", HEAD + RIGHT)
    return school


@pytest.fixture
def whole(courses: College) -> College:
    """The college has decided what the fields are that our courses do not say: 课程信息 can be sent."""
    map_table(
        courses,
        {
            "code": "ZYZJX0101",
            "dataset": "courses",
            "fields": {
                "KCMC": "name",
                "KCDM": "course_id",
                "KCLBM": {"value": "1"},
                "KCXZM": {"path": "nature", "codes": {"公共课": "1", "专业核心课": "3"}},
                "KCSXM": {"value": "1"},
                "KCFLM": {"path": "kind", "codes": {"A类": "1", "B类": "2", "C类": "3"}},
                "XKLBM": {"value": "8"},
                "SFZYHXKC": {"path": "nature", "codes": {"公共课": "0", "专业核心课": "1"}},
                "LVJXSS": {"value": "32"},
                "SJJXSY": {"value": "0"},
            },
        },
    )
    return courses


def map_table(college: College, item: dict[str, Any]) -> None:
    set_own_item(college=college, section="national_mappings", item=item, by="lin")
