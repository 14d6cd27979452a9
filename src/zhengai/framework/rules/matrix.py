"""The matrix of 五纵 × 五横 (section `matrix`): what belongs to each cell, read and judged.

A cell names its system and level, the department that answers for it, its elements in groups (each with its chain)
and the indicators that measure it. FRM-01…04.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhengai.framework.rules.problem import nearest


class ElementGroup(BaseModel):
    """A sub-row of a system: 发展规划, 质量标准, …; `chain` is the chain it belongs to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    chain: str = Field(min_length=1)
    elements: tuple[str, ...] = Field(min_length=1)


class Cell(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    system: str
    level: str
    department: str = ""
    groups: tuple[ElementGroup, ...] = Field(min_length=1)
    indicators: tuple[str, ...] = ()

    @property
    def elements(self) -> tuple[str, ...]:
        return tuple(element for group in self.groups for element in group.elements)

    @property
    def chains(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(group.chain for group in self.groups))


@dataclass(frozen=True)
class SubRow:
    """A sub-row of a system (发展规划, 质量标准 …) across the levels: level → its elements."""

    name: str
    chains: tuple[str, ...]
    elements: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Matrix:
    """`systems` are code → name, in the order of the rows; `chains` are code → name."""

    systems: Mapping[str, str]
    cells: Sequence[Cell]
    chains: Mapping[str, str] = field(default_factory=dict)

    def levels(self) -> list[str]:
        """The columns, in the order in which cells name them."""
        return list(dict.fromkeys(cell.level for cell in self.cells))

    def cell(self, system: str, level: str) -> Cell | None:
        return next((c for c in self.cells if (c.system, c.level) == (system, level)), None)

    def row(self, system: str) -> list[Cell]:
        return [cell for cell in self.cells if cell.system == system]

    def spans(self, system: str) -> bool:
        """Whether the row is one cell for all levels: 一平台, 文化."""
        return len(self.row(system)) == 1 and len(self.levels()) > 1

    def sub_rows(self, system: str) -> list[SubRow]:
        """In the order in which the cells name them; a system that is not split has one."""
        groups = [(cell.level, group) for cell in self.row(system) for group in cell.groups]
        return [
            SubRow(
                name,
                tuple(dict.fromkeys(self.chain_name(g.chain) for _, g in groups if g.name == name)),
                {level: g.elements for level, g in groups if g.name == name},
            )
            for name in dict.fromkeys(group.name for _, group in groups)
        ]

    def chain_name(self, chain: str) -> str:
        """Cells name a chain by its code or, as the seeds do, by its name."""
        return self.chains.get(chain, chain)


class InvalidMatrix(ValueError):
    """Cells that cannot be read; `problems` has one Chinese sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Scheme:
    """What cells may name: codes of systems, of levels, and of indicators with the levels each is computed for."""

    systems: Collection[str]
    levels: Collection[str]
    indicators: Mapping[str, Collection[str]]


def read_cells(items: Sequence[dict[str, Any]]) -> list[Cell]:
    """Raises InvalidMatrix with every problem of form."""
    cells, problems = [], []
    for item in items:
        try:
            cells.append(Cell.model_validate(item))
        except ValidationError as error:
            problems += [_sentence(item, each["type"], each["loc"]) for each in error.errors()]
    if problems:
        raise InvalidMatrix(problems)
    return cells


def problems_of(items: Sequence[dict[str, Any]], scheme: Scheme) -> list[str]:
    """One sentence a problem, each beginning with the cell's code."""
    try:
        cells = read_cells(items)
    except InvalidMatrix as error:
        return error.problems
    return [sentence for cell in cells for sentence in _of(cell, scheme)] + _twice(cells)


def _of(cell: Cell, scheme: Scheme) -> list[str]:
    told = [
        f"{cell.code}：没有“{code}”这个{word}{nearest(code, list(known))}"
        for code, word, known in ((cell.system, "系统", scheme.systems), (cell.level, "层面", scheme.levels))
        if code not in known
    ]
    for indicator in cell.indicators:
        if indicator not in scheme.indicators:
            known = nearest(indicator, list(scheme.indicators))
            told.append(f"{cell.code}：没有“{indicator}”这个指标{known}")
        elif cell.level in scheme.levels and cell.level not in scheme.indicators[indicator]:
            told.append(f"{cell.code}：指标 {indicator} 不在 {cell.level} 层面计算，请换一个或从本格删去")
    return told


def _twice(cells: Sequence[Cell]) -> list[str]:
    first: dict[tuple[str, str], str] = {}
    return [
        f"{cell.code}：{earlier} 已经是 {cell.system} × {cell.level} 这一格，请删去一个"
        for cell in cells
        if (earlier := first.setdefault((cell.system, cell.level), cell.code)) != cell.code
    ]


_SENTENCES = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "没有“{key}”这个键",
    "string_type": "“{key}”应是文字",
    "string_too_short": "“{key}”不能为空",
    "tuple_type": "“{key}”应是一个列表",
    "too_short": "“{key}”至少要有一项",
    "model_type": "“{key}”应是“键: 值”的写法",
}


def _sentence(item: Mapping[str, Any], kind: str, location: tuple[int | str, ...]) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    return f"{item['code']}：{_SENTENCES.get(kind, '“{key}”的写法不对').format(key=key)}"
