"""Reads the written form of spiral templates and cycles; every problem is one Chinese sentence with its place."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from zhengai.cycles.rules.stages import Ring, Stage
from zhengai.cycles.rules.template import Node, Rhythm, Template, misplaced
from zhengai_engine.model.period import PeriodKind

TEMPLATE_KEYS = ("code", "name", "source", "nodes")
NODE_KEYS = ("code", "name", "stage", "ring", "shared")
CYCLE_KEYS = ("code", "period", "template")
CYCLE_KINDS = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
LONGEST_NAME = 4  # characters that fit beside a node on a phone


class InvalidSpirals(ValueError):
    """Templates or cycles that cannot be used; `problems` has one Chinese sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Unreadable(ValueError):
    """A sentence that lacks only the place."""


def read_templates(items: Sequence[Mapping[str, Any]]) -> dict[str, Template]:
    """Raises InvalidSpirals with every problem."""
    found: dict[str, Template] = {}
    problems: list[str] = []
    for item in items:
        try:
            found[str(item["code"])] = _template(item)
        except _Unreadable as problem:
            problems.append(f"螺旋模板 {item['code']}：{problem}")
    if problems:
        raise InvalidSpirals(problems)
    return found


def read_cycles(
    items: Sequence[Mapping[str, Any]], templates: Collection[str], levels: Collection[str]
) -> dict[str, Rhythm]:
    """Level → its rhythm. Raises InvalidSpirals with every problem."""
    found: dict[str, Rhythm] = {}
    problems: list[str] = []
    for item in items:
        try:
            found[str(item["code"])] = _rhythm(item, templates, levels)
        except _Unreadable as problem:
            problems.append(f"诊改周期 {item['code']}：{problem}")
    if problems:
        raise InvalidSpirals(problems)
    return found


def _template(item: Mapping[str, Any]) -> Template:
    _check_keys(item, TEMPLATE_KEYS, TEMPLATE_KEYS)
    written = item["nodes"]
    if not isinstance(written, list) or not all(isinstance(each, Mapping) for each in written):
        raise _Unreadable("nodes 写成一个列表，每项是 {code: …, name: …, stage: …}")
    nodes = tuple(_node(each, place) for place, each in enumerate(written, start=1))
    codes = [node.code for node in nodes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise _Unreadable(f"节点 {'、'.join(twice)} 写了两次，第二次请换一个代码，例如 {twice[0]}_again")
    sentence = misplaced(nodes)
    if sentence:
        raise _Unreadable(sentence)
    return Template(str(item["code"]), str(item["name"]), str(item["source"]), nodes)


def _node(item: Mapping[str, Any], place: int) -> Node:
    try:
        _check_keys(item, NODE_KEYS, ("code", "name", "stage"))
        name = str(item["name"])
        if len(name) > LONGEST_NAME:
            raise _Unreadable(f"名称“{name}”太长，图上最多写 {LONGEST_NAME} 个字")
        shared = item.get("shared", False)
        if not isinstance(shared, bool):
            raise _Unreadable("shared 写 true 或 false")
        stage = Stage(_one_of(item["stage"], "stage", [stage.value for stage in Stage]))
        ring = Ring(_one_of(item.get("ring", Ring.STATIC.value), "ring", [ring.value for ring in Ring]))
    except _Unreadable as problem:
        raise _Unreadable(f"第 {place} 个节点{item.get('name', '')}：{problem}") from None
    return Node(str(item["code"]), name, stage, ring, shared)


def _rhythm(item: Mapping[str, Any], templates: Collection[str], levels: Collection[str]) -> Rhythm:
    _check_keys(item, CYCLE_KEYS, CYCLE_KEYS)
    if item["code"] not in levels:
        raise _Unreadable(f"code 写层面的代码，没有 {item['code']} 这个层面；现有 {'、'.join(levels)}")
    kind = PeriodKind(_one_of(item["period"], "period", [kind.value for kind in CYCLE_KINDS]))
    return Rhythm(kind, _one_of(item["template"], "template", templates))


def _check_keys(item: Mapping[str, Any], known: Sequence[str], required: Sequence[str]) -> None:
    for key in required:
        if not item.get(key):
            raise _Unreadable(f"缺少 {key}")
    unknown = sorted(set(item) - set(known))
    if unknown:
        raise _Unreadable(f"不认识 {'、'.join(unknown)}；可写的有 {'、'.join(known)}")


def _one_of(written: Any, key: str, known: Collection[str]) -> str:
    if str(written) in known:
        return str(written)
    near = get_close_matches(str(written), known, n=1)
    hint = f"是不是 {near[0]}？" if near else f"可用 {'、'.join(known)}"
    raise _Unreadable(f"{key} 没有“{written}”，{hint}")
