"""Reads the limits of a control point, of a variant for some schools, or of an override for one subject."""

from collections.abc import Mapping
from typing import Any

from zhengai.standards.rules.specification import Limits
from zhengai_engine.scoring import (
    Alternative,
    Condition,
    Grade,
    InvalidLimit,
    Limit,
    WarningLimit,
    read_limit,
)


class Unreadable(ValueError):
    """A written form that cannot be read; the message is a Chinese sentence."""


def read_limits(item: Mapping[str, Any]) -> Limits:
    """Only what is written; raises Unreadable."""
    warnings, alternatives = item.get("warnings"), item.get("alternatives")
    return Limits(
        target=_limit(item["target"], "target") if "target" in item else None,
        standard=_limit(item["standard"], "standard") if "standard" in item else None,
        warnings=None if warnings is None else _warnings(warnings),
        alternatives=None if alternatives is None else tuple(_alternative(each) for each in alternatives),
    )


def read_number(written: Any, key: str) -> float:
    """A number that is not negative; a percent sign divides by 100."""
    try:
        return (
            read_limit(f">= {written}").value if not str(written).startswith("-") else _refuse(key, written)
        )
    except InvalidLimit:
        return _refuse(key, written)


def _refuse(key: str, written: Any) -> float:
    raise Unreadable(f"{key} 要写不小于 0 的数，不是“{written}”")


def _limit(written: Any, key: str) -> Limit:
    try:
        return read_limit(written)
    except InvalidLimit as problem:
        raise Unreadable(f"{key} {problem}") from None


def _warnings(written: Any) -> tuple[WarningLimit, ...]:
    if not isinstance(written, Mapping) or not set(written) <= set(Grade):
        raise Unreadable("warnings 按等级写，等级有 notice(提示)、warning(预警)、severe(严重)")
    return tuple(
        WarningLimit(grade, _limit(written[grade], f"warnings.{grade}"))
        for grade in Grade
        if grade in written
    )


def _alternative(written: Any) -> Alternative:
    if not isinstance(written, Mapping) or not written.get("name") or not written.get("all"):
        raise Unreadable("alternatives 的每一项都要有 name 和 all(要同时成立的条件)")
    return Alternative(str(written["name"]), tuple(_condition(each) for each in written["all"]))


def _condition(written: Any) -> Condition:
    if not isinstance(written, Mapping) or set(written) != {"indicator", "is"}:
        raise Unreadable('alternatives 的条件写成 {indicator: 指标代码, is: "> 1000"}')
    return Condition(str(written["indicator"]), _limit(written["is"], "alternatives"))
