"""Rows that a person enters: each is a batch of one, checked and brought in as a file would be; where the register
asks for it, when a second person agrees."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import queries, registers
from zhengai.datacentre.actions import ImportFailed, import_file, withdraw_rows
from zhengai.datacentre.models import Batch, RegisterRow, RowChange
from zhengai.datacentre.referring import StillUsed, refuse_used
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.rules.row_change import RowKind, RowMove, RowState, check_mover, next_state
from zhengai.datacentre.sealing import seal
from zhengai_engine.tables.dataset import Dataset

_COUNT = "行"  # a column that is no field: it keeps a row from being taken for a total or a note
_GONE = "这一行已经不在台账里了，可能刚被撤销。需要时请重新登记"
_NEWER = (
    "这一行在您打开之后被另一人改过，台账里已经是新的内容；您写的都还在，看过以后再保存一次，就按您写的改"
)
_WAITS = "这一行已有一项改动在等审核；请等审核之后再改，或者由登记人先收回"
_TRIAL = "trial"


@dataclass
class RowRefused(Exception):
    """A row that cannot be taken in: a sentence for each field that is wrong, and one for the row as a whole."""

    whole: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "；".join(each for each in (self.whole, *self.fields.values()) if each)


def enter_row(
    *,
    college: College,
    dataset: Dataset,
    kind: RowKind,
    by: str,
    values: Mapping[str, str] | None = None,
    key: Sequence[str] = (),
    title: str = "",
    opened: str = "",
) -> RowChange:
    """`values`: field code → what was typed, for all fields of a new row; in a correction a field that is not among
    them keeps what is stored. `key` names the row of a correction or a withdrawal, `opened` the batch that had stored
    it when the form was opened: what another person stored since then is not overwritten unseen. What needs no second
    person is taken in at once. Raises RowRefused; then nothing is kept."""
    reviewed = dataset.register is not None and dataset.register.reviewed
    if not reviewed:
        _finish_stopped(college, dataset, list(key) or _plain_key(dataset, values or {}))
    given, before = dict(values or {}), _stored(college, dataset, kind, key, opened)
    if kind is RowKind.CORRECT:
        given = {**before, **given, **dict(zip(dataset.key, key, strict=True))}
    if kind is RowKind.WITHDRAW:
        check_withdrawal(college, dataset, key)
    else:
        _check(college, dataset, given, by, new=kind is RowKind.ADD)
    given = _sealed(dataset, given)
    named = list(key) or _plain_key(dataset, given)
    change = _noted(college, dataset, kind, named, title, given, before, by)
    if reviewed:
        return change
    try:
        return _take_in(change, dataset, by="")
    except RowRefused:
        change.delete()
        raise


def move_change(*, change: RowChange, move: RowMove, by: str, note: str = "") -> RowChange:
    """Takes in, returns or takes back what waits. Raises MoveRefused, and RowRefused when the row does not fit (any
    more): then it still waits."""
    next_state(RowState(change.state), move)
    check_mover(move=move, entered_by=change.by, by=by, note=note)
    if move is RowMove.TAKE:
        dataset = queries.catalogue(change.row.college).datasets.get(change.row.dataset)
        if dataset is None:
            raise RowRefused("方案里已经没有这本台账，不能采纳")
        return _take_in(change, dataset, by=by, note=note)
    return _decided(change, move, by, note)


def keep_row(*, college: College, dataset: Dataset, key: Sequence[str], title: str) -> RegisterRow:
    """What the files of a row hang on, also of a row that came with a table."""
    found, _ = RegisterRow.objects.get_or_create(
        college=college,
        dataset=dataset.code,
        key_text=registers.key_text(key),
        defaults={"key": list(key), "title": title[:200] or " ".join(key)[:200]},
    )
    return found


def check_withdrawal(college: College, dataset: Dataset, key: Sequence[str]) -> None:
    """Raises RowRefused where other rows speak of this one."""
    try:
        refuse_used(college, dataset, [key])
    except StillUsed as problem:
        raise RowRefused(str(problem)) from problem


def _finish_stopped(college: College, dataset: Dataset, key: Sequence[str]) -> None:
    """Where nobody reviews, what waits is what a process left that died: it is carried through before the next."""
    row = registers.kept(college, dataset, key)
    for change in row.changes.filter(state=RowState.WAITING) if row else ():
        try:
            _take_in(change, dataset, by="")
        except RowRefused:
            change.delete()


def _sealed(dataset: Dataset, values: Mapping[str, str]) -> dict[str, str]:
    """As it waits in the database: sensitive texts as the lake holds them."""
    sealed = {each.code for each in dataset.fields if each.sealed}
    return {code: seal(text) if code in sealed and text else text for code, text in values.items()}


def _plain_key(dataset: Dataset, values: Mapping[str, str]) -> list[str]:
    return [" ".join(values.get(code, "").split()) for code in dataset.key]


def _stored(
    college: College, dataset: Dataset, kind: RowKind, key: Sequence[str], opened: str
) -> dict[str, str]:
    if kind is RowKind.ADD:
        return {}
    found = registers.row(college, dataset, key)
    if found is None:
        raise RowRefused(_GONE)
    if opened and registers.batch_of(found) != opened:
        raise RowRefused(_NEWER)
    return registers.texts(dataset, found)


def _check(college: College, dataset: Dataset, values: Mapping[str, str], by: str, *, new: bool) -> None:
    """What taking the row in would do; nothing is written."""
    report = _import(college, dataset, values, by, _TRIAL, dry_run=True)
    if new and not report.new:
        names = "、".join(dataset.field(code).name for code in dataset.key)
        raise RowRefused(f"已经有{names}相同的一行。要改它请用“更正”，要另登一行请换一个{names}")


@transaction.atomic
def _noted(
    college: College,
    dataset: Dataset,
    kind: RowKind,
    key: Sequence[str],
    title: str,
    values: dict[str, str],
    before: dict[str, str],
    by: str,
) -> RowChange:
    row = keep_row(college=college, dataset=dataset, key=key, title=title)
    try:
        with transaction.atomic():
            change = RowChange.objects.create(
                row=row, kind=kind, values=values, before=before, by=by, at=clock.now()
            )
    except IntegrityError as problem:
        raise RowRefused(_WAITS) from problem
    _told(change, "enter", by)
    return change


def _take_in(change: RowChange, dataset: Dataset, *, by: str, note: str = "") -> RowChange:
    """Can be begun again after it was stopped anywhere: the import finds what it did for the same occasion, and what
    is withdrawn already is withdrawn."""
    college, key = change.row.college, list(change.row.key)
    if change.kind == RowKind.WITHDRAW:
        change.batch = _withdrawn(college, dataset, key, change.by)
    else:
        report = _taken(college, dataset, change)
        change.batch = report.batch
        batch = Batch.objects.get(code=report.batch)
        key = registers.key_stored(college, dataset, batch) or key
    return _decided(change, RowMove.TAKE, by, note, key)


def _taken(college: College, dataset: Dataset, change: RowChange) -> BatchReport:
    occasion = f"row-change:{change.pk}"
    if change.kind == RowKind.CORRECT and registers.row(college, dataset, change.row.key) is None:
        raise RowRefused(_GONE)
    trial = _import(college, dataset, change.values, change.by, occasion, dry_run=True)
    if change.kind == RowKind.ADD and not trial.new and not trial.already:
        raise RowRefused("台账里已经有主键相同的一行，不能再采纳一次；请退回，改用“更正”")
    return _import(college, dataset, change.values, change.by, occasion, dry_run=False)


def _withdrawn(college: College, dataset: Dataset, key: Sequence[str], by: str) -> str:
    found = registers.row(college, dataset, key)
    if found is None:
        return ""
    try:
        return withdraw_rows(
            college=college,
            dataset=dataset,
            keys=[dict(zip(dataset.key, key, strict=True))],
            periods=registers.periods_of(college, dataset, found),
            by=by,
            source=registers.form_source(by),
        ).code
    except StillUsed as problem:
        raise RowRefused(str(problem)) from problem
    except BadFile:
        return ""  # somebody else was faster: it is gone, as was wanted


@transaction.atomic
def _decided(
    change: RowChange, move: RowMove, by: str, note: str, key: Sequence[str] | None = None
) -> RowChange:
    """What is in the lake is taken in, whatever was decided meanwhile."""
    held = RowChange.objects.select_for_update().get(pk=change.pk)
    if move is not RowMove.TAKE:
        next_state(RowState(held.state), move)
    held.state = {RowMove.TAKE: RowState.TAKEN, RowMove.RETURN: RowState.RETURNED}.get(move, RowState.DROPPED)
    held.decided_by, held.decided_at, held.note = by, clock.now(), note.strip()[:500]
    held.batch = change.batch
    held.save()
    if key is not None and list(key) != list(held.row.key):
        _renamed(held, key)
    if by:
        _told(held, move.value, by)
    return held


def _renamed(change: RowChange, key: Sequence[str]) -> None:
    """The row as the import wrote its key: full width or spaces make no other row."""
    row = change.row
    same = RegisterRow.objects.filter(
        college=row.college, dataset=row.dataset, key_text=registers.key_text(key)
    ).first()
    if same is not None:
        change.row = same
        change.save()
        return
    row.key, row.key_text = list(key), registers.key_text(key)
    row.save()


def _told(change: RowChange, what: str, by: str) -> None:
    """Of a row in the trail: not what it says."""
    record(
        action=f"datacentre.{what}_row",
        by=by,
        subject=f"row_change:{change.pk}",
        details={"dataset": change.row.dataset, "kind": RowKind(change.kind).chinese},
    )


def _import(
    college: College, dataset: Dataset, values: Mapping[str, str], by: str, occasion: str, *, dry_run: bool
) -> BatchReport:
    codes = [each.code for each in dataset.fields if each.code in values]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{dataset.name} 登记一行.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle, quoting=csv.QUOTE_ALL)
            writer.writerow([_COUNT, *(dataset.field(code).name for code in codes)])
            writer.writerow(["1", *(" ".join(values[code].split()) for code in codes)])
        try:
            report = import_file(
                college=college,
                dataset=dataset.code,
                path=path,
                by=by,
                header_row=1,
                columns={code: place for place, code in enumerate(codes, start=1)},
                source=registers.form_source(by),
                strict=True,
                occasion=occasion,
                dry_run=dry_run,
            )
        except (BadFile, ImportFailed) as problem:
            raise RowRefused(str(problem)) from problem
    if report.refused:
        raise RowRefused(fields=_sentences(report))
    return report


def _sentences(report: BatchReport) -> dict[str, str]:
    """Field → one sentence; the first problem of a field is the one that matters."""
    found: dict[str, str] = {}
    for each in report.problems:
        written = f"写的是“{each.value}”，" if each.value else ""
        found.setdefault(each.field, f"“{each.column}”{written}{each.reason}")
    return found
