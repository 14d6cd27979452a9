"""One indicator as a pack writes it: keys and values checked, formula not yet read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.vocabulary import IndicatorOutline
from zhengai_engine.model.indicator import Direction, IndicatorKind, Missing, OverLevels, OverTime
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue

REQUIRED = ("code", "name", "kind", "formula", "levels", "periods")
_PLAIN = ("english", "unit", "meaning", "source", "owner")
_ENUMS: dict[str, type[StrEnum]] = {
    "kind": IndicatorKind,
    "direction": Direction,
    "over_time": OverTime,
    "over_levels": OverLevels,
    "missing": Missing,
}
_WHOLE = {"decimals": (0, 6), "version": (1, 1_000_000)}
KEYS = (*REQUIRED, *(key for key in (*_PLAIN, *_ENUMS, *_WHOLE) if key not in REQUIRED))
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NOT_COMPUTED = (IndicatorKind.DOCUMENT, IndicatorKind.TEXT)

_Enum = TypeVar("_Enum", bound=StrEnum)


@dataclass
class Draft:
    """What could be read of an item. `values` are arguments of Indicator; it is complete when `problems` is
    empty. An outline exists as soon as there is a code and a name, so that others may refer to it meanwhile."""

    where: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def formula(self) -> str:
        return str(self.values.get("formula", ""))

    def outline(self) -> IndicatorOutline | None:
        if not self.code or not self.name:
            return None
        kind = self.values.get("kind", IndicatorKind.NUMBER)
        return IndicatorOutline(self.code, self.name, kind, self.values.get("english", ""))

    def complain(self, problem: str) -> None:
        self.problems.append(f"{self.where}：{problem}")


def read_item(item: Any, position: int, catalogue: Catalogue) -> Draft:
    if not isinstance(item, Mapping):
        draft = Draft(f"第 {position} 个指标")
        draft.complain("要写成“键: 值”的样子")
        return draft
    draft = Draft(_where(item, position))
    for key in item:
        if key not in KEYS:
            draft.complain(f"没有“{key}”这个键{_hint(str(key), KEYS)}")
    for key in REQUIRED:
        if item.get(key) in (None, "", []):
            draft.complain(f"缺少“{key}”")
    for key, value in item.items():
        if key in KEYS and value not in (None, "", []):
            _read(draft, str(key), value, catalogue)
    return draft


def _where(item: Mapping[str, Any], position: int) -> str:
    code, name = item.get("code"), item.get("name")
    if code and name:
        return f"指标 {code}({name})"
    return f"指标 {code or name}" if code or name else f"第 {position} 个指标"


def _hint(written: str, known: tuple[str, ...]) -> str:
    near = nearest(written, known)
    return f"，是不是{'或'.join(f'“{each}”' for each in near)}？" if near else f"，可以是{'、'.join(known)}"


def _read(draft: Draft, key: str, value: Any, catalogue: Catalogue) -> None:
    if key in _ENUMS:
        found = _enum(draft, key, value, _ENUMS[key])
        if found is not None:
            draft.values[key] = found
    elif key == "levels":
        draft.values[key] = tuple(each.code for each in _levels(draft, value, catalogue))
    elif key == "periods":
        draft.values[key] = _periods(draft, value)
    elif key in _WHOLE:
        _whole(draft, key, value)
    elif not isinstance(value, str):
        draft.complain(f"“{key}”要是文本，不能是 {value!r}")
    elif key == "code" and not _CODE.fullmatch(value):
        draft.complain(f"代码“{value}”要以小写字母开头，只含小写字母、数字和下划线")
    else:
        draft.values[key] = value.strip()


def _enum(draft: Draft, key: str, value: Any, kind: type[_Enum]) -> _Enum | None:
    for each in kind:
        if value == each.value or (isinstance(each, IndicatorKind) and value == each.chinese):
            if each in _NOT_COMPUTED and isinstance(each, IndicatorKind):
                draft.complain(f"{each.chinese}类的指标不由公式计算，请改用其他类型")
            return each
    draft.complain(f"“{key}”不能是“{value}”{_hint(str(value), tuple(str(each) for each in kind))}")
    return None


def _whole(draft: Draft, key: str, value: Any) -> None:
    lowest, highest = _WHOLE[key]
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        draft.complain(f"“{key}”要是 {lowest} 到 {highest} 的整数，不能是 {value!r}")
    else:
        draft.values[key] = value


def _levels(draft: Draft, value: Any, catalogue: Catalogue) -> list[Level]:
    known = tuple(name for each in catalogue.levels.values() for name in (each.name, each.code))
    return _listed(draft, "levels", "层面", value, catalogue.find_level, known)


def _periods(draft: Draft, value: Any) -> tuple[PeriodKind, ...]:
    by_name = {name: kind for kind in PeriodKind for name in (kind.value, kind.chinese)}
    return tuple(_listed(draft, "periods", "周期类型", value, by_name.get, tuple(by_name)))


_Entry = TypeVar("_Entry")


def _listed(
    draft: Draft,
    key: str,
    chinese: str,
    value: Any,
    find: Callable[[str], _Entry | None],
    known: tuple[str, ...],
) -> list[_Entry]:
    if not isinstance(value, list | tuple):
        draft.complain(f"“{key}”要是一个列表，不能是 {value!r}")
        return []
    found: list[_Entry] = []
    for each in value:
        entry = find(str(each))
        if entry is None:
            draft.complain(f"没有{chinese}“{each}”{_hint(str(each), known)}")
        elif entry in found:
            draft.complain(f"“{key}”里“{each}”写了两次")
        else:
            found.append(entry)
    return found
