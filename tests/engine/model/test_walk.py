"""Walking over formulas: parts, all nodes, what is read, rewriting."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.engine.formulas.school import VOCABULARY
from tests.engine.formulas.trees import formulas
from zhengai_engine.formulas import parse
from zhengai_engine.model.expression import Aggregate, Expression, FieldRef, IndicatorRef
from zhengai_engine.model.walk import (
    aggregates,
    children,
    codes_of,
    datasets_of,
    dependencies,
    field_refs,
    rewrite,
    walk,
)


def read(text: str) -> Expression:
    return parse(text, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "codes", "datasets"),
    [
        ("计数(考勤) / 求和(成绩.学分)", set(), {"attendance", "grades"}),
        ("[缺课率] + 上期([mean_grade])", {"absence_rate", "mean_grade"}, set()),
        ("子级([缺课率], 学生, 计数, 值 > 1)", {"absence_rate"}, set()),
        ("加权([缺课率] 权 1, [mean_grade] 权 2)", {"absence_rate", "mean_grade"}, set()),
        (
            "如果(非 [已达标], 截取(计数(学生), 0, 1), 四舍五入(排名([缺课率])))",
            {"reached", "absence_rate"},
            {"students"},
        ),
        (
            "校均([缺课率]) > 同比([mean_grade]) 或 累计([mean_grade]) 为空",
            {"absence_rate", "mean_grade"},
            set(),
        ),
        ("计数(考勤, 学生.专业.学制 > 2)", set(), {"attendance"}),
    ],
)
def test_what_a_formula_reads(text: str, codes: set[str], datasets: set[str]) -> None:
    assert dependencies(read(text)) == codes
    assert datasets_of(read(text)) == datasets


def test_fields_of_an_aggregate_are_told_once_in_order() -> None:
    (found,) = aggregates(read('求和(成绩.学分 * 成绩.总评, 总评 > 1 且 学生.性别 = "男")'))
    assert field_refs(found) == (
        FieldRef(("credits",)),
        FieldRef(("total",)),
        FieldRef(("student", "gender")),
    )


def test_a_node_alone_reads_only_its_own_codes() -> None:
    assert codes_of(read("[缺课率] + 1")) == ()
    assert codes_of(read("排名([缺课率])")) == ("absence_rate",)


def test_walk_goes_from_a_node_to_its_parts_left_to_right() -> None:
    tree = read("[缺课率] + [mean_grade] * 2")
    assert list(walk(tree))[:2] == [tree, IndicatorRef("absence_rate")]
    assert children(tree)[0] == IndicatorRef("absence_rate")
    assert len(list(walk(tree))) == 5


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(formulas)
def test_rewriting_with_nothing_changed_gives_the_same_tree(tree: Expression) -> None:
    assert rewrite(tree, lambda node: node) == tree


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(formulas)
def test_rewriting_reaches_every_node(tree: Expression) -> None:
    seen: list[Expression] = []

    def remember(node: Expression) -> Expression:
        seen.append(node)
        return node

    rewrite(tree, remember)
    assert sorted(map(repr, seen)) == sorted(map(repr, walk(tree)))


def test_rewriting_changes_inside_conditions_and_leaves_the_original() -> None:
    tree = read("计数(考勤, 迟到分钟 > 1) + 子级([缺课率], 学生, 计数, 值 > 1)")
    before = repr(tree)

    def without_condition(node: Expression) -> Expression:
        return replace(node, condition=None) if isinstance(node, Aggregate) else node

    changed = rewrite(tree, without_condition)
    assert changed == read("计数(考勤) + 子级([缺课率], 学生, 计数, 值 > 1)")
    assert repr(tree) == before
