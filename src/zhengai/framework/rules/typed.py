"""Items of a section against the section's model: every fault with its line, its key and the nearest known key."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any, get_args

from pydantic import BaseModel, StringConstraints, ValidationError

from zhengai.framework.rules.pack import Item
from zhengai.framework.rules.problem import Problem, nearest
from zhengai.framework.rules.section_names import NAMES

ItemCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]

_SENTENCES = {
    "missing": "缺少必填的“{key}”",
    "extra_forbidden": "没有“{key}”这个键",
    "string_type": "“{key}”应是文字，数字和是/否请加引号",
    "string_too_short": "“{key}”不能为空",
    "string_too_long": "“{key}”太长",
    "string_pattern_mismatch": "“{key}”只能用英文字母、数字和 . _ -",
    "list_type": "“{key}”应是一个列表，每项前写短横线",
    "tuple_type": "“{key}”应是一个列表，每项前写短横线",
    "too_short": "“{key}”至少要有一项",
    "dict_type": "“{key}”应是“键: 值”的写法",
    "model_type": "“{key}”应是“键: 值”的写法",
    "int_type": "“{key}”应是整数",
    "int_parsing": "“{key}”应是整数",
    "int_from_float": "“{key}”应是整数",
    "float_type": "“{key}”应是数值",
    "float_parsing": "“{key}”应是数值",
    "bool_type": "“{key}”只能写 true 或 false",
    "bool_parsing": "“{key}”只能写 true 或 false",
    "greater_than_equal": "“{key}”不能小于 {ge}",
    "greater_than": "“{key}”要大于 {gt}",
    "less_than_equal": "“{key}”不能大于 {le}",
    "less_than": "“{key}”要小于 {lt}",
}


def problems_of_items(items: Iterable[Item], model: type[BaseModel]) -> list[Problem]:
    """What the model says of each item, at the line of the innermost mapping that is wrong."""
    return [problem for item in items for problem in _of(item, model)]


def _of(item: Item, model: type[BaseModel]) -> list[Problem]:
    try:
        model.model_validate(item.values)
    except ValidationError as error:
        told = [
            Problem(
                item.file,
                line_of(item.values, each["loc"]) or item.line,
                f"{item.values['code']}：{sentence(each, model)}",
            )
            for each in _telling(error.errors())
        ]
        return list(dict.fromkeys(told))
    return []


def _telling(errors: Sequence[Any]) -> list[Any]:
    """Without the complaint about a missing key that is there, misspelt."""
    unknown = [each["loc"] for each in errors if each["type"] == "extra_forbidden"]
    return [
        each
        for each in errors
        if each["type"] != "missing"
        or not any(
            loc[:-1] == each["loc"][:-1] and nearest(str(loc[-1]), [str(each["loc"][-1])]) for loc in unknown
        )
    ]


def sentence(error: Any, model: type[BaseModel]) -> str:
    """One of pydantic's errors in Chinese, with the nearest known key or value."""
    location: tuple[int | str, ...] = error["loc"]
    key, known = _place(location, model)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return f"{f'“{key}”' if key else ''}{context['error']}"
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        hint = (
            nearest(str(error["input"]), allowed) or f"，可写 {'、'.join(each for each in allowed if each)}"
        )
        return f"“{key}”不能是“{error['input']}”{hint}"
    told = _SENTENCES.get(kind, "“{key}”的写法不对").format(key=key, **context)
    return told + (nearest(str(location[-1]), known) if kind == "extra_forbidden" else "")


def _place(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, list[str]]:
    """The key as people write it (elements.2.name) and the keys known beside it. What pydantic adds to tell the
    members of a union apart is left out."""
    parts: list[str] = []
    here: type[BaseModel] | None = model
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(part, int):
            parts.append(str(part + 1))
        elif here is not None and part in here.model_fields:
            parts.append(part)
            if not last:
                here = _inner(here.model_fields[part].annotation)
        elif here is None or last:
            parts.append(str(part))
    return ".".join(parts), sorted(here.model_fields) if here else []


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model inside list[…], tuple[…], dict[…], … | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for each in get_args(annotation) if (found := _inner(each))), None)


def line_of(content: object, location: Sequence[int | str]) -> int | None:
    """The line of the innermost mapping on the way to `location`; null when nothing on it remembers its line."""
    line = getattr(content, "line", None)
    for part in location:
        try:
            content = content[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
        line = getattr(content, "line", None) or line
    return line


def unknown_section(name: str, known: Collection[str]) -> str:
    """The sentence about a section that no room reads; empty for a college's own notes, which begin with x_. A section
    that has a name of its own is none, even where the room that reads it is not there."""
    if name in known or name in NAMES or name.startswith("x_"):
        return ""
    hint = nearest(name, sorted(known)) or "；本校自用的段落请以 x_ 开头，其余见 zhengai packs schema"
    return f"没有“{name}”这个段落{hint}"
