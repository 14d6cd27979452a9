"""A whole table taken in: tried as a file would be, with a sentence for each cell that is wrong, then brought in as one
import and one withdrawal; where the register asks for it, when a second person agrees."""

import csv
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from zhengai.accounts.queries import names_of
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import queries, registers, whole_tables
from zhengai.datacentre.actions import ImportFailed, import_file, withdraw_rows
from zhengai.datacentre.models import Batch, TableChange, TableLine
from zhengai.datacentre.referring import StillUsed, still_used
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.rules.table_change import (
    TableMove,
    TableState,
    check_table_mover,
    meanwhile,
    next_state,
)
from zhengai.datacentre.whole_tables import Stored, grid_fields
from zhengai_engine.tables.dataset import Dataset

WHOLE = ""  # among the problems of a line: of the row, not of one cell
_COUNT = "行"  # a column that is no field: it keeps a row from being taken for a total or a note
_MOST_TOLD = 20_000
_FIRST_ROW = 2
_Known = dict[tuple[str, ...], Stored]


class TableRefused(ValueError):
    """The table as a whole cannot be taken in now; the message is a Chinese sentence. Cells have their own."""


def check_table(*, table: TableChange, dataset: Dataset) -> int:
    """Tries everything that was changed and keeps with each line what is wrong with it. Returns how many lines are
    wrong; raises TableRefused for what is no line's fault."""
    stored = whole_tables.stored_rows(table.college, dataset)
    lines = list(table.lines.all())
    for line in lines:
        line.problems, line.newer = {}, False
        _compare(table, dataset, line, stored)
    _refuse_waiting(table, dataset, lines)
    _refuse_known(dataset, lines, stored)
    _refuse_used(table, dataset, [each for each in lines if each.gone and not each.new])
    _try_cells(table, dataset, [each for each in lines if each.moved and not each.gone])
    TableLine.objects.bulk_update(lines, ["problems", "newer", "before", "values", "opened"], batch_size=200)
    return sum(bool(each.problems) for each in lines)


def move_table(
    *, table: TableChange, dataset: Dataset, move: TableMove, by: str, note: str = ""
) -> TableChange:
    """Submits, takes in, returns or takes back. What needs no second person is taken in with the submission. Raises
    MoveRefused, and TableRefused where a line has a problem: everything typed stays as it is."""
    next_state(TableState(table.state), move)
    check_table_mover(move=move, entered_by=table.by, by=by, note=note)
    if move is TableMove.SUBMIT or (move is TableMove.TAKE and not _in_the_lake(table, dataset)):
        _refuse_problems(table, dataset, move)
    if move is TableMove.TAKE:
        return _taken(table, dataset, by=by, note=note)
    moved = _moved(table, move, by, note)
    reviewed = dataset.register is not None and dataset.register.reviewed
    if move is TableMove.SUBMIT and not reviewed:
        return _taken(moved, dataset, by="", note="")
    return moved


def finish_stopped(*, table: TableChange, dataset: Dataset) -> TableChange:
    """Where nobody reviews, a table that waits is what a process left that died: it is carried through."""
    reviewed = dataset.register is not None and dataset.register.reviewed
    if table.state != TableState.WAITING or reviewed:
        return table
    return _taken(table, dataset, by="", note="")


def _compare(table: TableChange, dataset: Dataset, line: TableLine, stored: _Known) -> None:
    """Whether another person stored the row after this one opened it."""
    if line.new:
        return
    now = stored.get(tuple(line.key))
    if now is None:
        if line.moved and not (line.gone and table.state != TableState.DRAFT):
            line.newer = True
            line.problems[WHOLE] = "这一行在您打开之后被另一人撤销了"
        return
    if now.batch == line.opened or now.texts == line.before:
        line.opened = now.batch
        return
    if not line.moved:
        line.before, line.values, line.opened = dict(now.texts), dict(now.texts), now.batch
        return
    if now.texts == line.values and not line.gone:
        return  # stored as wanted: by this table, before its process died, or by somebody who wanted the same
    names = {each.code: each.name for each in grid_fields(dataset)}
    line.newer = True
    line.problems[WHOLE] = (
        f"这一行在您打开之后由{_who(table, now.batch)}改过，{meanwhile(line.before, now.texts, names)}；您写的都还在"
    )


def _who(table: TableChange, batch: str) -> str:
    by = queries.batches(table.college, table.dataset).filter(code=batch).values_list("by", flat=True).first()
    return names_of({by}).get(by, by) if by else "另一人"


def _refuse_waiting(table: TableChange, dataset: Dataset, lines: Sequence[TableLine]) -> None:
    """One change of a row waits at a time, however it was entered."""
    waits = set(
        registers.waiting(table.college)
        .filter(row__dataset=dataset.code)
        .values_list("row__key_text", flat=True)
    )
    if not waits:
        return
    for line in lines:
        key = line.key or [line.values.get(code, "") for code in dataset.key]
        if line.moved and registers.key_text(key) in waits:
            line.problems[WHOLE] = "这一行另有一项改动在等审核，请等审核之后再改"


def _refuse_known(dataset: Dataset, lines: Sequence[TableLine], stored: _Known) -> None:
    """A new row never replaces one that is there, and none stands twice."""
    names = "、".join(dataset.field(code).name for code in dataset.key)
    seen = {tuple(line.key) for line in lines if not line.new}
    for line in lines:
        key = tuple(line.values.get(code, "") for code in dataset.key)
        if not line.new or not line.moved or not all(key):
            continue
        if key in seen or (key in stored and stored[key].texts != line.values):
            line.problems[WHOLE] = f"已经有{names}相同的一行；要改它请在那一行改，要另登一行请换一个{names}"
        seen.add(key)


def _refuse_used(table: TableChange, dataset: Dataset, gone: Sequence[TableLine]) -> None:
    """What other rows speak of is not taken out."""
    why = still_used(table.college, dataset, [line.key for line in gone])
    for line in gone:
        if len(line.key) == 1 and line.key[0] in why:
            line.problems.setdefault(WHOLE, why[line.key[0]])


def _try_cells(table: TableChange, dataset: Dataset, lines: Sequence[TableLine]) -> None:
    if not lines:
        return
    report = _import(table, dataset, lines, "trial", dry_run=True)
    for each in report.problems:
        line = lines[each.row - _FIRST_ROW]
        written = f"写的是“{each.value}”，" if each.value else ""
        line.problems.setdefault(each.field, f"{written}{each.reason}")


def _refuse_problems(table: TableChange, dataset: Dataset, move: TableMove) -> None:
    wrong = check_table(table=table, dataset=dataset)
    if wrong and move is TableMove.TAKE:
        raise TableRefused(f"提交以后有 {wrong} 行不能照原样入册了，请退回，由登记人看过再提交")
    if wrong:
        raise TableRefused(f"有 {wrong} 行要改，每一处都写了原因；写的都还在，改好再提交")
    if not whole_tables.moved_lines(table):
        raise TableRefused("还没有改动，没有什么可以提交")


def _in_the_lake(table: TableChange, dataset: Dataset) -> bool:
    """Whether a process died after it had brought the rows in: then they are judged no more."""
    written = [each for each in whole_tables.moved_lines(table) if not each.gone]
    return bool(written) and _import(table, dataset, written, _occasion(table), dry_run=True).already


def _occasion(table: TableChange) -> str:
    return f"table-change:{table.pk}"


def _taken(table: TableChange, dataset: Dataset, *, by: str, note: str) -> TableChange:
    """Can be begun again after it was stopped anywhere: the import finds what it did for the same occasion, and what is
    withdrawn already is withdrawn."""
    moved = whole_tables.moved_lines(table)
    written, gone = [each for each in moved if not each.gone], [each for each in moved if each.gone]
    if written:
        report = _import(table, dataset, written, _occasion(table), dry_run=False)
        if report.refused:
            raise TableRefused(
                "这张表现在不能入册：" + "；".join(each.sentence for each in report.problems[:3])
            )
        table.batch = report.batch
    if gone:
        table.withdrawal = _withdrawn(table, dataset, gone) or table.withdrawal
    return _moved(table, TableMove.TAKE, by, note)


def _withdrawn(table: TableChange, dataset: Dataset, lines: Sequence[TableLine]) -> str:
    rows = [registers.row(table.college, dataset, line.key) for line in lines]
    there = [row for row in rows if row is not None]
    if not there:
        return ""
    periods = {code for row in there for code in registers.periods_of(table.college, dataset, row)}
    keys = [dict(zip(dataset.key, registers.key_of(dataset, row), strict=True)) for row in there]
    try:
        return withdraw_rows(
            college=table.college, dataset=dataset, keys=keys, periods=sorted(periods), by=table.by,
            source=registers.form_source(table.by),
        ).code  # fmt: skip
    except StillUsed as problem:
        raise TableRefused(str(problem)) from problem
    except BadFile:
        return ""  # somebody else was faster: they are gone, as was wanted


@transaction.atomic
def _moved(table: TableChange, move: TableMove, by: str, note: str) -> TableChange:
    held = TableChange.objects.select_for_update().get(pk=table.pk)
    if move is TableMove.TAKE:
        held.state = TableState.TAKEN  # what is in the lake is taken in, whatever was decided meanwhile
    else:
        held.state = next_state(TableState(held.state), move)
    held.batch, held.withdrawal = table.batch, table.withdrawal
    if move in (TableMove.TAKE, TableMove.RETURN):
        held.decided_by, held.decided_at, held.note = by, clock.now(), note.strip()[:500]
    held.save()
    record(
        action=f"datacentre.{move.value}_table",
        by=by or held.by,
        subject=f"table_change:{held.pk}",
        details={
            "dataset": held.dataset,
            "period": held.period,
            "rows": len(whole_tables.moved_lines(held)),
        },
    )
    return held


def _import(
    table: TableChange, dataset: Dataset, lines: Sequence[TableLine], occasion: str, *, dry_run: bool
) -> BatchReport:
    codes = [each.code for each in grid_fields(dataset)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{dataset.name} 整表登记.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
            writer.writerow([_COUNT, *(dataset.field(code).name for code in codes)])
            for number, line in enumerate(lines, 1):
                writer.writerow([number, *(line.values.get(code, "") for code in codes)])
        try:
            return import_file(
                college=table.college,
                dataset=dataset.code,
                path=path,
                by=table.by,
                header_row=1,
                columns={code: place for place, code in enumerate(codes, start=1)},
                source=registers.form_source(table.by),
                strict=True,
                occasion=occasion,
                dry_run=dry_run,
                told=_MOST_TOLD,
            )
        except (BadFile, ImportFailed) as problem:
            raise TableRefused(str(problem)) from problem


def batches_of(table: TableChange) -> list[Batch]:
    """What brought it into the lake."""
    codes = [each for each in (table.batch, table.withdrawal) if each]
    return list(
        queries.batches(table.college, table.dataset).select_related("college").filter(code__in=codes)
    )
