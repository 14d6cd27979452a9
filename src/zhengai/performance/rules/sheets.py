"""The list of results as a table: what goes out is filled in and comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhengai.performance.rules import UseDraft, UseKind, UseRefused

COLUMNS = (
    "结果编号", "种类", "结果", "部门", "责任人", "结果内容", "日期", "运用", "怎样运用", "依据文件", "决定机构", "决定日期",
)  # fmt: skip
_KEY, _KIND, _TEXT, _DOCUMENT, _BODY, _DAY = 0, 7, 8, 9, 10, 11
_LONGEST = {_TEXT: 2000, _DOCUMENT: 200, _BODY: 120}
_SEARCHED = 10


@dataclass(frozen=True)
class BadCell:
    """`cell` as Excel names it ("H7")."""

    cell: str
    column: str
    value: str
    reason: str


@dataclass
class Reading:
    uses: list[tuple[str, UseDraft]] = field(default_factory=list)
    refused: list[BadCell] = field(default_factory=list)


def read_uses(rows: Sequence[Sequence[str]], known: Mapping[str, object]) -> Reading:
    """Rows whose 运用 is empty are passed over. `known` are the results of the year that the person reaches. Raises
    UseRefused where the table has no such header."""
    first, places = _header(rows)
    reading = Reading()
    for number, cells in enumerate(rows[first:], start=first + 1):
        texts = [_cell(cells, place) for place in places]
        if not texts[_KIND]:
            continue
        bad = _bad(texts, known)
        if bad:
            reading.refused += [
                BadCell(f"{_letter(places[at])}{number}", COLUMNS[at], texts[at], reason)
                for at, reason in bad.items()
            ]
            continue
        kind = next(each for each in UseKind if each.chinese == texts[_KIND])
        draft = UseDraft(
            kind, texts[_TEXT], texts[_DOCUMENT], texts[_BODY], date.fromisoformat(texts[_DAY][:10])
        )
        reading.uses.append((texts[_KEY], draft))
    return reading


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, list[int]]:
    for number, cells in enumerate(rows[:_SEARCHED], start=1):
        names = [str(cell).strip() for cell in cells]
        if all(name in names for name in COLUMNS):
            return number, [names.index(name) for name in COLUMNS]
    raise UseRefused(f"没有找到表头，应有的列：{'、'.join(COLUMNS)}")


def _bad(texts: Sequence[str], known: Mapping[str, object]) -> dict[int, str]:
    found: dict[int, str] = {}
    if texts[_KEY] not in known:
        found[_KEY] = "这一学年没有这个结果，或者它不在您的范围内；请从导出的表里取编号"
    if texts[_KIND] not in [each.chinese for each in UseKind]:
        found[_KIND] = f"应写 {'、'.join(each.chinese for each in UseKind)} 之一"
    for at, most in _LONGEST.items():
        if len(texts[at]) > most:
            found[at] = f"最多写 {most} 个字"
    try:
        date.fromisoformat(texts[_DAY][:10])
    except ValueError:
        found[_DAY] = "不是日期，请写成 2026-12-20 的样子"
    return found


def _cell(cells: Sequence[str], place: int) -> str:
    return str(cells[place]).strip() if place < len(cells) else ""


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"
