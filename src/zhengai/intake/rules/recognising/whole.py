"""A whole document: every table to its part, running text for what stands there, and a list of what is left over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from zhengai.intake.rules import parts
from zhengai.intake.rules.document import Document, Grid, Line
from zhengai.intake.rules.found import Findings, Leftover, Row
from zhengai.intake.rules.parts import FORMS, PARTS, REGULATIONS, REPORTS, SCHEDULE
from zhengai.intake.rules.recognising import chains
from zhengai.intake.rules.recognising.flattened import CAPTION, find_folded, unfold_table
from zhengai.intake.rules.recognising.heads import Match, match_heads
from zhengai.intake.rules.recognising.matrix import matrix_head, matrix_rows
from zhengai.intake.rules.recognising.running import Levels, read_running, report_level
from zhengai.intake.rules.recognising.tabular import Raw, read_rows, row_of

UNKNOWN_TABLE = "认不出这是什么表：表头与已知的表都对不上"
LOOKS_LIKE_TABLE = "像是散开的表格，但没有认出表头"
FROM_SCHEDULE = "取自建设进程里的“{item}”"
FROM_MATRIX = "取自五纵五横里的“质量报告”"
PROSE = "正文 {told} 段叙述里，{left} 段没有读成条目；里面写到的制度、标准、任务等，请对照原文自己加上"
_SHORT = 14  # characters of a line that may be a cell
_RUN = 8  # lines one below the other that make a passage look like a table
_SHOWN = 2000  # characters of a left-over that are kept


@dataclass
class _Found:
    rows: list[Row] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)


def recognise(document: Document) -> Findings:
    blocks = document.blocks
    found, running = _Found(), list[Line]()
    folded = {table.start: table for table in find_folded(blocks)}
    levels, index = Levels(), 0
    while index < len(blocks):
        block = blocks[index]
        if index in folded:
            rows, left = unfold_table(blocks, folded[index])
            found.rows += rows
            found.left += left
            index = folded[index].end
            continue
        if isinstance(block, Grid):
            _grid(found, block, levels.now, _caption(blocks, index))
        else:
            levels.pass_by(block)
            running.append(block)
        index += 1
    found.rows += read_running(running)
    # the pieces of a text that lost its line breaks all stand in one line: the place alone does not tell them apart
    taken = {(row.place, row.source) for row in found.rows}
    unread = [line for line in running if (line.place, line.text) not in taken]
    found.left += _passages(unread)
    rows = [*found.rows, *_derived(found.rows)]
    notes = (*document.notes, *_untold(running, unread))
    return Findings(tuple(_in_order(rows)), tuple(found.left), _title(running), notes)


def _untold(running: Sequence[Line], unread: Sequence[Line]) -> list[str]:
    """What of the running text is told only here: sentences are no entries, and nobody should think that they were
    read. Headings and the lines that `_passages` lists are not counted."""
    told = sum(_is_prose(line) for line in running)
    left = sum(_is_prose(line) for line in unread)
    return [PROSE.format(told=told, left=left)] if left else []


def _is_prose(line: Line) -> bool:
    return line.level is None and len(line.text) > _SHORT


def _grid(found: _Found, grid: Grid, level: str, caption: str) -> None:
    head = matrix_head(grid)
    if head is not None:
        rows, left = matrix_rows(grid, head)
    elif (told := _told(grid)) is not None:
        grid, match = told
        raws, left = read_rows(grid, match)
        rows = _rows(match, raws, level, left)
        if match.part.section == "forms":
            rows = [_form(grid, match, caption), *rows]
    else:
        rows, left = [], [Leftover(grid.place, _written(grid), UNKNOWN_TABLE)]
    found.rows += rows
    found.left += left


def _told(grid: Grid) -> tuple[Grid, Match] | None:
    """The table as its heads tell it; a narrow one may have them in the first column."""
    match = match_heads(grid)
    if match is None and grid.width == 2:
        grid = grid.turned()
        match = match_heads(grid)
    return (grid, match) if match else None


def _rows(match: Match, raws: Sequence[Raw], level: str, left: list[Leftover]) -> list[Row]:
    part = match.part
    if part is parts.MEASURES:
        return chains.measures(raws)
    if part is parts.STANDARDS:
        return chains.standards(raws)
    if part is parts.ELEMENTS:
        return chains.elements(raws, level)
    if part is parts.HINTS:
        rows, twice = chains.hints(raws)
        left += twice
        return rows
    if part in (parts.PLANS, SCHEDULE, parts.BODIES):
        return [row_of(part, raw) for raw in raws]
    return [replace(row_of(part, raw), doubts=()) for raw in raws]


def _form(grid: Grid, match: Match, caption: str) -> Row:
    """An empty form is worth its columns."""
    head = grid.spread()[match.head : match.body]
    columns: list[str] = []
    for place in range(grid.width):
        words = [re.sub(r"\s+", "", row[place].text) if row[place] else "" for row in head]  # type: ignore[union-attr]
        said = list(dict.fromkeys(word for word in words if word))
        columns.append(said[-1] if said else "")
    listed = "\n".join(dict.fromkeys(column for column in columns if column))
    name = _bare_caption(caption) or match.part.name
    source = "　|　".join(columns)
    return Row(FORMS.code, {"name": name, "columns": listed, "kind": match.part.code}, grid.place, source)


def _caption(blocks: Sequence[Line | Grid], index: int) -> str:
    """The nearest line before the table that reads like its title, else the one after it."""
    before = [block.text for block in blocks[max(0, index - 4) : index] if isinstance(block, Line)]
    after = [block.text for block in blocks[index + 1 : index + 2] if isinstance(block, Line)]
    return next((text for text in [*reversed(before), *after] if _is_caption(text)), "")


def _is_caption(text: str) -> bool:
    return len(text) <= 40 and bool(
        re.match(r"(?:表|附表|附件)\s*\d", text) or text.endswith(("一览表", "分解表", "情况表"))
    )


def _bare_caption(text: str) -> str:
    return re.sub(r"^(?:表|附表|附件)\s*\d+\s*[:：]?\s*", "", text).strip()


def _written(grid: Grid) -> str:
    lines = [
        "　|　".join(c.text.replace("\n", " / ") for c in dict.fromkeys(row) if c and c.text)
        for row in grid.spread()
    ]
    return "\n".join(line for line in lines if line)[:_SHOWN]


def _passages(lines: Sequence[Line]) -> list[Leftover]:
    """Runs of short lines without a full stop: what a table leaves behind."""
    found: list[Leftover] = []
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and len(line.text) <= _SHORT and line.level is None and not _ends(line.text):
            run.append(line)
            continue
        if len(run) >= _RUN:
            text = "\n".join(each.text for each in run)[:_SHOWN]
            found.append(Leftover(run[0].place, text, LOOKS_LIKE_TABLE))
        run = []
    return found


def _ends(text: str) -> bool:
    return text.endswith(("。", "；", "：", "！", "？", ":")) or bool(CAPTION.fullmatch(text))


def _derived(rows: Sequence[Row]) -> list[Row]:
    """Regulations named in the schedule and reports named in the matrix are entries of their own lists too."""
    derived = []
    known = {row.values["name"] for row in rows if row.part == REPORTS.code}
    for row in rows:
        values = row.values
        if row.part == SCHEDULE.code and "制度" in values["item"]:
            taken = {"name": values["content"], "topic": "", "department": values.get("department", "")}
            taken["original"] = values["original"]
            made = Row(REGULATIONS.code, taken, row.place, row.source, row.repairs, row.doubts)
            derived.append(made.mended(FROM_SCHEDULE.format(item=values["item"])))
        if row.part == "matrix" and values["group"] == "质量报告":
            for name in values["elements"].split("\n"):
                if name.endswith("报告") and name not in known:
                    known.add(name)
                    taken = {"name": name, "level": report_level(name) or values["level"]}
                    derived.append(
                        Row(REPORTS.code, taken, row.place, row.source, row.repairs).mended(FROM_MATRIX)
                    )
    return derived


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows of a part together, the parts in their order."""
    order = {code: number for number, code in enumerate(PARTS)}
    return sorted(rows, key=lambda row: order[row.part])


def _title(lines: Sequence[Line]) -> str:
    for line in lines[:40]:
        text = re.sub(r"\s+|\.docx?$|^附件[:：]", "", line.text)
        found = re.search(r"《?([^《》。，]{4,60}?(?:方案|规划))》?(?:[（(]?修订版?[）)]?)?$", text)
        if found and len(text) <= 70:
            return re.sub(r"^关于印发", "", found.group(1))
    return ""
