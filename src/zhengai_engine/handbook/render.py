"""The definitions as a document people can read, discuss and sign: Markdown, in Chinese."""

from collections.abc import Iterator, Mapping

from zhengai_engine.formulas.text import to_text
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.handbook.words import DIRECTION, MISSING, over_levels, over_time
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.walk import datasets_of, dependencies
from zhengai_engine.tables.catalogue import Catalogue


def render_handbook(indicators: Mapping[str, Indicator], vocabulary: Vocabulary, catalogue: Catalogue) -> str:
    """One section an indicator, in the order given, after an index by level."""
    lines = ["# 指标手册", "", f"共 {len(indicators)} 个指标。公式的中文和英文写法等价。", ""]
    lines.extend(_index(indicators, catalogue))
    lines.extend(["## 指标", ""])
    for each in indicators.values():
        lines.extend(_section(each, indicators, vocabulary, catalogue))
    return "\n".join(lines).rstrip("\n") + "\n"


def _index(indicators: Mapping[str, Indicator], catalogue: Catalogue) -> Iterator[str]:
    yield "## 按层面查找"
    yield ""
    for level in catalogue.levels.values():
        offered = [each for each in indicators.values() if level.code in each.levels]
        if not offered:
            continue
        yield f"### {_plain(level.name)}层面({len(offered)} 个)"
        yield ""
        yield from (f"- [{_plain(each.name)}](#{each.code})" for each in offered)
        yield ""


def _section(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    vocabulary: Vocabulary,
    catalogue: Catalogue,
) -> Iterator[str]:
    yield f'<a id="{indicator.code}"></a>'
    yield ""
    yield f"### {_plain(indicator.name)}"
    yield ""
    if indicator.meaning:
        yield _plain(indicator.meaning)
        yield ""
    yield "| 项目 | 内容 |"
    yield "|---|---|"
    for label, content in _facts(indicator, indicators, catalogue):
        if content:
            yield f"| {label} | {content} |"
    yield ""
    yield from _formulas(indicator, vocabulary)


def _facts(
    indicator: Indicator, indicators: Mapping[str, Indicator], catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    yield "代码", f"`{indicator.code}`"
    yield "英文名称", _plain(indicator.english)
    yield "类型", indicator.kind.chinese
    yield "单位", _plain(indicator.unit)
    yield "小数位数", str(indicator.decimals)
    yield "方向", DIRECTION[indicator.direction]
    yield "层面", "、".join(_plain(catalogue.levels[each].name) for each in indicator.levels)
    yield "周期", "、".join(each.chinese for each in indicator.periods)
    yield "跨周期", over_time(indicator)
    yield "跨层面", _plain(over_levels(indicator, catalogue))
    yield "缺失值", MISSING[indicator.missing]
    yield "数据集", _datasets(indicator, catalogue)
    yield "引用的指标", _references(indicator, indicators)
    yield "依据", _plain(indicator.source)
    yield "责任部门", _plain(indicator.owner)
    yield "版本", str(indicator.version)


def _datasets(indicator: Indicator, catalogue: Catalogue) -> str:
    used = datasets_of(indicator.expression)
    return "、".join(
        f"{_plain(each.name)}(`{each.code}`)" for each in catalogue.datasets.values() if each.code in used
    )


def _references(indicator: Indicator, indicators: Mapping[str, Indicator]) -> str:
    used = dependencies(indicator.expression)
    known = (each for each in indicators.values() if each.code in used)
    return "、".join(f"[{_plain(each.name)}](#{each.code})" for each in known)


def _formulas(indicator: Indicator, vocabulary: Vocabulary) -> Iterator[str]:
    """In a fence longer than any run of backticks inside, so that a text in a formula cannot end it."""
    for label, text in (
        ("公式", to_text(indicator.expression, vocabulary, "zh")),
        ("英文公式", to_text(indicator.expression, vocabulary, "en")),
    ):
        fence = "```"
        while fence in text:
            fence += "`"
        yield from (f"{label}:", "", fence + "text", text, fence, "")


def _plain(text: str) -> str:
    """Free text inside a line of Markdown: nothing in it may become markup."""
    escaped = " ".join(text.split())
    for character in "\\`*_[]<>|#":
        escaped = escaped.replace(character, f"\\{character}")
    return escaped
