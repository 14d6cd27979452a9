"""The part of docs/reference/packs.md that is written from the models. `python -m tests.packs.page` writes it anew."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "packs.md"
BEGIN, END = "<!-- sections: begin -->\n", "<!-- sections: end -->\n"


def written() -> str:
    """Two tables: the sections with their keys (those that must be written in bold), and the words."""
    return "\n".join([*_sections(), "", *_words(), ""])


def _sections() -> Iterator[str]:
    from zhengai.framework.rules.manifest import IN_MANIFEST
    from zhengai.framework.sections import sections

    yield "| 段落 | 名称 | 键(粗体必填) |"
    yield "|---|---|---|"
    for code, section in sections().items():
        place = "，写在 pack.yaml 里" if code in IN_MANIFEST else ""
        yield f"| `{code}` | {section.name}{place} | {_keys(section.schema())} |"


def _keys(schema: dict[str, Any]) -> str:
    item = schema["items"]
    required = set(item.get("required", ()))
    return "、".join(_key(name, name in required, rule, schema) for name, rule in item["properties"].items())


def _key(name: str, required: bool, rule: dict[str, Any], schema: dict[str, Any]) -> str:
    """With the keys of what it holds in brackets, one level deep."""
    shown = f"**`{name}`**" if required else f"`{name}`"
    inner = _inner(rule, schema)
    return f"{shown}({'、'.join(inner)})" if inner else shown


def _inner(rule: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    for each in (rule, rule.get("items", {}), *rule.get("anyOf", ())):
        name = str(each.get("$ref", "")).rpartition("/")[2]
        held = schema.get("$defs", {}).get(name, {})
        if "properties" in held:
            return [f"`{key}`" for key in held["properties"]]
    return []


def _words() -> Iterator[str]:
    from zhengai.framework.rules.words import WORDS

    yield "| 用语 | 不改时是 |"
    yield "|---|---|"
    for code, word in WORDS.items():
        yield f"| `{code}` | {word} |"


def current() -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{written()}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
