"""Reads dataset declarations as a pack holds them (plain mappings) into a checked Catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from zhengai_engine.model.level import COLLEGE, Level
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import (
    Choice,
    Dataset,
    Field,
    FieldType,
    InvalidDataset,
    Privacy,
    Register,
    TimeRule,
)

Word = TypeVar("Word", bound=StrEnum)
_DATASET_KEYS = (
    "code",
    "name",
    "aliases",
    "level",
    "label",
    "responsible",
    "key",
    "time",
    "paths",
    "owner",
    "senders",
    "frequency",
    "national_table",
    "meaning",
    "row_by_row",
    "fields",
)
_FIELD_KEYS = (
    "code",
    "name",
    "type",
    "unit",
    "required",
    "aliases",
    "choices",
    "references",
    "minimum",
    "maximum",
    "privacy",
    "default",
    "code_table",
    "meaning",
)
_DEFAULTS: dict[FieldType, tuple[tuple[type, ...], str]] = {
    FieldType.TEXT: ((str,), "文字"),
    FieldType.INTEGER: ((int,), "整数"),
    FieldType.NUMBER: ((int, float), "数值"),
    FieldType.BOOLEAN: ((bool,), "true 或 false"),
}


def read_catalogue(levels: Sequence[Mapping[str, Any]], datasets: Sequence[Mapping[str, Any]]) -> Catalogue:
    """The whole scheme's datasets and levels; InvalidDataset says which dataset and field is wrong and how."""
    return Catalogue([read_dataset(item) for item in datasets], [_level(item) for item in levels])


def read_dataset(item: Mapping[str, Any]) -> Dataset:
    """One declaration, checked by itself; what it refers to is checked by the Catalogue."""
    _mapping(item, "数据集声明")
    where = f"数据集 {item.get('code') or item.get('name') or '(没有代码)'}"
    _known_keys(item, _DATASET_KEYS, where)
    fields = tuple(_field(each, where) for each in _list(item, "fields", where))
    if not fields:
        raise InvalidDataset(f"{where} 没有字段，请在 fields 中逐个写出")
    _unambiguous(fields, where)
    return Dataset(
        code=_text(item, "code", where, required=True),
        name=_text(item, "name", where, required=True),
        fields=fields,
        key=_texts(item, "key", where),
        time=_time(item.get("time"), where),
        level=_text(item, "level", where) or None,
        label=_text(item, "label", where) or None,
        responsible=_text(item, "responsible", where) or None,
        paths=_paths(item.get("paths"), where),
        owner=_text(item, "owner", where),
        senders=_texts(item, "senders", where),
        frequency=_one_of(PeriodKind, item.get("frequency"), "frequency", where),
        national_table=_text(item, "national_table", where),
        aliases=_texts(item, "aliases", where),
        meaning=_text(item, "meaning", where),
        register=_register(item.get("row_by_row"), where),
    )


def _level(item: Mapping[str, Any]) -> Level:
    _mapping(item, "层面声明")
    where = f"层面 {item.get('code') or item.get('name') or '(没有代码)'}"
    return Level(_text(item, "code", where, required=True), _text(item, "name", where, required=True))


def _field(item: Mapping[str, Any], dataset: str) -> Field:
    _mapping(item, f"{dataset} 的字段")
    where = f"{dataset} 的字段 {item.get('code') or item.get('name') or '(没有代码)'}"
    _known_keys(item, _FIELD_KEYS, where)
    kind = _one_of(FieldType, item.get("type"), "type", where)
    if kind is None:
        raise InvalidDataset(f"{where} 没有写类型 type，可用：{'、'.join(FieldType)}")
    minimum, maximum = _number(item, "minimum", where), _number(item, "maximum", where)
    if (minimum is not None or maximum is not None) and kind not in (FieldType.INTEGER, FieldType.NUMBER):
        raise InvalidDataset(f"{where} 不是数值，不能写 minimum 或 maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise InvalidDataset(f"{where} 的最小值 {minimum:g} 大于最大值 {maximum:g}")
    choices = _choices(item, where)
    if choices and kind is not FieldType.TEXT:
        raise InvalidDataset(f"{where} 有选项 choices，类型应为 text")
    return Field(
        code=_text(item, "code", where, required=True),
        name=_text(item, "name", where, required=True),
        type=kind,
        unit=_text(item, "unit", where),
        required=_flag(item, "required", where),
        aliases=_texts(item, "aliases", where),
        choices=choices,
        references=_text(item, "references", where) or None,
        minimum=minimum,
        maximum=maximum,
        privacy=_one_of(Privacy, item.get("privacy"), "privacy", where) or Privacy.INTERNAL,
        default=_default(item.get("default"), kind, choices, (minimum, maximum), where),
        code_table=_text(item, "code_table", where),
        meaning=_text(item, "meaning", where),
    )


def _default(
    value: object,
    kind: FieldType,
    choices: Sequence[Choice],
    limits: tuple[float | None, float | None],
    where: str,
) -> str | int | float | bool | None:
    """As the field would hold it: a choice by its value, not by an alias."""
    if value is None:
        return None
    if kind not in _DEFAULTS:
        raise InvalidDataset(f"{where} 是日期，不能有默认值 default")
    types, name = _DEFAULTS[kind]
    if not isinstance(value, types) or (isinstance(value, bool) and kind is not FieldType.BOOLEAN):
        raise InvalidDataset(f"{where} 的默认值 default 应是{name}，读到的是 {value!r}")
    if choices and value not in [each.value for each in choices]:
        allowed = "、".join(each.value for each in choices)
        raise InvalidDataset(f"{where} 的默认值 {value} 不在选项中(可选：{allowed})")
    least, most = limits
    if isinstance(value, int | float) and not (
        (least is None or least <= value) and (most is None or value <= most)
    ):
        raise InvalidDataset(f"{where} 的默认值 {value} 超出了最小值和最大值")
    assert isinstance(value, str | int | float)
    return float(value) if kind is FieldType.NUMBER else value


def _choices(item: Mapping[str, Any], where: str) -> tuple[Choice, ...]:
    result: list[Choice] = []
    owner: dict[str, str] = {}
    for entry in _list(item, "choices", where):
        inside = f"{where} 的选项"
        if isinstance(entry, Mapping):
            _known_keys(entry, ("value", "aliases"), inside)
            choice = Choice(
                _text(entry, "value", inside, required=True),
                _texts(entry, "aliases", inside),
            )
        else:
            choice = Choice(_as_text(entry, "choices", where))
        for word in dict.fromkeys((choice.value, *choice.aliases)):
            if word in owner:
                raise InvalidDataset(f"{where} 的选项“{owner[word]}”和“{choice.value}”都有“{word}”")
            owner[word] = choice.value
        result.append(choice)
    return tuple(result)


def _time(value: object, where: str) -> TimeRule | None:
    if value is None:
        return None
    _mapping(value, f"{where} 的 time")
    assert isinstance(value, Mapping)
    _known_keys(value, ("kind", "fields"), f"{where} 的 time")
    kind = _one_of(PeriodKind, value.get("kind"), "time.kind", where)
    if kind is None:
        raise InvalidDataset(f"{where} 的 time 没有写粒度 kind，可用：{'、'.join(PeriodKind)}")
    try:
        return TimeRule(kind, _texts(value, "fields", where))
    except InvalidDataset as problem:
        raise InvalidDataset(f"{where}：{problem}") from problem


def _register(value: object, where: str) -> Register | None:
    if value is None:
        return None
    inside = f"{where} 的 row_by_row"
    _mapping(value, inside)
    assert isinstance(value, Mapping)
    _known_keys(value, ("theme", "number", "reviewed"), inside)
    return Register(
        theme=_text(value, "theme", inside, required=True),
        number=_text(value, "number", inside),
        reviewed=_flag(value, "reviewed", inside),
    )


def _paths(value: object, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if value is None:
        return ()
    _mapping(value, f"{where} 的 paths")
    assert isinstance(value, Mapping)
    if COLLEGE in value:
        raise InvalidDataset(f"{where} 不必写到 {COLLEGE} 的路径：每一行都属于学校")
    return tuple((str(level), _texts(value, level, f"{where} 的 paths")) for level in value)


def _unambiguous(fields: Iterable[Field], where: str) -> None:
    """A column header or a name in a formula must mean one field."""
    owner: dict[str, str] = {}
    for each in fields:
        for name in dict.fromkeys(each.names):
            if name in owner:
                raise InvalidDataset(f"{where} 的字段 {owner[name]} 和 {each.code} 都叫“{name}”")
            owner[name] = each.code


def _known_keys(item: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in item:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"，是不是 {near[0]}？" if near else f"，可用：{'、'.join(known)}"
            raise InvalidDataset(f"{where} 有不认识的键 {key}{hint}")


def _mapping(value: object, where: str) -> None:
    if not isinstance(value, Mapping):
        raise InvalidDataset(f"{where}应写成“键: 值”的样子，读到的是 {value!r}")


def _list(item: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = item.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidDataset(f"{where} 的 {key} 应是列表，读到的是 {value!r}")
    return value


def _texts(item: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    return tuple(_as_text(each, key, where) for each in _list(item, key, where))


def _text(item: Mapping[str, Any], key: str, where: str, *, required: bool = False) -> str:
    value = item.get(key)
    if value is None or value == "":
        if required:
            raise InvalidDataset(f"{where} 缺少 {key}")
        return ""
    return _as_text(value, key, where)


def _as_text(value: object, key: str, where: str) -> str:
    """YAML reads 1, 是/no and dates as other types; quoting makes them text."""
    if not isinstance(value, str):
        raise InvalidDataset(f"{where} 的 {key} 中 {value!r} 不是文字，请加引号")
    return value.strip()


def _flag(item: Mapping[str, Any], key: str, where: str) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        raise InvalidDataset(f"{where} 的 {key} 只能写 true 或 false，读到的是 {value!r}")
    return value


def _number(item: Mapping[str, Any], key: str, where: str) -> float | None:
    value = item.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidDataset(f"{where} 的 {key} 应是数值，读到的是 {value!r}")
    return float(value)


def _one_of(kind: type[Word], value: object, key: str, where: str) -> Word | None:
    if value is None:
        return None
    try:
        return kind(str(value))
    except ValueError:
        raise InvalidDataset(f"{where} 的 {key} 不能是 {value}，可用：{'、'.join(kind)}") from None
