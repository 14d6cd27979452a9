"""Kinds of reports as packs write them."""

from typing import Any

import pytest

from zhengai.college.models import College
from zhengai.reports.kinds import kinds, problems_of_kinds

ITEM: dict[str, Any] = {
    "code": "annual",
    "name": "年报",
    "template": "annual.docx",
    "titles": {"course": "课程年报"},
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"template": ""}, "缺少 template"),
        ({"template": "annual.pdf"}, ".docx 文件名"),
        ({"titles": "年报"}, "titles 写成"),
        ({"titles": {"corse": "年报"}}, "没有层面 corse"),
    ],
)
def test_a_wrong_kind_is_told_in_one_sentence(change: dict[str, Any], told: str) -> None:
    (sentence,) = problems_of_kinds([ITEM | change], {"course"})
    assert told in sentence
    assert sentence.startswith("报告种类 annual：")


def test_the_shipped_kind_names_every_level(college: College) -> None:
    assert problems_of_kinds([ITEM], {"course"}) == []
    shipped = kinds(college)["self-diagnosis"]
    assert shipped.title("teacher") == "教师个人诊改报告"
    assert shipped.title("elsewhere") == "自我诊改报告"
