"""A short measuring chain in the school's own pack: a rate with values, one without data, forms, restricted pay."""

from typing import Any

from zhengai.college.models import College
from zhengai.framework.actions import set_own_item

SOURCES = [{"code": "jw", "name": "教务系统"}, {"code": "rs", "name": "人事系统"}]
PLACE = {"item": "教学实施", "element": "课堂教学", "point": "缺课率", "sources": ["教务系统"]}
MEASURES: list[dict[str, Any]] = [
    PLACE
    | {"code": "M-1", "level": "course", "name": "缺课率", "kind": "ratio", "indicator": "absence_rate"},
    PLACE
    | {"code": "M-2", "level": "course", "name": "课程合格率", "kind": "ratio", "indicator": "pass_rate"},
    PLACE
    | {
        "code": "M-3",
        "level": "course",
        "name": "教案",
        "kind": "text",
        "form": "text",
        "department": "教务处",
    },
    {
        "code": "M-4",
        "level": "student",
        "per": "college",
        "item": "学生工作",
        "name": "{year}年学生思想政治教育计划",
        "verbatim": "2020年学生思想政治教育计划",
        "kind": "document",
        "form": "document",
        "department": "学工处",
        "parameters": [{"code": "year", "kind": "calendar_year", "value": "2020"}],
        "sources": ["教务系统", "人事系统"],
    },
    {
        "code": "M-5",
        "level": "teacher",
        "item": "绩效考核",
        "name": "基本工资",
        "kind": "money",
        "restricted": True,
        "department": "人事处",
        "sources": ["人事系统"],
    },
    {
        "code": "M-6",
        "level": "student",
        "item": "学生工作",
        "name": "是否有学生服务制度",
        "kind": "yes_no",
        "form": "yes_no",
        "per": "college",
        "department": "学工处",
        "from_point": True,
    },
]


def install_chain(college: College) -> None:
    for each in SOURCES:
        set_own_item(college=college, section="data_sources", item=each, by="lin")
    for each in MEASURES:
        set_own_item(college=college, section="measures", item=each, by="lin")
