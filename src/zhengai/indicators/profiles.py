"""What the profiles of a level show: its key indicators and the groups in which indicators are read. Both are data of
the packs, sections `profiles` and `indicator_groups`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.framework import queries as framework
from zhengai_engine.model.indicator import Indicator

MOST_KEYS = 4


@dataclass(frozen=True)
class Group:
    """指标类别."""

    code: str
    name: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Profiles:
    """`keys`: level → its key indicators, the most telling first."""

    keys: Mapping[str, tuple[str, ...]]
    groups: tuple[Group, ...]


_PROFILES: ContentCache[Profiles] = ContentCache()


def profiles(college: College) -> Profiles:
    return _PROFILES.get(lambda: framework.fingerprint(college), lambda: _read(college))


def _read(college: College) -> Profiles:
    keys = {item["code"]: tuple(item.get("key", ())) for item in framework.section(college, "profiles")}
    groups = framework.section(college, "indicator_groups")
    return Profiles(
        keys, tuple(Group(item["code"], item["name"], tuple(item["indicators"])) for item in groups)
    )


def problems_of(
    profiles: Sequence[Mapping[str, Any]],
    groups: Sequence[Mapping[str, Any]],
    levels: Sequence[str],
    datasets: Sequence[str],
    indicators: Mapping[str, Indicator],
) -> list[str]:
    """Every problem of the two sections, one sentence each."""
    return [
        *(sentence for item in profiles for sentence in _of_profile(item, levels, datasets, indicators)),
        *(sentence for item in groups for sentence in _of_group(item, indicators)),
        *_twice(groups),
    ]


def _of_profile(
    item: Mapping[str, Any],
    levels: Sequence[str],
    datasets: Sequence[str],
    indicators: Mapping[str, Indicator],
) -> list[str]:
    code, keys, parts = item["code"], item.get("key"), item.get("parts", {})
    if code not in levels:
        return [f"画像 {code} 不是层面，请改成方案里的一个层面代码"]
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS:
        return [f"画像 {code} 的 key 要写一到 {MOST_KEYS} 个指标代码"]
    if not isinstance(parts, Mapping):
        return [f"画像 {code} 的 parts 要写成“层面: 数据集”"]
    found = [f"画像 {code} 的关键指标 {key} 不存在" for key in keys if key not in indicators]
    found += [
        f"画像 {code} 的关键指标 {key} 没有在这个层面计算"
        for key in keys
        if key in indicators and code not in indicators[key].levels
    ]
    found += [f"画像 {code} 的 parts 里没有层面 {part}" for part in parts if part not in levels]
    found += [f"画像 {code} 的 parts 里没有数据集 {each}" for each in parts.values() if each not in datasets]
    return found


def _of_group(item: Mapping[str, Any], indicators: Mapping[str, Indicator]) -> list[str]:
    code, held = item["code"], item.get("indicators")
    if not item.get("name") or not isinstance(held, list):
        return [f"指标类别 {code} 要有 name 和 indicators(指标代码的列表)"]
    return [f"指标类别 {code} 里的指标 {each} 不存在" for each in held if each not in indicators]


def _twice(groups: Sequence[Mapping[str, Any]]) -> list[str]:
    first: dict[str, str] = {}
    named = [(each, item["code"]) for item in groups for each in item.get("indicators") or ()]
    return [
        f"指标类别 {code} 里的指标 {each} 已在类别 {first[each]} 里"
        for each, code in named
        if first.setdefault(each, code) != code
    ]
