"""What a pack may write of a measure: one way in which it is known, parameters that its name has, no unknown key."""

from typing import Any

import pytest
from pydantic import ValidationError

from zhengai.indicators.rules.sections import MeasureItem

BASE = {"code": "M1", "level": "college", "item": "办学条件", "name": "生师比", "kind": "number"}
ONE_WAY = "三者写一个，只写一个"


@pytest.mark.parametrize(
    "ways",
    [
        {"indicator": "student_teacher_ratio"},
        {"indicator": "papers", "parts": ["papers_home"]},
        {"form": "yes_no", "kind": "yes_no", "department": "学工处"},
        {"form": "grade", "kind": "grade", "department": "学工处", "grades": ["好", "中"]},
        {"restricted": True, "kind": "money"},
        {
            "name": "{year}实际录取人数",
            "indicator": "admitted_students",
            "parameters": [{"code": "year", "kind": "academic_year", "value": "本年度"}],
        },
    ],
)
def test_what_is_right(ways: dict[str, Any]) -> None:
    assert MeasureItem.model_validate(BASE | ways).code == "M1"


@pytest.mark.parametrize(
    ("ways", "sentence"),
    [
        ({}, ONE_WAY),
        ({"indicator": "a", "form": "text", "department": "学工处"}, ONE_WAY),
        ({"indicator": "a", "restricted": True}, ONE_WAY),
        ({"form": "text"}, "由人收集的要写 department"),
        ({"form": "grade", "department": "学工处"}, "form 是 grade 时写 grades"),
        ({"form": "text", "department": "学工处", "grades": ["好"]}, "form 是 grade 时写 grades"),
        ({"form": "picture", "department": "学工处"}, "form"),
        ({"indicator": "a", "name": "{year}人数"}, "花括号中的参数"),
        (
            {"indicator": "a", "parameters": [{"code": "year", "kind": "academic_year", "value": "本年度"}]},
            "花括号中的参数",
        ),
        ({"indicator": "a", "owner": "学工处"}, "owner"),
    ],
)
def test_what_is_wrong_is_told(ways: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        MeasureItem.model_validate(BASE | ways)
