"""Quality rules as packs hold them."""

from typing import Any

import pytest

from tests.spec.school import CATALOGUE
from zhengai.college.models import College
from zhengai.quality import queries
from zhengai.quality.rules.reading import InvalidRules, read_rules
from zhengai_engine.tables.quality import Aspect, Balance, Holds, InRange


def item(**more: Any) -> dict[str, Any]:
    return {
        "code": "r",
        "name": "规则",
        "dataset": "grades",
        "kind": "condition",
        "condition": "score >= 0",
    } | more


def read(**more: Any) -> Any:
    return next(each for each in read_rules([item(**more)], CATALOGUE) if each.code == "r")


def test_derived_rules_come_without_being_written() -> None:
    assert "grades.unique" in {each.code for each in read_rules([], CATALOGUE)}


def test_a_rule_keeps_what_was_written() -> None:
    found = read(where="passed = 是", blocking=True, source="教务处")
    assert isinstance(found.check, Holds)
    assert (found.scope_text, found.blocking, found.source) == ("passed = 是", True, "教务处")
    assert found.aspect is Aspect.TRUE


def test_a_derived_rule_is_replaced_or_switched_off_by_its_code() -> None:
    replaced = read_rules([item(code="grades.unique", kind="range", field="score", minimum=0)], CATALOGUE)
    assert isinstance(next(e for e in replaced if e.code == "grades.unique").check, InRange)
    off = read_rules([item(code="grades.unique", kind="unique", active=False)], CATALOGUE)
    assert "grades.unique" not in {each.code for each in off}


def test_a_balance_names_the_datasets_of_both_sides() -> None:
    found = read(
        kind="balance", left="计数(grades)", right="计数(registrations)", level="student", period="semester"
    )
    assert isinstance(found.check, Balance)
    assert found.datasets == {"grades", "registrations"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"dataset": "nowhere"}, "没有数据集"),
        ({"condition": "scor > 1"}, "没有字段"),
        ({"condition": ""}, "condition"),
        ({"where": "score"}, "条件"),
        ({"kind": "range", "field": "score"}, "minimum"),
        ({"kind": "range", "field": "semester", "minimum": 1}, "类型"),
        ({"kind": "required", "field": "nothing"}, "没有字段"),
        ({"kind": "code", "field": "semester"}, "可选值"),
        ({"kind": "reference", "field": "score"}, "不引用"),
        ({"kind": "age", "field": "score", "oldest": 3}, "类型"),
        ({"kind": "unique", "fields": ["nothing"]}, "没有字段"),
        ({"kind": "balance", "left": "计数(grades)"}, "period"),
        ({"kind": "balance", "left": "1 +", "right": "计数(grades)", "period": "semester"}, "left"),
        ({"kind": "balance", "level": "moon", "period": "semester"}, "层面"),
        ({"kind": "freshness"}, "days"),
        ({"kind": "volume", "dataset": "students"}, "没有时间"),
        ({"kind": "volume", "period": "week"}, "不能归入"),
        ({"kind": "drift", "field": "score", "edges": [3, 1]}, "从小到大"),
    ],
)
def test_what_is_wrong_is_told_with_the_rules_code(more: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidRules, match=told) as error:
        read_rules([item(**more)], CATALOGUE)
    assert all("质量规则 r(规则)" in each for each in error.value.problems)


def test_the_foundation_has_rules_for_every_dataset_it_declares(college: College) -> None:
    found = queries.rules(college).values()
    assert len(found) >= 200
    assert len([each for each in found if not each.derived]) >= 40
    assert all(each.source for each in found if not each.derived)
