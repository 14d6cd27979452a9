"""The small sample college with the registers of the packs `records` and `registers` beside those of the foundation."""

from collections.abc import Iterator
from typing import Any

from tests.packs.sample_source import Table, small, tables
from zhengai.sample.records.files import KEPT, REGISTERS, Register
from zhengai.sample.world import World

# what one file holds completely and another adds columns to: the header by which rows are the same, in each
ADDED = {"research": ("成果编号",), "trainings": ("培训编号",), "graduates": ("毕业学年", "学号")}


def tables_with_records(world: World) -> Iterator[Table]:
    added = {each.dataset: each for each in REGISTERS if each.dataset in ADDED}
    for code, headers, rows in tables(world):
        if code in added:
            yield code, *_joined(world, added[code], list(headers), [list(row) for row in rows])
        else:
            yield code, headers, rows
    for each in (*REGISTERS, *KEPT):
        if each.dataset not in ADDED:
            yield each.dataset, each.header, each.rows(world)


def _joined(
    world: World, register: Register, headers: list[str], rows: list[list[Any]]
) -> tuple[list[str], list[list[Any]]]:
    key = ADDED[register.dataset]
    new = [name for name in register.header if name not in headers]
    brought = {
        tuple(row[register.header.index(name)] for name in key): [row[register.header.index(n)] for n in new]
        for row in register.rows(world)
    }
    places = [headers.index(name) for name in key]
    return headers + new, [
        row + brought.get(tuple(row[place] for place in places), [None] * len(new)) for row in rows
    ]


def held() -> Iterator[Table]:
    return tables_with_records(small())
