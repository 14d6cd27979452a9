"""Tables whose cells hold lists: indicator chain, hints, standards. Each entry becomes a row of its own."""

import re
from collections.abc import Sequence

from zhengai.intake.rules.found import Leftover, Row
from zhengai.intake.rules.lists import split_measures, split_names, split_standards, without_tail
from zhengai.intake.rules.numbering import numbered_items
from zhengai.intake.rules.parts import ELEMENTS, HINTS, MEASURES, STANDARDS
from zhengai.intake.rules.recognising.tabular import Raw, row_of
from zhengai.intake.rules.words import LEVEL_NAMES, level_of, packed

RENUMBERED = "诊断项目按要素编号 {number} 归位"
TWICE = "这一行与后面的一行完全相同，只导入一次"
NAMELESS = "诊断要素只有编号，没有名称"
_NUMBER = re.compile(r"(\d{1,2})(?:\.(\d{1,2}))?")
_DEPARTMENT = re.compile(r"[（(]([^（()）]*)[）)]\s*$")


def measures(raws: Sequence[Raw]) -> list[Row]:
    """One row an indicator."""
    rows = []
    for raw in raws:
        names, mended = split_measures(raw.values.get("name", ""))
        sources = "\n".join(dict.fromkeys(split_names(raw.values.get("sources", ""))))
        for name in names or [""]:
            values = raw.values | {"name": name, "sources": sources, "level": _level(raw)}
            for list_field in ("element", "point"):
                values[list_field] = without_tail(values.get(list_field, ""))
            rows.append(row_of(MEASURES, raw, values).mended(*mended))
    return rows


def standards(raws: Sequence[Raw]) -> list[Row]:
    """One row a standard: a cell may name several."""
    rows = []
    for raw in raws:
        names, mended = split_standards(raw.values.get("name", ""))
        kind = raw.values.get("type", "")
        level = _level(raw) or LEVEL_NAMES.get(level_of(kind) or "", "")
        for name in names or [""]:
            row = row_of(STANDARDS, raw, raw.values | {"name": name, "level": level})
            rows.append(row.mended(*mended))
    return rows


def elements(raws: Sequence[Raw], level: str) -> list[Row]:
    """`level` is that of the heading above the table."""
    rows = []
    for raw in raws:
        listed = "\n".join(split_names(raw.values.get("elements", "")))
        values = raw.values | {"elements": listed, "level": _level(raw) or level}
        rows.append(row_of(ELEMENTS, raw, values))
    return rows


def hints(raws: Sequence[Raw]) -> tuple[list[Row], list[Leftover]]:
    """One row a point; numbers of elements decide to which item they belong."""
    _renumber(raws)
    kept, twice = _once(raws)
    rows = []
    for raw in kept:
        values = raw.values | {
            "hints": "\n".join(numbered_items(raw.values.get("hints", ""))),
            "evidence": "\n".join(numbered_items(raw.values.get("evidence", ""))),
            "platform": _codes(raw.values.get("platform", "")),
        }
        row = row_of(HINTS, raw, values)
        rows.append(row.doubted(NAMELESS) if re.fullmatch(r"[\d.]+", values.get("element", "")) else row)
    return rows, twice


def _codes(text: str) -> str:
    """`3. 4/4/5. 1/ 5. 2 6` means 3.4, 4, 5.1, 5.2 and 6."""
    return "/".join(code for code in re.split(r"[/、，,;；\s]+", re.sub(r"(?<=\.)\s+", "", text)) if code)


def _renumber(raws: Sequence[Raw]) -> None:
    """Page breaks move the label of an item; `1.3 …` belongs to item 1 wherever the label stands."""
    items: dict[str, str] = {}
    for raw in raws:
        found = _NUMBER.match(raw.values.get("item", ""))
        if found and not found.group(2):
            items.setdefault(found.group(1), raw.values["item"])
    for raw in raws:
        found = _NUMBER.match(raw.values.get("element", ""))
        if found and found.group(2) and items.get(found.group(1), raw.values["item"]) != raw.values["item"]:
            raw.values["item"] = items[found.group(1)]
            raw.repairs.append(RENUMBERED.format(number=f"{found.group(1)}.{found.group(2)}"))


def _once(raws: Sequence[Raw]) -> tuple[list[Raw], list[Leftover]]:
    """A row that a page break printed twice: the later one stands in its right place."""
    last = {_said(raw): raw for raw in raws}
    twice = [raw for raw in raws if last[_said(raw)] is not raw]
    kept = [raw for raw in raws if last[_said(raw)] is raw]
    return kept, [Leftover(raw.place, raw.source, TWICE) for raw in twice]


def _said(raw: Raw) -> tuple[str, str, str]:
    return tuple(packed(raw.values.get(code, "")) for code in ("point", "hints", "evidence"))  # type: ignore[return-value]


def evidence_item(text: str) -> tuple[str, str]:
    """Name and department of an evidence item: 学院绩效考核办法（院办）."""
    found = _DEPARTMENT.search(text)
    if found is None or found.start() == 0:
        return text, ""
    inside = found.group(1).strip()
    if inside and not re.search(r"[办处部系室院中心科组门]$", inside.split("、")[-1].split(" ")[-1]):
        return text, ""
    return text[: found.start()].strip(), inside


def _level(raw: Raw) -> str:
    written = raw.values.get("level", "")
    return LEVEL_NAMES.get(level_of(written) or "", written)
