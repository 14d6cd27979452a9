"""Items of the structure: matrix, chains, bodies, schedule, stages, plans."""

import re
from collections.abc import Sequence
from typing import Any

from zhengai.intake.rules.found import Row
from zhengai.intake.rules.items.base import Base, Codes, Item, filled, level_code, listed
from zhengai.intake.rules.words import SYSTEM_NAMES, packed, system_of

NO_CHAIN = "未标明"
GUESSED_TIER = "方案没有写层级，按名称推定"
OTHER_CATEGORY = "方案里的类别是“{category}”"
_MONTH = re.compile(r"(20\d\d)\s*[年.\-/]\s*(\d{1,2})")
_TOP = re.compile(r"委员会|领导小组")
_LOW = re.compile(r"(?:专业|课程|教研室|三级|岗位)[^组]*(?:小组|组)$")
# the word with which a scheme says that everybody of a kind has one → the kind
_EACH = (
    (r"各(?:教学单位|二级|部门|院|系)", "department"),
    (r"各专业", "programme"),
    (r"各课程", "course"),
    (r"各班", "class"),
    (r"各?教师", "teacher"),
    (r"各?学生", "student"),
)
_CATEGORIES = ("总规划", "专项规划", "子规划", "学校", "专业", "课程", "师资", "学生")
_CATEGORY_WORDS = (
    ("总", "总规划"), ("一级", "总规划"), ("专项", "专项规划"), ("二级", "专项规划"), ("子", "子规划"), ("部门", "子规划"),
    ("三级", "子规划"), ("专业", "专业"), ("课程", "课程"), ("教师", "师资"), ("师资", "师资"), ("学生", "学生"),
    ("育人", "学生"),
)  # fmt: skip
_PLAN_LEVELS = {"专业": "programme", "课程": "course", "师资": "teacher", "学生": "student"}


def matrix(rows: Sequence[Row], base: Base, codes: Codes) -> dict[str, list[Item]]:
    """Cells, the chains they name that nobody has declared, and systems likewise. A cell of the packs below keeps its
    department and its indicators: the scheme's table says nothing of them."""
    cells: dict[str, Item] = {}
    for row in rows:
        system, level = system_of(row.values["system"]) or "", level_code(row.values["level"])
        code = f"{system}-{level}"
        below = base.find("matrix", code) or {}
        kept = {key: below[key] for key in ("department", "indicators") if below.get(key)}
        cell = cells.setdefault(code, {"code": code, "system": system, "level": level, **kept, "groups": []})
        group = {
            "name": row.values["group"] or SYSTEM_NAMES[system],
            "chain": row.values["chain"] or NO_CHAIN,
            "elements": listed(row.values["elements"]),
        }
        if group["elements"]:
            cell["groups"].append(group)
    sound = [cell for cell in cells.values() if cell["groups"]]
    return {"matrix": sound, "chains": _chains(sound, base, codes)}


def _chains(cells: Sequence[Item], base: Base, codes: Codes) -> list[Item]:
    known = {str(item["name"]) for item in base.items("chains")}
    named = dict.fromkeys(group["chain"] for cell in cells for group in cell["groups"])
    return [
        {"code": codes.new("chain", name), "name": name, "source": base.source}
        for name in named
        if name not in known
    ]


def systems_lacking(cells: Sequence[Item], base: Base) -> list[Item]:
    """Systems that cells name and that no pack below declares."""
    known = {str(item["code"]) for item in base.items("systems")}
    return [
        {"code": code, "name": SYSTEM_NAMES[code]}
        for code in dict.fromkeys(str(cell["system"]) for cell in cells)
        if code not in known
    ]


def bodies(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    return [
        filled(
            {
                "code": codes.new("body", row.values["name"]),
                "name": row.values["name"],
                "tier": _tier(row.values["name"]),
                "heads": listed(row.values.get("heads", "")),
                "lead": row.values.get("lead", ""),
                "participants": listed(row.values.get("participants", "")),
                "duties": listed(row.values.get("duties", "")),
                "source": base.source,
                "note": GUESSED_TIER,
            }
        )
        for row in rows
        if row.values["name"]
    ]


def _tier(name: str) -> int:
    if _LOW.search(name):
        return 3
    return 1 if _TOP.search(name) else 2


def schedule(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    """Months count from the earliest date of the whole schedule."""
    months = [month for row in rows if (month := _month(row.values["original"])) is not None]
    start = min(months, default=0)
    items = []
    for row in rows:
        values, month = row.values, _month(row.values["original"])
        item: dict[str, Any] = {
            "code": codes.new("work", values["item"], values["content"]),
            "item": values["item"] or values["content"],
            "content": values["content"],
            "department": values.get("department", ""),
            "month": None if month is None else month - start,
            "yearly": values["original"].removeprefix("每") if values["original"].startswith("每") else "",
            "original": values["original"],
            "note": values.get("note", ""),
            "source": base.source,
        }
        if values["content"]:
            items.append(filled(item))
    return items


def _month(text: str) -> int | None:
    """Months since the year 0; null for what names no month."""
    found = _MONTH.search(text)
    return int(found[1]) * 12 + int(found[2]) - 1 if found and 1 <= int(found[2]) <= 12 else None


def month_after(text: str, start: int) -> int | None:
    month = _month(text)
    return None if month is None or month < start else month - start


def stages(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    return [
        filled(
            {
                "code": codes.new("stage", row.values["name"]),
                "name": row.values["name"],
                "period": re.sub(r"(?<=\d)\s+(?=[年月])|(?<=年)\s+", "", row.values["period"]),
                "tasks": listed(row.values.get("tasks", "")),
                "source": base.source,
            }
        )
        for row in rows
        if row.values["name"]
    ]


def plans(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    items = []
    for row in rows:
        name, department = row.values["name"], row.values.get("department", "")
        written = row.values.get("category", "")
        category = _category(written, name)
        count = re.search(r"[（(](\d{1,3})\s*个[）)]", name)
        yearly = "年度" in name
        if name:
            items.append(
                filled(
                    {
                        "code": codes.new("plan", written, name),
                        "name": name,
                        "category": category,
                        "level": _PLAN_LEVELS.get(category, "college"),
                        "department": department,
                        "each": _each(department, name),
                        "years": 1 if yearly else 5,
                        "count": int(count[1]) if count and int(count[1]) else None,
                        "yearly": yearly,
                        "source": base.source,
                        "note": ""
                        if category == written
                        else OTHER_CATEGORY.format(category=written or "空"),
                    }
                )
            )
    return items


def _category(written: str, name: str) -> str:
    """One of the eight categories of 表4; other words are told by what they contain."""
    bare = packed(written)
    if bare in _CATEGORIES:
        return bare
    return next(
        (category for word, category in _CATEGORY_WORDS if word in bare or (not bare and word in name)),
        "学校",
    )


def _each(department: str, name: str) -> str:
    for pattern, kind in _EACH:
        if re.match(pattern, packed(department)) or (not department and re.match(pattern, packed(name))):
            return kind
    return ""
