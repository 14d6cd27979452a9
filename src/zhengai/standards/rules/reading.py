"""Reads the written form of control points; every problem is one Chinese sentence with its place."""

from collections.abc import Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any

from zhengai.standards.rules.limits import Unreadable, read_limits, read_number
from zhengai.standards.rules.specification import (
    DUE_DAYS,
    GRACE_DAYS,
    MISSING_SHARE,
    InvalidControlPoints,
    MissingData,
    Responsible,
    ResponsibleKind,
    Specification,
    Variant,
)
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.scoring import Grade, Judging, Margin

REQUIRED = ("code", "name", "indicator", "level", "period", "source")
LIMIT_KEYS = ("target", "standard", "warnings", "alternatives")
OPTIONAL = (
    *LIMIT_KEYS,
    "variants",
    "min_denominator",
    "consecutive",
    "margin",
    "running",
    "responsible",
    "due_days",
    "no_data",
    "valid_from",
    "valid_until",
    "meaning",
    "sentence",
)
SENTENCE_FIELDS = ("subject", "period", "indicator", "value", "limit", "trend", "grade", "due")


def read_item(item: Mapping[str, Any]) -> Specification:
    """One control point; raises Unreadable with a sentence that lacks only the control point's name."""
    _check_keys(item)
    period = _period(item["period"])
    return Specification(
        code=str(item["code"]),
        name=str(item["name"]),
        indicator=str(item["indicator"]),
        level=str(item["level"]),
        period=period,
        source=str(item["source"]),
        limits=read_limits(item),
        variants=tuple(_variant(each) for each in item.get("variants", ())),
        judging=_judging(item),
        running=bool(item.get("running", False)),
        responsible=_responsible(str(item.get("responsible", "subject"))),
        due_days=_due_days(item.get("due_days", {})),
        missing=_missing(item.get("no_data", {}), period),
        valid_from=_day(item, "valid_from"),
        valid_until=_day(item, "valid_until"),
        meaning=str(item.get("meaning", "")),
        sentence=_sentence(str(item.get("sentence", ""))),
    )


def read_items(items: Sequence[Mapping[str, Any]]) -> dict[str, Specification]:
    """All of a scheme; raises InvalidControlPoints with every problem of reading."""
    found: dict[str, Specification] = {}
    problems: list[str] = []
    for position, item in enumerate(items, start=1):
        where = f"质控点 {item.get('code') or f'第 {position} 项'}"
        try:
            specification = read_item(item)
        except Unreadable as problem:
            problems.append(f"{where}：{problem}")
            continue
        if specification.code in found:
            problems.append(f"{where}：代码写了两次，请换一个")
        found[specification.code] = specification
    if problems:
        raise InvalidControlPoints(problems)
    return found


def _check_keys(item: Mapping[str, Any]) -> None:
    for key in REQUIRED:
        if not item.get(key):
            raise Unreadable(f"缺少 {key}")
    unknown = sorted(set(item) - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise Unreadable(f"不认识 {'、'.join(unknown)}；可写的有 {'、'.join((*REQUIRED, *OPTIONAL))}")


def _period(code: Any) -> PeriodKind:
    try:
        return PeriodKind(str(code))
    except ValueError:
        raise Unreadable(f"没有“{code}”这种周期，可用 {'、'.join(PeriodKind)}") from None


def _variant(item: Any) -> Variant:
    if not isinstance(item, Mapping) or not item.get("categories"):
        raise Unreadable("variants 的每一项都要有 categories(学校类别)")
    unknown = sorted(set(item) - {"categories", *LIMIT_KEYS})
    if unknown:
        raise Unreadable(f"variants 里不认识 {'、'.join(unknown)}")
    return Variant(tuple(str(each) for each in item["categories"]), read_limits(item))


def _judging(item: Mapping[str, Any]) -> Judging:
    consecutive = item.get("consecutive", 1)
    if not isinstance(consecutive, int) or consecutive < 1:
        raise Unreadable(f"consecutive 要写不小于 1 的整数，不是“{consecutive}”")
    minimum = read_number(item.get("min_denominator", 0), "min_denominator")
    return Judging(consecutive, _margin(item.get("margin", 0)), minimum)


def _margin(written: Any) -> Margin:
    relative = isinstance(written, Mapping)
    if relative and set(written) != {"relative"}:
        raise Unreadable("margin 写成一个数，或 {relative: 0.1}")
    return Margin(read_number(written["relative"] if relative else written, "margin"), relative)


def _responsible(text: str) -> Responsible:
    kind, _, department = text.partition(":")
    if kind == ResponsibleKind.DEPARTMENT and department.strip():
        return Responsible(ResponsibleKind.DEPARTMENT, department.strip())
    if text in (ResponsibleKind.SUBJECT, ResponsibleKind.DATA_OWNER):
        return Responsible(ResponsibleKind(text))
    raise Unreadable(f"responsible 写 subject、data_owner 或 department:部门名称，不是“{text}”")


def _due_days(written: Any) -> dict[Grade, int]:
    known = set(Grade)
    if not isinstance(written, Mapping) or not set(written) <= known:
        raise Unreadable("due_days 按等级写天数，等级有 notice、warning、severe")
    if not all(isinstance(days, int) and days >= 0 for days in written.values()):
        raise Unreadable("due_days 的天数要写不小于 0 的整数")
    return DUE_DAYS | {Grade(grade): days for grade, days in written.items()}


def _missing(written: Any, period: PeriodKind) -> MissingData | None:
    if written == "ignore":
        return None
    if not isinstance(written, Mapping) or not set(written) <= {"share", "grace_days"}:
        raise Unreadable("no_data 写 ignore，或 {share: 20%, grace_days: 3}")
    share = read_number(written.get("share", MISSING_SHARE), "no_data.share")
    if not 0 < share <= 1:
        raise Unreadable("no_data.share 要大于 0、不超过 100%")
    grace = written.get("grace_days", GRACE_DAYS[period])
    if not isinstance(grace, int) or grace < 0:
        raise Unreadable("no_data.grace_days 要写不小于 0 的整数")
    return MissingData(share, grace)


def _day(item: Mapping[str, Any], key: str) -> date | None:
    written = item.get(key)
    if written is None or isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise Unreadable(f"{key} 写成 2026-09-01 的样子，不是“{written}”") from None


def _sentence(text: str) -> str:
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise Unreadable("sentence 里的花括号不成对") from None
    unknown = sorted(names - set(SENTENCE_FIELDS))
    if unknown:
        raise Unreadable(f"sentence 里没有 {'、'.join(unknown)} 可填，可填的有 {'、'.join(SENTENCE_FIELDS)}")
    return text
