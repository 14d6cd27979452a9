"""Items of indicators, diagnosis and standards."""

import re
from collections.abc import Sequence
from typing import Any

from zhengai.intake.rules.found import Row
from zhengai.intake.rules.items.base import Base, Codes, Item, filled, level_code, listed, once, plain_name
from zhengai.intake.rules.recognising.chains import evidence_item
from zhengai.intake.rules.words import packed

COLLECTOR = "质管办"
NO_COLLECTOR = "方案没有写由谁收集，暂由质管办收集"
NO_QUESTION = "方案没有写提示，请补写这一点要问什么"
NO_NAME = "方案里只有编号，没有名称"
_PAY = re.compile(r"工资|津贴|奖励绩效|绩效工资|薪酬")
_DOCUMENT = re.compile(r"(?:标准|方案|计划|规划|制度|办法|报告|教案|教材|材料|案例)$")


def measures(rows: Sequence[Row], base: Base, codes: Codes) -> dict[str, list[Item]]:
    """A measure whose name is an indicator of the packs below is computed by it; others are collected by hand; what
    speaks of personal pay is restricted."""
    items = [_measure(row, base, codes) for row in rows if row.values["name"]]
    names = dict.fromkeys(name for row in rows for name in listed(row.values.get("sources", "")))
    known = {str(item["name"]) for item in base.items("data_sources")}
    sources = [
        {"code": codes.new("source", name), "name": name, "source": base.source}
        for name in names
        if name not in known
    ]
    return {"measures": items, "data_sources": sources}


def _measure(row: Row, base: Base, codes: Codes) -> Item:
    values = row.values
    level, name = level_code(values.get("level", "")), values["name"]
    shown = re.sub(r"[{}]", "", plain_name(name))
    item: dict[str, Any] = {
        "code": codes.new("measure", level, values.get("item", ""), name),
        "level": level,
        "item": values.get("item", "") or values.get("element", "") or values.get("point", "") or shown,
        "element": values.get("element", ""),
        "point": values.get("point", ""),
        "name": shown,
        "verbatim": name if shown != name else "",
        "sources": listed(values.get("sources", "")),
        "source": base.source,
    }
    return filled(item | _way(name, level, base))


def _way(name: str, level: str, base: Base) -> dict[str, Any]:
    indicator = base.indicator(name, level)
    if indicator is not None:
        kind = (base.find("indicators", indicator) or {}).get("kind", "number")
        return {"kind": kind, "indicator": indicator}
    if _PAY.search(name):
        return {"kind": "money", "restricted": True}
    form = "yes_no" if "是否" in name else "document" if _DOCUMENT.search(packed(name)) else "text"
    return {"kind": form, "form": form, "department": COLLECTOR, "note": NO_COLLECTOR}


def standards(
    listed_rows: Sequence[Row], element_rows: Sequence[Row], base: Base, codes: Codes
) -> list[Item]:
    """Entries of the library; a standard that is listed and has elements elsewhere is one entry."""
    items = [
        filled(
            {
                "code": codes.new("standard", row.values["type"], row.values["name"]),
                "name": row.values["name"],
                "level": level_code(row.values.get("level", "")),
                "type": row.values["type"],
                "department": row.values.get("department", ""),
                "source": base.source,
            }
        )
        for row in listed_rows
        if row.values["name"]
    ]
    by_name = {(item["level"], item["name"]): item for item in items}
    for row in element_rows:
        name, level = row.values["name"], level_code(row.values.get("level", ""))
        elements = [{"name": element} for element in dict.fromkeys(listed(row.values["elements"]))]
        found = by_name.get((level, name))
        if found is not None:
            found["elements"] = elements
        elif name:
            code = codes.new("standard", level, name)
            items.append(
                {"code": code, "name": name, "level": level, "elements": elements, "source": base.source}
            )
    return once(items, "level", "type", "name")


def diagnosis(rows: Sequence[Row], base: Base, title: str) -> list[Item]:
    """The college's diagnosis form (code and level `college`): it takes the place of the one below it. The first hint
    is the question that is asked; the others guide."""
    form = _Numbered()
    for row in rows:
        if row.values["point"]:
            form.add(row)
    if not form.items:
        return []
    name = title or "学校诊断表"
    return [{"code": "college", "name": name, "level": "college", "items": form.items, "source": base.source}]


class _Numbered:
    """Items, elements and points, numbered as the scheme numbers them, else in their order."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def add(self, row: Row) -> None:
        item = self._item(row.values.get("item", ""))
        element = self._element(item, row.values.get("element", ""))
        number = len(element["points"]) + 1
        element["points"].append(_point(row, f"{element['code']}.{number}"))

    def _item(self, written: str) -> Item:
        number, name = _number(written)
        if self.items and (not written or self.items[-1]["name"] == name):
            return self.items[-1]
        found = next((item for item in self.items if item["name"] == name), None)
        if found is None:
            taken = {item["code"] for item in self.items}
            code = number if number and number not in taken else str(len(self.items) + 1)
            found = {"code": code, "name": name or "诊断项目", "elements": []}
            self.items.append(found)
        return found

    def _element(self, item: Item, written: str) -> Item:
        number, name = _number(written)
        elements: list[Item] = item["elements"]
        if elements and (not written or written == elements[-1]["_written"]):
            return elements[-1]
        taken = {element["code"] for each in self.items for element in each["elements"]}
        code = number if number and number not in taken else f"{item['code']}.{len(elements) + 1}"
        made = {"code": code, "name": name, "points": [], "_written": written}
        if not name:
            made["gap"] = NO_NAME
        elements.append(made)
        return made


def _number(written: str) -> tuple[str, str]:
    found = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\s*[.、]?\s*(.*)", written.strip())
    return (found.group(1), found.group(2)) if found else ("", written.strip())


def _point(row: Row, code: str) -> Item:
    hints = listed(row.values["hints"])
    evidence = [evidence_item(text) for text in listed(row.values.get("evidence", ""))]
    departments = dict.fromkeys(each for _, found in evidence for each in re.split(r"[、\s]+", found) if each)
    point: dict[str, Any] = {
        "code": code,
        "name": row.values["point"],
        "question": hints[0] if hints else row.values["point"],
        "hints": hints[1:],
        "evidence": [filled({"name": name, "department": department}) for name, department in evidence],
        "departments": list(departments),
        "platform": [each for each in row.values.get("platform", "").split("/") if each],
        "note": "" if hints else NO_QUESTION,
    }
    return filled(point)
