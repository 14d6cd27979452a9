"""Every fault of a template or a cycle is told with its place and what would mend it."""

from typing import Any

import pytest

from zhengai.cycles.rules.reading import InvalidSpirals, read_cycles, read_templates
from zhengai_engine.model.period import PeriodKind


def template(nodes: Any = None, **more: Any) -> dict[str, Any]:
    sound = [
        {"code": "goal", "name": "目标", "stage": "goal"},
        {"code": "run", "name": "运行", "stage": "carry_out", "shared": True},
        {"code": "warn", "name": "预警", "stage": "warn", "ring": "dynamic"},
        {"code": "improve", "name": "改进", "stage": "improve"},
    ]
    return {
        "code": "own",
        "name": "本校",
        "source": "校内",
        "nodes": sound if nodes is None else nodes,
    } | more


def node(**more: Any) -> dict[str, Any]:
    return {"code": "x", "name": "节点", "stage": "goal"} | more


def test_a_sound_template_is_read() -> None:
    found = read_templates([template()])["own"]
    assert [each.code for each in found.static] == ["goal", "run", "improve"]


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (template(source=""), ["own", "缺少 source"]),
        (template(colour="red"), ["不认识 colour", "可写的有"]),
        (template(nodes="目标"), ["nodes 写成一个列表"]),
        (template([node(stage="gaol")]), ["第 1 个节点", "stage 没有“gaol”", "是不是 goal"]),
        (template([node(ring="slow")]), ["ring 没有“slow”", "static、dynamic"]),
        (template([node(shared="是")]), ["shared 写 true 或 false"]),
        (template([node(name="非常非常长的名称")]), ["太长", "4 个字"]),
        (template([node(), node()]), ["节点 x 写了两次", "x_again"]),
        (template([node()]), ["动态螺旋至少要有一个"]),
        (template([node(ring="dynamic")]), ["静态螺旋要有"]),
    ],
)
def test_faults_of_templates(item: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InvalidSpirals) as told:
        read_templates([item])
    for word in words:
        assert word in told.value.problems[0]


def test_nodes_are_written_in_the_order_of_travel() -> None:
    sound = template()["nodes"]
    extra = node(code="monitor", ring="dynamic")
    with pytest.raises(InvalidSpirals, match="写在一起"):
        read_templates([template([*sound, extra])])
    with pytest.raises(InvalidSpirals, match="按走过的顺序写"):
        read_templates([template([sound[1], sound[0], *sound[2:]])])


def test_cycles_name_levels_kinds_and_templates_that_exist() -> None:
    sound = {"code": "course", "period": "semester", "template": "ten"}
    found = read_cycles([sound], ["ten"], ["course"])
    assert found["course"].kind is PeriodKind.SEMESTER
    items = [
        sound | {"code": "planet"},
        sound | {"period": "week"},
        sound | {"template": "tem"},
        {"code": "course"},
    ]
    with pytest.raises(InvalidSpirals) as told:
        read_cycles(items, ["ten"], ["course"])
    for problem, word in zip(
        told.value.problems, ["planet", "week", "是不是 ten", "缺少 period"], strict=True
    ):
        assert word in problem
