"""Finds the header row and says which column holds which field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from zhengai.datacentre.rules import BadFile
from zhengai_engine.compile.intake.characters import plain
from zhengai_engine.tables.dataset import Dataset, Field

SEARCHED_ROWS = 30  # titles, logos and instructions above a header rarely take more
_ADDITION = re.compile(r"\([^()]*\)$")  # 成绩(分), 学号(必填)
_SIMILAR = 0.5


@dataclass(frozen=True)
class Wish:
    """What the user said, and what was used last time: field code → header. `constants` are fields that one text
    fills for all rows: field code → text. `header_row` and `columns` (field code → column, counted from 0) are
    chosen by eye: then nothing is guessed."""

    said: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None
    columns: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Header:
    """`row` is the last row of the header, counted from 1; `matches` maps field code → columns, counted from 0."""

    row: int
    cells: tuple[str, ...]
    matches: Mapping[str, tuple[int, ...]]

    def complete(self, dataset: Dataset, wish: Wish) -> bool:
        return not missing(dataset, self.matches, wish)


def header_key(text: str) -> str:
    """Headers that differ in blanks, width, capitals or a mark for "required" mean the same."""
    return plain(text.replace("\n", "")).strip("*:").lower()


def resolve_wish(dataset: Dataset, wanted: Mapping[str, str]) -> dict[str, str]:
    """The user's FIELD=COLUMN with field codes; raises BadFile with the nearest name for an unknown field."""
    result = {}
    for name, column in wanted.items():
        found = dataset.find(name.strip())
        if found is None:
            names = {n: each for each in dataset.fields for n in each.names}
            near = get_close_matches(name, names, n=1, cutoff=0.4)
            hint = (
                f"，是不是“{near[0]}”？"
                if near
                else f"，可用：{'、'.join(each.name for each in dataset.fields)}"
            )
            raise BadFile(f"“{dataset.name}”没有字段“{name}”{hint}")
        result[found.code] = column.strip()
    return result


def find_header(rows: Sequence[Sequence[str]], dataset: Dataset, wish: Wish) -> Header | None:
    """The row, or pair of rows, that matches most fields; null when none matches. A chosen row is taken as it is,
    unless the search finds it too: then a header of two rows is read as a whole."""
    best = _searched(rows, dataset, wish)
    if wish.header_row is not None and (best is None or best.row != wish.header_row):
        if wish.header_row > len(rows):
            return None
        best = _header(wish.header_row, rows[wish.header_row - 1], _names(dataset), wish)
    if best is not None and wish.columns is not None:
        cells = (*best.cells, *[""] * (max(wish.columns.values(), default=0) + 1 - len(best.cells)))
        best = Header(best.row, cells, {code: (column,) for code, column in wish.columns.items()})
    return best


def _names(dataset: Dataset) -> dict[str, str]:
    """Header keys → field codes; a field's own name before its aliases."""
    return {header_key(n): each.code for each in dataset.fields for n in reversed(each.names)}


def _searched(rows: Sequence[Sequence[str]], dataset: Dataset, wish: Wish) -> Header | None:
    best: Header | None = None
    names = _names(dataset)
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        found = _header(index + 1, cells, names, wish)
        if found.matches and (best is None or _better(found, best)):
            best = found
    for index in range(min(len(rows), SEARCHED_ROWS) - 1):
        found = _header(index + 2, _two_lines(rows[index], rows[index + 1]), names, wish)
        if best is not None and len(found.matches) > len(best.matches):
            best = found
    return best


def _better(found: Header, best: Header) -> bool:
    """Of equals the first wins, unless the second continues it: below a cell merged over two lines stands the same
    word again, beside it the lower line of a group title."""
    if len(found.matches) != len(best.matches):
        return len(found.matches) > len(best.matches)
    columns = {column for columns in best.matches.values() for column in columns}
    return found.row == best.row + 1 and any(found.cells[i : i + 1] == best.cells[i : i + 1] for i in columns)


def _two_lines(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    over = [*upper, *[""] * (width - len(upper))]
    under = [*lower, *[""] * (width - len(lower))]
    return [b.strip() or a for a, b in zip(over, under, strict=True)]


def _header(row: int, cells: Sequence[str], names: Mapping[str, str], wish: Wish) -> Header:
    """`names` maps header keys to field codes."""
    said = {code: header_key(column) for code, column in wish.said.items()}
    keys = [header_key(cell) for cell in cells]
    remembered = {c: k for c, v in wish.remembered.items() if (k := header_key(v)) in keys and c not in said}
    fixed = {**remembered, **said}
    matches: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        if not key:
            continue
        codes = [code for code, column in fixed.items() if column == key]
        if not codes:
            code = names.get(key) or names.get(_ADDITION.sub("", key))
            codes = [code] if code and code not in fixed else []
        for code in codes:
            matches.setdefault(code, []).append(index)
    trimmed = tuple(cell.strip() for cell in cells)
    return Header(row, trimmed, {code: tuple(columns) for code, columns in matches.items()})


def missing(dataset: Dataset, matches: Mapping[str, tuple[int, ...]], wish: Wish) -> list[Field]:
    """Required and key fields that no column holds, no constant and no default fills."""
    return [
        each
        for each in dataset.fields
        if (each.required or each.code in dataset.key)
        and each.code not in matches
        and each.code not in wish.constants
        and each.default is None
    ]


def settle(dataset: Dataset, header: Header, wish: Wish, where: str) -> dict[str, int]:
    """Field code → column; raises BadFile when a column is missing or two could be meant."""
    for code, column in wish.said.items():
        if code not in header.matches:
            raise BadFile(_no_such_column(header, column, where))
    for code, columns in header.matches.items():
        if code in wish.constants:
            raise BadFile(
                f"{where}里“{header.cells[columns[0]]}”一列已是“{dataset.field(code).name}”，不能再用 --set {code}=…；"
                "请去掉 --set，或从文件里删去这一列"
            )
        if len(columns) > 1:
            found = "”和“".join(header.cells[i] for i in columns)
            name = dataset.field(code).name
            places = "、".join(str(i + 1) for i in columns)
            raise BadFile(
                f"{where}里“{found}”(第 {places} 列)都可以是“{name}”，请用 --map {code}=列名 指明，或改掉多余的列名"
            )
    lacking = missing(dataset, header.matches, wish)
    if lacking:
        raise BadFile(_lacking(dataset, header, lacking, where))
    return {code: columns[0] for code, columns in header.matches.items()}


def unused(header: Header) -> list[str]:
    """Headers of columns that hold no field."""
    used = {i for columns in header.matches.values() for i in columns}
    return [cell for i, cell in enumerate(header.cells) if cell and i not in used]


def suggest(each: Field, candidates: Sequence[str]) -> str | None:
    """The unused column that may be meant, by likeness to any of the field's names."""
    scored = [
        (max(SequenceMatcher(None, header_key(name), header_key(cell)).ratio() for name in each.names), cell)
        for cell in candidates
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _SIMILAR else None


def _no_such_column(header: Header, column: str, where: str) -> str:
    cells = [cell for cell in header.cells if cell]
    near = get_close_matches(column, cells, n=1, cutoff=0.4)
    hint = f"，是不是“{near[0]}”？" if near else f"，有：{'、'.join(cells[:20])}"
    return f"{where}里没有“{column}”这一列{hint}"


def _lacking(dataset: Dataset, header: Header, lacking: Sequence[Field], where: str) -> str:
    free = unused(header)
    names = "、".join(f"“{each.name}”" for each in lacking)
    found = [(each, suggest(each, free)) for each in lacking]
    hints = [f"--map {each.code}={column}" for each, column in found if column]
    remedy = (
        f"如果另有其名，请指明，例如 {' '.join(hints)}"
        if hints
        else (
            f"请补上，或用 --map {lacking[0].code}=列名 指明"
            + (f"(未使用的列：{'、'.join(free[:12])})" if free else "")
        )
    )
    return f"{where}缺少“{dataset.name}”的必填列{names}，整个文件没有导入；{remedy}"
