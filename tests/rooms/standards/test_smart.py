"""The five parts of SMART, read off what a standard says."""

from typing import Any

import pytest

from zhengai.standards.rules.elements import read_elements
from zhengai.standards.rules.smart import PARTS, missing_parts

GRADES = ["优秀", "合格"]
MEASURED = [{"name": "出勤", "indicator": "absence_rate", "grades": {"优秀": "≤ 4%", "合格": "≤ 8%"}}]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"elements": [{"name": "师德"}]}, ["可测"]),
        ({"elements": []}, ["具体", "可测"]),
        ({"grades": [], "elements": [{"name": "师德"}]}, ["可测", "可达"]),
        ({"ground": " "}, ["相关"]),
        ({"term": False}, ["时限"]),
        ({"elements": [], "grades": [], "ground": "", "term": False}, list(PARTS)),
    ],
)
def test_each_part_that_is_missing_is_named(changed: dict[str, Any], missing: list[str]) -> None:
    told: dict[str, Any] = {
        "elements": MEASURED,
        "grades": GRADES,
        "ground": "第一版",
        "term": True,
    } | changed
    elements = read_elements(told.pop("elements"), told["grades"])
    assert missing_parts(elements, text="", **told) == missing
