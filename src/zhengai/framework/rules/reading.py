"""Reads one YAML file of a pack, safely and with the line of every mapping.

Stricter than YAML on purpose, because packs are written by people who do not know its traps: a key twice in
a mapping is an error, only `true` and `false` are yes/no (not `no`, `on` …), dates, `0101` and `1:30` stay
text, and anchors are refused (they can blow a small file up to gigabytes).
"""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from zhengai.framework.rules.problem import Problem

MAX_BYTES = 2 * 1024 * 1024
_MAX_DEPTH = 40


class LocatedMapping(dict[str, Any]):
    """A mapping that remembers the line on which it begins; equal to a plain dict."""

    line: int = 0


class _Refused(yaml.YAMLError):
    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


class _PackLoader(yaml.SafeLoader):
    """SafeLoader with the rules of this module; its resolvers are set below."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _Refused("不能使用 YAML 锚点引用(*名称)，请把内容写全", self._line())
        if self._depth > _MAX_DEPTH:
            raise _Refused(f"嵌套超过 {_MAX_DEPTH} 层", self._line())
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _line(self) -> int:
        return int(self.peek_event().start_mark.line) + 1  # type: ignore[no-untyped-call]


def _mapping(loader: _PackLoader, node: yaml.MappingNode) -> LocatedMapping:
    result = LocatedMapping()
    result.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or not isinstance(key, str):
            raise _Refused(f"键 {key!r} 不是文字，请加引号", line)
        if key in result:
            raise _Refused(f"键“{key}”在同一处写了两次，请删去一个", line)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_PackLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_TEXT = "tag:yaml.org,2002:str"
_PATTERNS: dict[str, re.Pattern[str]] = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    _PATTERNS[f"tag:yaml.org,2002:{_tag}"] = re.compile(rf"^(?:{_pattern})$")
    _PackLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", _PATTERNS[f"tag:yaml.org,2002:{_tag}"], list(_first)
    )


def tag_of(text: str) -> str:
    """What this reader takes an unquoted word for: text, or another type."""
    return next((tag for tag, pattern in _PATTERNS.items() if pattern.match(text)), _TEXT)


def read_yaml(path: Path, shown: str) -> tuple[Any, list[Problem]]:
    """The content of a file, or null and what is wrong; `shown` names the file in problems."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None, [Problem(shown, None, f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆成几个文件")]
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [Problem(shown, line, "文件不是 UTF-8 编码，请另存为 UTF-8")]
    except OSError as error:
        return None, [Problem(shown, None, f"文件读不出来({error.strerror})")]
    return read_text(text, shown)


def read_text(text: str, shown: str) -> tuple[Any, list[Problem]]:
    """The same for what somebody wrote on a page."""
    try:
        return yaml.load(text, Loader=_PackLoader), []  # noqa: S506 - a SafeLoader, made stricter
    except _Refused as refusal:
        return None, [Problem(shown, refusal.line, refusal.sentence)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = "YAML 写法不对，请检查缩进、冒号后的空格和引号"
        return None, [Problem(shown, mark.line + 1 if mark else None, sentence)]
    except yaml.YAMLError:
        return None, [Problem(shown, None, "文件里有不能显示的控制字符，请删去")]
