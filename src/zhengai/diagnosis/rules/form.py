"""A level's diagnosis form (诊断表): items → elements → points, as a pack writes it and a round keeps it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from zhengai_engine.model.indicator import Indicator

UNNAMED = "（名称待定）"
_MARKS = ("note", "verbatim")
_POINT_LISTS = ("indicators", "hints", "departments", "platform")


class Unreadable(ValueError):
    """A written form that cannot be read; the message is a Chinese sentence with its place."""


@dataclass(frozen=True)
class Marks:
    """What a scheme's author notes of a name: `gap` says what the source lacks there, `note` what is still to be
    checked, `verbatim` how the source writes the name where the form corrects it."""

    gap: str = ""
    note: str = ""
    verbatim: str = ""


@dataclass(frozen=True)
class Evidence:
    """相关信息(数据): what shows that a point is met, and the department that keeps it. `gap` where the source lacks
    something; then the department may be empty. An empty department without a gap: the source names none."""

    name: str
    department: str = ""
    gap: str = ""


@dataclass(frozen=True)
class FormPoint:
    """诊断点: a guiding question, and the indicators that answer part of it. `hints` are further questions,
    `platform` the numbers of the national status-data platform the source refers to."""

    code: str
    name: str
    question: str
    indicators: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    departments: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    marks: Marks = Marks()

    @property
    def has_guide(self) -> bool:
        """More to go by than the question."""
        return bool(self.hints or self.evidence or self.departments or self.platform)

    @property
    def answering(self) -> tuple[str, ...]:
        """The departments that answer for the point or keep some of its evidence, each once."""
        kept = (each.department for each in self.evidence if each.department)
        return tuple(dict.fromkeys((*self.departments, *kept)))


@dataclass(frozen=True)
class FormElement:
    """诊断要素. Its name is UNNAMED where the source has none (then `marks.gap` says so)."""

    code: str
    name: str
    points: tuple[FormPoint, ...]
    marks: Marks = Marks()


@dataclass(frozen=True)
class FormItem:
    code: str
    name: str
    elements: tuple[FormElement, ...]
    marks: Marks = Marks()


@dataclass(frozen=True)
class FormScheme:
    """`words` are everyday names of indicators, for those who do not speak the language of officials."""

    code: str
    name: str
    level: str
    items: tuple[FormItem, ...]
    words: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _elements(self) -> tuple[FormElement, ...]:
        return tuple(element for item in self.items for element in item.elements)

    @cached_property
    def _points(self) -> tuple[FormPoint, ...]:
        return tuple(point for element in self._elements for point in element.points)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Point → its place in the form, from 1."""
        return {point.code: number for number, point in enumerate(self._points, start=1)}

    def elements(self) -> tuple[FormElement, ...]:
        return self._elements

    def points(self) -> tuple[FormPoint, ...]:
        """In the order of the form."""
        return self._points

    def point(self, code: str) -> FormPoint | None:
        number = self.numbers.get(code)
        return self._points[number - 1] if number else None

    def indicators(self) -> list[str]:
        """Each once, in the order of the form."""
        return list(dict.fromkeys(code for point in self.points() for code in point.indicators))


def read_form(item: Mapping[str, Any]) -> FormScheme:
    """Raises Unreadable."""
    where = f"诊断表 {item.get('code', '')}"
    _check_keys(item, where, ("code", "name", "level", "items"), ("words", "source", "note"))
    words = item.get("words", {})
    if not isinstance(words, Mapping):
        raise Unreadable(f"{where}：words 写成“指标代码: 日常说法”的样子")
    return FormScheme(
        code=str(item["code"]),
        name=str(item["name"]),
        level=str(item["level"]),
        items=tuple(_item(each, where) for each in _list(item["items"], where, "items")),
        words={str(code): str(word) for code, word in words.items()},
    )


def _item(written: Any, where: str) -> FormItem:
    where = f"{where} 项目 {_code(written)}"
    _check_keys(written, where, ("code", "name", "elements"), _MARKS)
    elements = tuple(_element(each, where) for each in _list(written["elements"], where, "elements"))
    return FormItem(str(written["code"]), str(written["name"]), elements, _marks(written))


def _element(written: Any, where: str) -> FormElement:
    """A name the source lacks is not invented: the element says `gap` instead."""
    where = f"{where} 要素 {_code(written)}"
    named = ("name",) if not (isinstance(written, Mapping) and written.get("gap")) else ()
    _check_keys(written, where, ("code", *named, "points"), ("name", "gap", *_MARKS))
    points = tuple(_point(each, where) for each in _list(written["points"], where, "points"))
    return FormElement(str(written["code"]), str(written.get("name") or UNNAMED), points, _marks(written))


def _point(written: Any, where: str) -> FormPoint:
    where = f"{where} 诊断点 {_code(written)}"
    optional = (*_POINT_LISTS, "evidence", "gap", *_MARKS)
    _check_keys(written, where, ("code", "name", "question"), optional)
    lists = {key: _texts(written, where, key) for key in _POINT_LISTS}
    evidence = written.get("evidence", [])
    if not isinstance(evidence, list):
        raise Unreadable(f"{where}：evidence 写成列表，每项是 {{name: …, department: …}}")
    return FormPoint(
        code=str(written["code"]),
        name=str(written["name"]),
        question=str(written["question"]),
        evidence=tuple(_evidence(each, f"{where} 佐证 {n}") for n, each in enumerate(evidence, start=1)),
        marks=_marks(written),
        **lists,
    )


def _evidence(written: Any, where: str) -> Evidence:
    _check_keys(written, where, ("name",), ("department", "gap"))
    return Evidence(*(str(written.get(key, "")) for key in ("name", "department", "gap")))


def _marks(written: Mapping[str, Any]) -> Marks:
    return Marks(**{key: str(written.get(key, "")) for key in ("gap", *_MARKS)})


def _texts(written: Mapping[str, Any], where: str, key: str) -> tuple[str, ...]:
    texts = written.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise Unreadable(f"{where}：{key} {_LIST_OF[key]}")
    return tuple(texts)


_LIST_OF = {
    "indicators": "写指标代码的列表，没有指标时不写或写 []",
    "hints": "写提示问题的列表，每项一句话",
    "departments": "写责任部门名称的列表",
    "platform": "写状态数据平台编号的列表，每个编号加引号",
}


def _code(written: Any) -> str:
    return str(written.get("code", "")) if isinstance(written, Mapping) else ""


def _list(written: Any, where: str, key: str) -> list[Any]:
    if not isinstance(written, list) or not written:
        raise Unreadable(f"{where}：{key} 要写成至少有一项的列表")
    return written


def _check_keys(written: Any, where: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    if not isinstance(written, Mapping):
        raise Unreadable(f"{where}：要写成“code: …”这样的一组键值")
    missing = [key for key in required if not written.get(key)]
    if missing:
        raise Unreadable(f"{where}：缺少 {'、'.join(missing)}，请补上")
    unknown = sorted(set(written) - {*required, *optional})
    if unknown:
        raise Unreadable(
            f"{where}：不认识 {'、'.join(unknown)}；可写的有 {'、'.join((*required, *optional))}"
        )


def problems_of_forms(
    items: Collection[Mapping[str, Any]], indicators: Mapping[str, Indicator], levels: Collection[str]
) -> list[str]:
    """Every problem of a scheme's diagnosis forms, one sentence each; empty when they are sound."""
    problems: list[str] = []
    seen: dict[str, str] = {}
    for item in items:
        try:
            scheme = read_form(item)
        except Unreadable as problem:
            problems.append(str(problem))
            continue
        if scheme.level in seen:
            problems.append(
                f"诊断表 {scheme.code}：层面 {scheme.level} 已有诊断表 {seen[scheme.level]}，一个层面只写一份"
            )
        seen[scheme.level] = scheme.code
        problems += _problems(scheme, indicators, levels)
    return problems


def _problems(
    scheme: FormScheme, indicators: Mapping[str, Indicator], levels: Collection[str]
) -> Iterator[str]:
    where = f"诊断表 {scheme.code}"
    if scheme.level not in levels:
        yield f"{where}：没有层面 {scheme.level}，可用的有 {'、'.join(levels)}"
        return
    yield from _twice(scheme)
    for point in scheme.points():
        for code in point.indicators:
            sentence = _unusable(code, scheme.level, indicators)
            if sentence:
                yield f"{where} 诊断点 {point.code}：{sentence}"
    for code in sorted(set(scheme.words) - set(scheme.indicators())):
        yield f"{where}：words 里的 {code} 没有诊断点使用，请删去或改正代码"


def _twice(scheme: FormScheme) -> Iterator[str]:
    for kind, codes in (
        ("要素", [element.code for element in scheme.elements()]),
        ("诊断点", [point.code for point in scheme.points()]),
    ):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"诊断表 {scheme.code}：{kind} {code} 写了两次，请换一个代码"


def _unusable(code: str, level: str, indicators: Mapping[str, Indicator]) -> str:
    found = indicators.get(code)
    if found is None:
        near = get_close_matches(code, indicators, n=2, cutoff=0.6)
        return f"指标 {code} 不存在" + (f"，是不是 {' 或 '.join(near)}？" if near else "，请改正或删去")
    if level not in found.levels:
        return f"指标 {found.name} 不在 {level} 层面计算，可用的层面有 {'、'.join(found.levels)}"
    return ""
