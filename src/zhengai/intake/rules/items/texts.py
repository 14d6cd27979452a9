"""Items of what running text and forms give: spirals, reports, regulations, documents, forms."""

from collections.abc import Sequence
from itertools import takewhile

from zhengai.intake.rules.found import Row
from zhengai.intake.rules.items.base import Base, Codes, Item, filled, level_code, listed
from zhengai.intake.rules.items.structure import _month, month_after
from zhengai.intake.rules.parts import PARTS
from zhengai.intake.rules.words import STEPS

_SHARED = ("design", "organise", "carry_out")
_LOOP = (("监测", "monitor"), ("预警", "warn"), ("改进", "adjust"))
_LONGEST = 4


def spirals(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    items = []
    for row in rows:
        names = [name for name in listed(row.values["nodes"]) if name in STEPS]
        nodes = spiral_nodes(names)
        if nodes:
            source = row.source if len(row.source) <= 200 else f"{base.source}：{'-'.join(names)}"
            code = codes.new("spiral", *names)
            items.append({"code": code, "name": row.values["name"], "source": source, "nodes": nodes})
    return items


def spiral_nodes(names: Sequence[str]) -> list[Item]:
    """A list of steps as the two rings of an eight; empty when it cannot be one. A scheme that only names the static
    ring gets the usual loop 监测—预警—改进 between its shared steps and what follows them."""
    steps = [(name, STEPS[name]) for name in names]
    head = list(takewhile(lambda step: step[1] not in _SHARED, steps))
    shared = list(takewhile(lambda step: step[1] in _SHARED, steps[len(head) :]))
    rest = steps[len(head) + len(shared) :]
    loop = _loop(rest)
    rest = rest[len(loop) :]
    again = list(takewhile(lambda step: step[1] in _SHARED, rest)) if loop else []
    tail = rest[len(again) :]
    if not head or not shared or not tail:
        return []
    nodes = [
        *(_node(name, stage) for name, stage in head),
        *(_node(name, stage, shared=True) for name, stage in shared),
        *(_node(name, stage, ring="dynamic") for name, stage in loop or _LOOP),
        *(_node(name, stage, ring="dynamic", shared=True) for name, stage in again),
        *(_node(name, stage) for name, stage in tail),
    ]
    return _once(nodes)


def _loop(steps: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """监测、预警、改进 at the beginning of what follows the shared steps."""
    if not steps or steps[0][1] != "monitor":
        return []
    loop = list(takewhile(lambda step: step[1] in ("monitor", "warn"), steps))
    after = steps[len(loop) : len(loop) + 1]
    return [*loop, *((name, "adjust") for name, stage in after if stage in ("improve", "adjust"))]


def _node(name: str, stage: str, *, ring: str = "", shared: bool = False) -> Item:
    node: Item = {"code": stage, "name": name[:_LONGEST], "stage": stage}
    return node | ({"ring": ring} if ring else {}) | ({"shared": True} if shared else {})


def _once(nodes: Sequence[Item]) -> list[Item]:
    """Codes that differ; the same stage twice in the same ring is a second node."""
    codes = Codes()
    return [node | {"code": codes.own(str(node["code"])).replace("-", "_")} for node in nodes]


def reports(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    return [
        filled(
            {
                "code": codes.new("report", row.values["name"]),
                "name": row.values["name"],
                "level": level_code(row.values.get("level", ""), ""),
                "source": base.source,
            }
        )
        for row in rows
        if row.values["name"]
    ]


def regulations(rows: Sequence[Row], schedule: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    """Months count from the start of the schedule they stand in."""
    months = [month for row in schedule if (month := _month(row.values["original"])) is not None]
    return [
        filled(
            {
                "code": codes.new("regulation", row.values["name"]),
                "name": row.values["name"],
                "level": "college",
                "department": row.values.get("department", ""),
                "month": month_after(row.values.get("original", ""), min(months, default=0))
                if months
                else None,
                "original": row.values.get("original", ""),
                "source": base.source,
                "note": row.values.get("topic", ""),
            }
        )
        for row in rows
        if row.values["name"]
    ]


def policies(rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    return [
        filled(
            {
                "code": codes.new("policy", row.values["title"]),
                "title": row.values["title"],
                "number": row.values.get("number", ""),
                "kind": "文件",
                "source": base.source,
            }
        )
        for row in rows
        if row.values["title"]
    ]


def forms(form_rows: Sequence[Row], body_rows: Sequence[Row], base: Base, codes: Codes) -> list[Item]:
    """Each form with its columns, and the rows that the scheme has filled in below it (told by the table's number)."""
    items = []
    for form in form_rows:
        kind = form.values.get("kind", "")
        below = [row for row in body_rows if row.part == kind and row.place.table == form.place.table]
        columns = [column.name for column in PARTS[kind].columns] if kind in PARTS else []
        rows = [[row.values.get(column.code, "") for column in PARTS[kind].columns] for row in below]
        items.append(
            filled(
                {
                    "code": codes.new("form", form.values["name"], form.values["columns"]),
                    "name": form.values["name"],
                    "columns": listed(form.values["columns"]),
                    "row_columns": columns if rows else [],
                    "rows": [row for row in rows if any(row)],
                    "source": base.source,
                }
            )
        )
    return items
