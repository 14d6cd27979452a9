"""Tree → text → the same tree, in both languages."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.formulas.school import CATALOGUE, VOCABULARY
from tests.engine.formulas.trees import formulas
from zhengai_engine.formulas import IndicatorOutline, Vocabulary, infer, parse, to_text
from zhengai_engine.model.expression import Comparison, Expression, InList, IsNull, Logic, Not, Type
from zhengai_engine.model.level import Level
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(formulas)
def test_text_of_a_tree_parses_to_the_same_tree(tree: Expression) -> None:
    for text in (to_text(tree, VOCABULARY, "zh"), to_text(tree, VOCABULARY, "en")):
        assert parse(text, VOCABULARY) == tree, text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(formulas)
def test_type_of_a_tree_is_that_of_its_topmost_node(tree: Expression) -> None:
    truth = (
        isinstance(tree, Comparison | Logic | Not | IsNull | InList) or getattr(tree, "code", "") == "reached"
    )
    assert infer(tree, VOCABULARY) is (Type.BOOLEAN if truth else Type.NUMBER)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        (
            'count(attendance, status="absent") / count(attendance, status<>"免修")',
            '计数(考勤, 状态 = "缺勤") / 计数(考勤, 状态 ≠ "免修")',
            'count(attendance, status = "缺勤") / count(attendance, status != "免修")',
        ),
        ("平均(成绩.总评, 非 补考)", "平均(成绩.总评, 非 补考)", "mean(grades.total, not resit)"),
        (
            "加权([缺课率] 权 40% 反向)",
            "加权([缺课率] 权 0.4 反向)",
            "weighted([absence_rate] weight 0.4 inverted)",
        ),
        ("[bracketed] * 0.00001", "[bracketed] * 0.00001", "[bracketed] * 0.00001"),
        ("1000000000000 * [mean_grade]", "1000000000000 * [课程平均分]", "1000000000000 * [mean_grade]"),
        (
            "子级([缺课率], 学生, 计数, 值 > 1)",
            "子级([缺课率], 学生, 计数, 值 > 1)",
            "children([absence_rate], student, count, value > 1)",
        ),
        ("计数(实训室, remark 为空)", "计数(实训室, remark 为空)", "count(rooms, remark is null)"),
        ("四舍五入([缺课率], 0)", "四舍五入([缺课率])", "round([absence_rate])"),
        ("存在(成绩, 补考 = 是)", "计数(成绩, 补考 = 是) > 0", "count(grades, resit = true) > 0"),
    ],
)
def test_text_reads_as_a_person_writes(text: str, chinese: str, english: str) -> None:
    tree = parse(text, VOCABULARY)
    assert to_text(tree, VOCABULARY) == chinese
    assert to_text(tree, VOCABULARY, "en") == english


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("[已达标]", Type.BOOLEAN),
        ("上期([已达标])", Type.BOOLEAN),
        ("如果([已达标], [已达标], 是)", Type.BOOLEAN),
        ("存在(考勤)", Type.BOOLEAN),
        ("最新(学生.是否贫困)", Type.BOOLEAN),
        ("最新(成绩.学生.是否贫困)", Type.BOOLEAN),
        ("最新(如果(成绩.补考, 成绩.补考, 否))", Type.BOOLEAN),
        ("最新(成绩.总评)", Type.NUMBER),
        ("计数(考勤)", Type.NUMBER),
        ("求和(成绩.总评)", Type.NUMBER),
        ("[缺课率]", Type.NUMBER),
    ],
)
def test_type_of_a_formula(text: str, type_: Type) -> None:
    assert infer(parse(text, VOCABULARY), VOCABULARY) is type_


def test_names_that_the_language_could_not_read_are_written_as_codes() -> None:
    """A dataset called like an operator, a field called like a dataset, a level with a bracket."""
    things = Dataset(
        "things",
        "且",
        (
            Field("thing", "编号", FieldType.TEXT),
            Field("not_in", "不属于", FieldType.BOOLEAN),
            Field("own", "部门或岗位", FieldType.BOOLEAN),
            Field("things", "且且", FieldType.NUMBER),
        ),
        ("thing",),
        level="thing",
    )
    catalogue = Catalogue([things], [Level("college", "学校"), Level("thing", "东西(物)")])
    vocabulary = Vocabulary(
        catalogue, {"x": IndicatorOutline("x", "指标"), "指标": IndicatorOutline("指标", "x")}
    )
    for text in (
        "计数(things, not_in)",
        "计数(things, 部门或岗位)",
        "求和(things.things, 非 not_in 且 own)",
        "子级([x], thing, 平均)",
        "[x] - [指标]",
    ):
        tree = parse(text, vocabulary)
        assert parse(to_text(tree, vocabulary), vocabulary) == tree
        assert parse(to_text(tree, vocabulary, "en"), vocabulary) == tree
    assert to_text(parse("计数(things, not_in)", vocabulary), vocabulary) == "计数(things, not_in)"


def test_indicators_unknown_to_the_vocabulary_are_written_as_codes() -> None:
    tree = parse("[缺课率]", VOCABULARY)
    assert to_text(tree, Vocabulary(CATALOGUE)) == "[absence_rate]"
