"""What is typed into a table before it is submitted: kept line by line as it is typed, whatever is wrong with it."""

import csv
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import registers, whole_tables
from zhengai.datacentre.models import TableChange, TableLine
from zhengai.datacentre.rules.row_change import MoveRefused
from zhengai.datacentre.rules.table_change import EDITABLE, merged
from zhengai.datacentre.whole_tables import MOST_LINES, Stored, Texts, grid_fields
from zhengai_engine.tables.dataset import Dataset, FieldType

_LONGEST = 500


@transaction.atomic
def open_table(*, college: College, dataset: Dataset, period: str, by: str) -> TableChange:
    """The table that this person has begun for the period, else a new one: with the rows of the period, or where there
    are none with those of the period before."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    found = whole_tables.own_table(college, dataset.code, period, by)
    if found is not None:
        return found
    if any(dataset.field(code).sealed for code in dataset.key):
        raise MoveRefused(f"“{dataset.name}”的主键是敏感个人信息，不能整表列出，请逐行登记")
    stored = whole_tables.stored_rows(college, dataset)
    held = whole_tables.rows_in(college, dataset, stored, period)
    if len(held) > MOST_LINES:
        raise MoveRefused(
            f"“{dataset.name}”有 {len(held):,} 行，整表一次最多改 {MOST_LINES:,} 行；请用 Excel 导入"
        )
    table = TableChange.objects.create(
        college=college, dataset=dataset.code, period=period, by=by, at=clock.now()
    )
    TableLine.objects.bulk_create(_line(table, place, each) for place, each in enumerate(held, 1))
    _told(table, "open_table", by)
    if not held:
        bring_previous(table=table, dataset=dataset)
    return table


@transaction.atomic
def bring_previous(*, table: TableChange, dataset: Dataset) -> int:
    """Rows of the period before that are not in the table yet, as new ones. Returns how many."""
    earlier = whole_tables.previous_period(table.college, table.period)
    if not earlier:
        return 0
    stored = whole_tables.stored_rows(table.college, dataset)
    rows = whole_tables.rows_in(table.college, dataset, stored, earlier)
    known = {_known_by(dataset, each.values) for each in table.lines.all()}
    missing = [each for each in rows if _known_by(dataset, each.texts) not in known]
    _append(table, dataset, whole_tables.begun_from(dataset, missing, table.period))
    return len(missing)


@transaction.atomic
def type_cells(*, table: TableChange, dataset: Dataset, cells: Mapping[int, Texts], gone: set[int]) -> None:
    """`cells`: line → field → what was typed; `gone` are those lines that are to be taken out. The key of a row that is
    stored names it and stays."""
    codes = {each.code for each in grid_fields(dataset)}
    changed = []
    for line in table.lines.select_for_update().filter(pk__in=cells):
        typed = {code: " ".join(text.split())[:_LONGEST] for code, text in cells[line.pk].items()}
        kept = codes if line.new else codes - set(dataset.key)
        values = line.values | {code: text for code, text in typed.items() if code in kept}
        if values == line.values and line.gone == (line.pk in gone):
            continue
        line.problems = {
            code: said
            for code, said in line.problems.items()
            if code and values.get(code) == line.values.get(code)
        }
        line.values, line.gone = values, line.pk in gone
        changed.append(line)
    TableLine.objects.bulk_update(changed, ["values", "gone", "problems"], batch_size=200)
    _touch(table)


@transaction.atomic
def add_lines(*, table: TableChange, dataset: Dataset, count: int) -> None:
    """Empty ones, in the table's period."""
    _append(table, dataset, [_blank(table, dataset) for _ in range(count)])


@transaction.atomic
def drop_line(*, table: TableChange, line: int) -> None:
    """A new line that nobody wants."""
    table.lines.filter(pk=line, key=[]).delete()
    _touch(table)


@transaction.atomic
def paste_cells(*, table: TableChange, dataset: Dataset, text: str, line: int, field: str) -> int:
    """A block from a spreadsheet, laid down from one cell on: to the right, downwards, and beyond the last line as new
    ones. Returns how many rows it had."""
    rows = _pasted(text)
    codes = [each.code for each in grid_fields(dataset)]
    lines = list(table.lines.all())
    first = next((at for at, each in enumerate(lines) if each.pk == line), len(lines))
    columns = codes[codes.index(field) :] if field in codes else codes
    _room(table, first + len(rows))
    laid = {
        each.pk: dict(zip(columns, row, strict=False)) for each, row in zip(lines[first:], rows, strict=False)
    }
    gone = {each.pk for each in lines if each.gone and each.pk in laid}
    type_cells(table=table, dataset=dataset, cells=laid, gone=gone)
    left = rows[max(len(lines) - first, 0) :]
    _append(table, dataset, [_blank(table, dataset) | dict(zip(columns, row, strict=False)) for row in left])
    return len(rows)


@transaction.atomic
def lay_rows(*, table: TableChange, dataset: Dataset, rows: Sequence[Sequence[str]]) -> int:
    """Rows under a line of headers, as the grid's own Excel has them: those whose key is in the table change it, the
    others come as new. Returns how many; raises MoveRefused when a header is not known."""
    if not rows:
        raise MoveRefused("表里没有内容")
    known = {name: each.code for each in grid_fields(dataset) for name in each.names}
    codes = [known.get(str(cell).strip(), "") for cell in rows[0]]
    if not any(codes):
        names = "、".join(each.name for each in grid_fields(dataset))
        raise MoveRefused(f"第一行没有认得的列名，需要的列有：{names}")
    by_key = {_named(dataset, each.values): each for each in table.lines.all()}
    new: list[Texts] = []
    cells: dict[int, Texts] = {}
    for row in rows[1:]:
        texts = {code: " ".join(str(cell).split()) for code, cell in zip(codes, row, strict=False) if code}
        if not any(texts.values()):
            continue
        named = _named(dataset, texts)
        line = by_key.get(named) if all(named) else None
        if line is None:
            new.append(_blank(table, dataset) | texts)
        else:
            cells[line.pk] = texts
    type_cells(table=table, dataset=dataset, cells=cells, gone=set())
    _append(table, dataset, new)
    return len(cells) + len(new)


@transaction.atomic
def settle_line(*, table: TableChange, dataset: Dataset, line: int, mine: bool) -> None:
    """After another person stored the row: this person's changes on the newer row, or the newer row as it is."""
    held = table.lines.select_for_update().filter(pk=line).first()
    if held is None or not held.newer:
        return
    found = whole_tables.stored_rows(table.college, dataset).get(tuple(held.key))
    if found is None:
        # taken out by somebody: entered anew, or let go
        if not mine:
            held.delete()
            return
        held.key, held.before, held.opened, held.gone = [], {}, "", False
    else:
        held.values = merged(held.before, held.values, found.texts) if mine else dict(found.texts)
        held.gone = held.gone and mine
        held.before, held.opened = dict(found.texts), found.batch
    held.newer, held.problems = False, {}
    held.save()
    _touch(table)


def _line(table: TableChange, place: int, row: Stored) -> TableLine:
    return TableLine(
        table=table,
        place=place,
        key=list(row.key),
        opened=row.batch,
        before=dict(row.texts),
        values=dict(row.texts),
    )


def _append(table: TableChange, dataset: Dataset, rows: Iterable[Texts]) -> None:
    """New rows without a number get the next ones, where the register counts on."""
    last = table.lines.aggregate(last=Max("place"))["last"] or 0
    number = _free_number(table, dataset)
    new = []
    for at, texts in enumerate(rows, 1):
        values = _cut(texts)
        if number and dataset.register and not values[dataset.register.number]:
            values[dataset.register.number] = number
            number = registers.next_number(number)
        new.append(TableLine(table=table, place=last + at, values=values))
    _room(table, table.lines.count() + len(new))
    TableLine.objects.bulk_create(new)
    _touch(table)


def _free_number(table: TableChange, dataset: Dataset) -> str:
    """The first that neither the register nor this table has; "" where it does not count on."""
    code = dataset.register.number if dataset.register else ""
    if not code:
        return ""
    held = max((each.values.get(code, "") for each in table.lines.all()), default="")
    return max(registers.following_number(table.college, dataset), registers.next_number(held))


def _cut(texts: Mapping[str, str]) -> Texts:
    return {code: " ".join(str(text).split())[:_LONGEST] for code, text in texts.items()}


def _room(table: TableChange, lines: int) -> None:
    if lines > MOST_LINES:
        raise MoveRefused(f"整表一次最多 {MOST_LINES:,} 行，没有加进去；请分几次，或者用 Excel 导入")


def _blank(table: TableChange, dataset: Dataset) -> Texts:
    texts = dict.fromkeys((each.code for each in grid_fields(dataset)), "")
    if dataset.time and whole_tables.grid_kind(dataset) is dataset.time.kind:
        texts[dataset.time.fields[0]] = table.period
    return texts


def _named(dataset: Dataset, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The key as typed, without the period: it is that of the table."""
    time = set(dataset.time.fields) if dataset.time else set()
    return tuple(texts.get(code, "") for code in dataset.key if code not in time)


def _known_by(dataset: Dataset, texts: Mapping[str, str]) -> tuple[str, ...]:
    """By what a row is the same in the next period: its key, or where a number names it, its first words."""
    number = dataset.register.number if dataset.register else ""
    if dataset.key != (number,):
        return _named(dataset, texts)
    time = dataset.time.fields if dataset.time else ()
    words = [
        each.code
        for each in grid_fields(dataset)
        if each.type is FieldType.TEXT and not each.choices and each.code not in (number, *time)
    ]
    return tuple(texts.get(code, "") for code in words[:2])


def _pasted(text: str) -> list[list[str]]:
    return [row for row in csv.reader(text.splitlines(keepends=True), delimiter="\t") if any(row)]


def _touch(table: TableChange) -> None:
    if not TableChange.objects.filter(pk=table.pk, state__in=EDITABLE).exists():
        raise MoveRefused("这张表已经提交或放弃，不能再改；请重新打开")
    table.at = clock.now()
    table.save(update_fields=["at"])


def _told(table: TableChange, what: str, by: str) -> None:
    record(
        action=f"datacentre.{what}", by=by, subject=f"table_change:{table.pk}",
        details={"dataset": table.dataset, "period": table.period},
    )  # fmt: skip
