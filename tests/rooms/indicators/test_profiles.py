"""Which indicators a profile shows, and how they are grouped: data of the packs, checked before they are installed."""

from typing import Any

import pytest

from zhengai.college.models import College
from zhengai.indicators import queries
from zhengai.indicators.profiles import problems_of, profiles

LEVELS, DATASETS = ["course", "programme"], ["offerings"]


def test_the_foundation_names_four_for_each_level(taught: College) -> None:
    found = profiles(taught)
    assert set(found.keys) == {"college", "department", "programme", "course", "class", "teacher", "student"}
    assert {len(codes) for codes in found.keys.values()} == {4}


def test_every_indicator_of_the_foundation_is_in_one_group(taught: College) -> None:
    named = [code for group in profiles(taught).groups for code in group.indicators]
    assert sorted(named) == sorted(set(named)) == sorted(queries.indicators(taught))


def problems(college: College, profile: dict[str, Any] | None = None, *groups: dict[str, Any]) -> list[str]:
    items = [profile] if profile else []
    return problems_of(items, groups, LEVELS, DATASETS, queries.indicators(college))


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ({"code": "planet", "key": ["pass_rate"]}, "画像 planet 不是层面，请改成方案里的一个层面代码"),
        ({"code": "course"}, "画像 course 的 key 要写一到 4 个指标代码"),
        ({"code": "course", "key": ["pass_rate"] * 5}, "画像 course 的 key 要写一到 4 个指标代码"),
        ({"code": "course", "key": ["nonesuch"]}, "画像 course 的关键指标 nonesuch 不存在"),
        (
            {"code": "course", "key": ["employment_rate"]},
            "画像 course 的关键指标 employment_rate 没有在这个层面计算",
        ),
        (
            {"code": "course", "key": ["pass_rate"], "parts": ["x"]},
            "画像 course 的 parts 要写成“层面: 数据集”",
        ),
        (
            {"code": "course", "key": ["pass_rate"], "parts": {"x": "offerings"}},
            "画像 course 的 parts 里没有层面 x",
        ),
        (
            {"code": "course", "key": ["pass_rate"], "parts": {"course": "x"}},
            "画像 course 的 parts 里没有数据集 x",
        ),
    ],
)
def test_a_wrong_profile_is_told(taught: College, profile: dict[str, Any], sentence: str) -> None:
    assert problems(taught, profile) == [sentence]


def test_wrong_groups_are_told(taught: College) -> None:
    assert problems(taught, None, {"code": "a", "name": "甲"}) == [
        "指标类别 a 要有 name 和 indicators(指标代码的列表)"
    ]
    first = {"code": "a", "name": "甲", "indicators": ["pass_rate", "nonesuch"]}
    second = {"code": "b", "name": "乙", "indicators": ["pass_rate"]}
    assert problems(taught, None, first, second) == [
        "指标类别 a 里的指标 nonesuch 不存在",
        "指标类别 b 里的指标 pass_rate 已在类别 a 里",
    ]


def test_a_sound_profile_has_no_problem(taught: College) -> None:
    assert problems(taught, {"code": "course", "key": ["pass_rate"], "parts": {"course": "offerings"}}) == []
