"""A condition by itself, as quality rules hold it."""

import pytest

from tests.spec.school import CATALOGUE
from zhengai_engine.formulas import FormulaError, Vocabulary, parse_condition
from zhengai_engine.model.walk import field_refs

WORDS = Vocabulary(CATALOGUE)


def test_names_are_fields_of_the_rows() -> None:
    found = parse_condition("score >= 0 且 student.gender = '女'", "grades", WORDS)
    assert [each.path for each in field_refs(found)] == [("score",), ("student", "gender")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("score + 1", "条件要得到是或否"),
        ("没有 > 1", "没有字段"),
        ("score >", "没有写完"),
        ("计数(grades) > 1", "聚合"),
    ],
)
def test_what_is_no_condition_is_told(text: str, told: str) -> None:
    with pytest.raises(FormulaError, match=told):
        parse_condition(text, "grades", WORDS)
