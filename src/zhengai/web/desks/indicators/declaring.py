"""The form in which an officer reads over and completes the declaration of a table: into rows of boxes and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from zhengai.indicators.wanting import Declaration, Item, time_fields, with_paths
from zhengai_engine.model.period import PeriodKind

if TYPE_CHECKING:
    from zhengai_engine.tables.catalogue import Catalogue

MOST_FIELDS = 40
_LONGEST = 300
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SPLIT = re.compile(r"[、，,;；\n]+")
TYPES = (("text", "文字"), ("integer", "整数"), ("number", "数值"), ("date", "日期"), ("boolean", "是/否"))
PRIVACIES = (
    ("internal", "内部"),
    ("public", "公开"),
    ("personal", "个人信息"),
    ("sensitive", "敏感个人信息"),
)
ROLES = {
    "number": "每一行的编号",
    "time": "属于哪一期",
    "level": "属于谁",
    "asked": "公式里用到",
    "": "另加的一栏",
}


@dataclass(frozen=True)
class FieldRow:
    """`choices` as people write a list; `references` the code of a dataset. `role` is one of ROLES: the first three make
    the row countable and stay."""

    role: str
    code: str = ""
    name: str = ""
    type: str = "text"
    unit: str = ""
    choices: str = ""
    references: str = ""
    required: bool = False
    privacy: str = "internal"

    @property
    def said(self) -> str:
        return ROLES[self.role]

    @property
    def stays(self) -> bool:
        return self.role in ("number", "time", "level")


@dataclass(frozen=True)
class Declared:
    """`base` is the code of the dataset that gets the fields, "" for a new one; `time` the kind of its periods."""

    base: str
    code: str
    name: str
    owner: str
    meaning: str
    theme: str
    reviewed: bool
    time: str
    rows: tuple[FieldRow, ...]

    @property
    def time_name(self) -> str:
        return PeriodKind(self.time).chinese if self.time else ""


def declared(proposal: Declaration) -> Declared:
    item = proposal.item
    time = item.get("time", {})
    shown = item["fields"] if proposal.new else [e for e in item["fields"] if e["code"] in proposal.asked]
    roles = dict.fromkeys(time.get("fields", ()), "time") | dict.fromkeys(item["key"], "number")
    register = item.get("row_by_row", {})
    rows = [
        _row(each, ("asked" if each["code"] in proposal.asked else roles.get(each["code"], "level")))
        for each in shown
    ]
    return Declared(
        base="" if proposal.new else item["code"],
        code=item["code"],
        name=item["name"],
        owner=item.get("owner", ""),
        meaning=item.get("meaning", ""),
        theme=register.get("theme", ""),
        reviewed=bool(register.get("reviewed")),
        time=time.get("kind", ""),
        rows=tuple(rows),
    )


def _row(field: Item, role: str) -> FieldRow:
    return FieldRow(
        role=role,
        code=field["code"],
        name=field["name"],
        type=field["type"],
        unit=field.get("unit", ""),
        choices="、".join(field.get("choices", ())),
        references=field.get("references", ""),
        required=bool(field.get("required")),
        privacy=field.get("privacy", "internal"),
    )


def typed(sent: QueryDict) -> Declared:
    """What was sent; rows that were taken out are not among them."""

    def said(name: str) -> str:
        return str(sent.get(name, "")).strip()[:_LONGEST]

    count = int(said("t-rows")) if said("t-rows").isdecimal() else 0
    rows = [
        FieldRow(
            role=said(f"f{n}-role") if said(f"f{n}-role") in ROLES else "",
            code=said(f"f{n}-code"),
            name=said(f"f{n}-name"),
            type=said(f"f{n}-type"),
            unit=said(f"f{n}-unit"),
            choices=said(f"f{n}-choices"),
            references=said(f"f{n}-references"),
            required=bool(said(f"f{n}-required")),
            privacy=said(f"f{n}-privacy"),
        )
        for n in range(min(count, MOST_FIELDS))
        if not said(f"f{n}-gone")
    ]
    time = said("t-time")
    return Declared(
        base=said("t-base"),
        code=said("t-base") or said("t-code"),
        name=said("t-name"),
        owner=said("t-owner"),
        meaning=said("t-meaning"),
        theme=said("t-theme"),
        reviewed=bool(said("t-reviewed")),
        time=time if time in list(PeriodKind) else "",
        rows=tuple(rows),
    )


def problems_of(found: Declared, catalogue: "Catalogue") -> list[str]:
    """What can be said before the scheme is asked."""
    problems = []
    if not found.base and not _CODE.fullmatch(found.code):
        problems.append("采集表的代码用小写英文字母开头，只含小写字母、数字和下划线")
    elif not found.base and found.code in catalogue.datasets:
        problems.append(f"代码 {found.code} 已经有“{catalogue.dataset(found.code).name}”在用，请换一个")
    if not found.name:
        problems.append("请写采集表的名称")
    if not found.base and not found.owner:
        problems.append("请写明由哪个部门登记：没有责任部门的台账没有人填")
    for each in found.rows:
        if not each.name:
            problems.append("每一栏都要有名称；不要的一栏请勾“去掉”")
        elif not _CODE.fullmatch(each.code):
            problems.append(f"“{each.name}”的代码用小写英文字母开头，只含小写字母、数字和下划线")
    if sum(each.role == "number" for each in found.rows) != 1 and not found.base:
        problems.append("每一行要有一个编号")
    return problems


def item_of(found: Declared, catalogue: "Catalogue", base: Mapping[str, Any] | None) -> Item:
    """The declaration as a pack writes it; `base`: of the dataset that gets the fields."""
    if base is not None:
        return dict(base) | {"fields": [*base["fields"], *(_field(each) for each in found.rows)]}
    number = next((each.code for each in found.rows if each.role == "number"), "")
    times = iter(time_fields(PeriodKind(found.time)) if found.time else ())
    fields = []
    for each in found.rows:
        usual = next(times, {}) if each.role == "time" else {}
        fields.append(usual | {"code": each.code, "name": each.name} if usual else _field(each))
    item: Item = {
        "code": found.code,
        "name": found.name,
        "key": [number],
        "owner": found.owner,
        "meaning": found.meaning,
        "row_by_row": {"theme": found.theme or "指标采集", "number": number, "reviewed": found.reviewed},
        "fields": fields,
    }
    if found.time:
        codes = [each.code for each in found.rows if each.role == "time"]
        item |= {"time": {"kind": found.time, "fields": codes}, "frequency": found.time}
    return with_paths(catalogue, item)


def _field(row: FieldRow) -> Item:
    """Only what is said: a pack leaves out what is usual."""
    item: Item = {"code": row.code, "name": row.name, "type": row.type}
    choices = [each.strip() for each in _SPLIT.split(row.choices) if each.strip()]
    if row.references:
        item |= {"type": "text", "references": row.references}
    elif choices:
        item |= {"type": "text", "choices": choices}
    if row.unit:
        item["unit"] = row.unit
    if row.required or row.role in ("number", "level"):
        item["required"] = True
    if row.privacy and row.privacy != "internal":
        item["privacy"] = row.privacy
    return item
