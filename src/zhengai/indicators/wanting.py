"""The table that a definition asks for and nobody keeps yet: its declaration, written from the definition (INF-24). An
officer reads it over, completes it and takes it into the college's own scheme."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.coding import with_codes
from zhengai.framework import queries as framework
from zhengai.indicators import queries
from zhengai.indicators.checking import read_or_problems
from zhengai_engine.formulas import (
    FormulaError,
    Vocabulary,
    WantedField,
    WantedTable,
    infer,
    parse,
    split_definition,
    wanted,
)
from zhengai_engine.model.expression import Type
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, FieldType, InvalidDataset
from zhengai_engine.tables.reading import read_catalogue

THEME = "指标采集"
Item = dict[str, Any]
_NUMBER = {"code": "number", "name": "编号", "type": "text", "required": True}
# how packs write the fields that say to which period a row belongs
_TIMES: dict[PeriodKind, list[Item]] = {
    PeriodKind.ACADEMIC_YEAR: [{"code": "academic_year", "name": "学年", "type": "text", "required": True}],
    PeriodKind.CALENDAR_YEAR: [
        {
            "code": "year", "name": "年份", "type": "integer", "unit": "年", "required": True, "minimum": 2000,
            "maximum": 2100,
        }
    ],
    PeriodKind.SEMESTER: [{"code": "semester", "name": "学期", "type": "text", "required": True}],
    PeriodKind.MONTH: [{"code": "month", "name": "月份", "type": "text", "required": True}],
    PeriodKind.WEEK: [
        {"code": "semester", "name": "学期", "type": "text", "required": True},
        {"code": "week", "name": "周次", "type": "integer", "required": True, "minimum": 1, "maximum": 30},
    ],
    PeriodKind.DAY: [{"code": "day", "name": "日期", "type": "date", "required": True}],
}  # fmt: skip


@dataclass(frozen=True)
class Declaration:
    """`item` is the declaration as a pack writes it; `new` where there is no such dataset yet; `asked` are the codes of
    the fields that the formula names, the others make the rows ones that can be counted."""

    item: Item
    new: bool
    asked: frozenset[str]


def missing(college: College, formula: str) -> list[WantedTable]:
    """What a formula speaks of and no dataset of the college holds; empty for what is no formula."""
    try:
        return wanted(split_definition(formula)[1], queries.vocabulary(college))
    except FormulaError:
        return []


def declarations_for(college: College, definition: Mapping[str, Any]) -> list[Declaration]:
    """One declaration for each table that the formula misses, and for each that lacks fields."""
    catalogue = datacentre.catalogue(college)
    found = []
    for each in missing(college, str(definition.get("formula", ""))):
        if each.dataset:
            found.append(_widened(college, catalogue, each))
        else:
            found.append(_new(catalogue, definition, each, [other.item for other in found]))
    return found


def problems_with(college: College, item: Item, definition: Mapping[str, Any]) -> list[str]:
    """What would be wrong with the scheme if the declaration were in it, and with the definition then: one sentence
    each. A definition that is not complete yet is read as far as it goes, and one that misses further tables is left
    for their turn."""
    datasets = [each for each in framework.section(college, "datasets") if each["code"] != item.get("code")]
    datasets = with_codes([*datasets, item], framework.section(college, "code_tables"))
    levels = framework.section(college, "levels")
    try:
        catalogue = read_catalogue(levels, datasets)
    except InvalidDataset as problem:
        return [str(problem)]
    words = Vocabulary.of(catalogue, queries.indicators(college))
    formula = split_definition(str(definition.get("formula", "")))[1]
    try:
        if wanted(formula, words):
            return []
        type_ = infer(parse(formula, words), words)
    except FormulaError as problem:
        return [str(problem)]
    if not all(definition.get(key) for key in ("code", "name", "levels", "periods")):
        return []
    others = [each for each in framework.section(college, "indicators") if each["code"] != definition["code"]]
    # what kind of figure it is to be is between the officer and the editor, not for the table to hold up
    kind = IndicatorKind.YES_NO if type_ is Type.BOOLEAN else IndicatorKind.NUMBER
    body = {key: value for key, value in definition.items() if value not in ("", [])} | {"kind": kind.value}
    return read_or_problems(levels, datasets, [*others, body])[1]


def _new(
    catalogue: Catalogue, definition: Mapping[str, Any], table: WantedTable, before: Sequence[Item]
) -> Declaration:
    taken = {*catalogue.datasets, *(each["code"] for each in before)}
    kind = grain_of(definition.get("periods", ()))
    names = {each.name for each in table.fields}
    fields = [deepcopy(each) for each in ([_NUMBER] if "编号" not in names else [])]
    fields += [deepcopy(each) for each in (_TIMES[kind] if kind else []) if each["name"] not in names]
    fields += _references(catalogue, definition.get("levels", ()), table)
    asked = _fields(catalogue, table.fields, fields)
    fields += asked
    for each in fields:
        each["required"] = each.get("required", False) or each["name"] in ("编号", *_time_names(kind))
    key = next(each["code"] for each in fields if each["name"] == "编号")
    item: Item = {
        "code": _free(_stem(definition), taken),
        "name": table.name,
        "key": [key],
        "owner": str(definition.get("owner", "")),
        "meaning": f"供指标“{definition.get('name') or table.name}”计算。",
        "row_by_row": {"theme": THEME, "number": key, "reviewed": True},
        "fields": fields,
    }
    if kind is not None:
        codes = [next(e["code"] for e in fields if e["name"] == name) for name in _time_names(kind)]
        item |= {"time": {"kind": kind.value, "fields": codes}, "frequency": kind.value}
    return Declaration(with_paths(catalogue, item), True, frozenset(each["code"] for each in asked))


def _widened(college: College, catalogue: Catalogue, table: WantedTable) -> Declaration:
    """The dataset as it is declared, with the fields at its end: rows that are there have nothing in them."""
    held = framework.section(college, "datasets")
    item: Item = deepcopy(dict(next(each for each in held if each["code"] == table.dataset)))
    asked = _fields(catalogue, table.fields, item["fields"])
    item["fields"] = [*item["fields"], *asked]
    return Declaration(item, False, frozenset(each["code"] for each in asked))


def grain_of(periods: Iterable[str]) -> PeriodKind | None:
    """The coarsest grain from which every one of the periods can be made; null without a period."""
    kinds = [PeriodKind(each) for each in periods]
    return next((grain for grain in _TIMES if kinds and all(kind.contains(grain) for kind in kinds)), None)


def time_fields(kind: PeriodKind) -> list[Item]:
    """As packs write the fields that hold a period of this kind."""
    return deepcopy(_TIMES[kind])


def _time_names(kind: PeriodKind | None) -> list[str]:
    return [each["name"] for each in _TIMES[kind]] if kind else []


def _references(catalogue: Catalogue, levels: Iterable[str], table: WantedTable) -> list[Item]:
    """The fewest members through which a row reaches every level: a teacher leads to the department already."""
    held = [catalogue.dataset(each.references) for each in table.fields if each.references]
    left = [level for level in levels if level != COLLEGE and catalogue.members(level)]
    found: list[Item] = []
    while left := [level for level in left if not any(_leads(catalogue, each, level) for each in held)]:
        reach = {
            level: sum(_leads(catalogue, members, other) for other in left)
            for level in left
            if (members := catalogue.members(level))
        }
        best = max(left, key=lambda level: reach[level])
        members = catalogue.members(best)
        assert members is not None
        held.append(members)
        if members.name not in {each.name for each in table.fields}:
            found.append(
                {
                    "code": best, "name": members.name, "type": "text", "required": True,
                    "references": members.code,
                }
            )  # fmt: skip
    return found


def _leads(catalogue: Catalogue, members: Dataset, level: str) -> bool:
    return members.level == level or catalogue.reaches(members.code, level)


def _fields(catalogue: Catalogue, named: Sequence[WantedField], before: Sequence[Item]) -> list[Item]:
    """Codes as other datasets call a field of that name, so that one thing has one code."""
    codes = {str(each["code"]) for each in before}
    known = {
        name: each.code
        for dataset in catalogue.datasets.values()
        for each in dataset.fields
        for name in (each.name, *each.aliases)
    }
    found = []
    for each in named:
        code = _free(known.get(each.name, "") or _stem({"code": each.name}, "field"), codes)
        codes.add(code)
        target = each.references or _member_called(catalogue, each)
        item: Item = {"code": code, "name": each.name, "type": (each.type or FieldType.TEXT).value}
        if target:
            item |= {"type": "text", "references": target, "required": True}
        elif each.choices:
            item["choices"] = list(each.choices)
        found.append(item)
    return found


def _member_called(catalogue: Catalogue, field: WantedField) -> str:
    """A field called like a level holds one of its members, unless it is compared with texts."""
    found = catalogue.find(field.name)
    return found.code if found and found.level and not field.choices and field.type is None else ""


def with_paths(catalogue: Catalogue, item: Item) -> Item:
    """Where two references of a new table lead to a level by ways of one length, it goes by the first of them."""
    paths = _paths(catalogue, item["fields"])
    return item | {"paths": paths} if paths else {key: each for key, each in item.items() if key != "paths"}


def _paths(catalogue: Catalogue, fields: Sequence[Item]) -> dict[str, list[str]]:
    targets = [
        (str(each["code"]), catalogue.dataset(each["references"]))
        for each in fields
        if each.get("references") in catalogue.datasets
    ]
    found = {}
    for level in catalogue.levels:
        ways = [
            [code] if members.level == level else [code, *(catalogue.path(members.code, level) or ())]
            for code, members in targets
            if level != COLLEGE and _leads(catalogue, members, level)
        ]
        shortest = min(map(len, ways), default=0)
        if sum(len(way) == shortest for way in ways) > 1:
            found[level] = next(way for way in ways if len(way) == shortest)
    return found


def _stem(named: Mapping[str, Any], other: str = "records") -> str:
    """What can be made of a code or an English name; letters of another script make none."""
    text = re.sub(r"[^a-z0-9]+", "_", str(named.get("code", "")).lower()).strip("_")
    return text if text and text[0].isalpha() else other


def _free(stem: str, taken: Iterable[str]) -> str:
    held = set(taken)
    return next(
        each for each in (stem, *(f"{stem}_{n}" for n in range(2, len(held) + 3))) if each not in held
    )
