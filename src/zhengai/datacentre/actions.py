"""The only writers of the data centre."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import queries
from zhengai.datacentre.alive import alive, clear, is_alive
from zhengai.datacentre.deciding import note_unknown, with_answers
from zhengai.datacentre.faults import reached
from zhengai.datacentre.importing import FIRST_PROBLEMS, Import, Outcome
from zhengai.datacentre.members import renew_subjects
from zhengai.datacentre.models import Batch, ColumnMapping
from zhengai.datacentre.reading.headers import Wish, resolve_wish
from zhengai.datacentre.referring import refuse_used
from zhengai.datacentre.report import BatchReport, report_again, report_of
from zhengai.datacentre.rules import BadFile, BatchState, stopped_by
from zhengai_engine.run.intake.recovery import counts_of_batch, version_of_batch
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset


class ImportFailed(RuntimeError):
    """Something outside the file stopped the import; the data are as before. The message is a Chinese sentence."""


def import_file(
    *,
    college: College,
    dataset: str,
    path: Path,
    by: str,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    dry_run: bool = False,
    source: str = "upload",
    strict: bool = False,
    header_row: int | None = None,
    columns: Mapping[str, int] | None = None,
    within: Mapping[str, frozenset[str]] | None = None,
    until: date | None = None,
    occasion: str = "",
    however_many: bool = False,
    told: int = FIRST_PROBLEMS,
) -> BatchReport:
    """Reads, checks and merges one file in one commit. `dataset` is a code or a Chinese name, `mapping` says which
    column holds which field where names differ, `constants` which text fills a field for all rows; `header_row` and
    `columns` (field → column, counted from 0) are chosen by eye and leave nothing to guess. `within` says what the
    sender answers for (see queries.within): other rows are rejected; so are rows of periods after `until`. The same
    content is taken in once for each `occasion`. With `however_many` the good rows come in whatever the share of the
    others. The report tells the first `told` problems. Raises BadFile for a file that is wrong as a whole."""
    recover(college=college, by=by)
    catalogue = queries.catalogue(college)
    declared = with_answers(college, find_dataset(catalogue, dataset), source)
    wish = Wish(
        said=resolve_wish(declared, mapping or {}),
        remembered=queries.remembered(college, declared.code, source),
        constants=resolve_wish(declared, constants or {}),
        header_row=header_row,
        columns=columns,
    )
    batch = Batch(
        college=college,
        code=uuid.uuid4().hex[:16],
        dataset=declared.code,
        file_name=path.name[:255],
        constants=dict(wish.constants),
        source=source,
        by=by,
        strict=strict,
        created_at=clock.now(),
    )
    with alive(queries.batch_folder(batch)) as work:
        batch.content_hash = _content_hash(path)
        batch.save(force_insert=True)
        reached("after-start")
        try:
            with Import(
                batch,
                declared,
                catalogue,
                path=path,
                sheet=sheet,
                wish=wish,
                within=within,
                until=until,
                occasion=occasion,
                dry_run=dry_run,
                however_many=however_many,
                told=told,
                work=work,
            ) as run:
                return _carry_out(run)
        except BadFile as problem:
            _refuse(batch, str(problem))
            raise
        except Exception as problem:
            _resolve(batch, f"导入没有完成({type(problem).__name__}: {problem})")
            if batch.state == BatchState.COMMITTED:
                return report_of(batch)
            raise ImportFailed(
                f"文件 {path.name} 没有导入，数据保持原样：{stopped_by(problem)}。排除原因后重新导入即可"
            ) from problem


def withdraw_rows(
    *,
    college: College,
    dataset: Dataset,
    keys: Sequence[Mapping[str, str]],
    periods: Sequence[str],
    by: str,
    source: str,
) -> Batch:
    """Takes rows out of a register, as a batch: a version, and a mark in the trail, as when they came in. `periods`
    are those in which they counted. Raises StillUsed where other rows speak of one of them, BadFile when there is no
    such row (any more)."""
    recover(college=college, by=by)
    refuse_used(college, dataset, [[key[code] for code in dataset.key] for key in keys])
    batch = Batch(
        college=college,
        code=uuid.uuid4().hex[:16],
        dataset=dataset.code,
        file_name=f"{dataset.name} 撤销{'一行' if len(keys) == 1 else f' {len(keys)} 行'}"[:255],
        source=source,
        by=by,
        created_at=clock.now(),
        rows_read=len(keys),
        rows_withdrawn=len(keys),
        periods=list(periods),
    )
    with alive(queries.batch_folder(batch)):
        batch.save(force_insert=True)
        reached("before-withdrawal")
        done = queries.lake(college).withdraw(dataset, keys, batch=batch.code)
        reached("after-withdrawal")
        if done is None:
            batch.rows_withdrawn = 0
            _refuse(batch, "没有这一行，或者已经撤销")
            raise BadFile(batch.message)
        batch.version, batch.rows_withdrawn = done.version, done.rows
        with transaction.atomic():
            _committed(batch, queries.catalogue(college), f"已撤销 {done.rows} 行")
    return batch


def find_dataset(catalogue: Catalogue, name: str) -> Dataset:
    """By code, Chinese name or alias; raises BadFile with the nearest."""
    found = catalogue.find(name)
    if found is None:
        known = {word: each for each in catalogue.datasets.values() for word in (each.code, each.name)}
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        names = "、".join(each.name for each in catalogue.datasets.values())
        raise BadFile(f"没有数据集“{name}”" + (f"，是不是“{near[0]}”？" if near else f"，可用：{names}"))
    return found


def recover(*, college: College, by: str) -> int:
    """Settles batches whose process died: in the lake or not, nothing between. Returns how many there were."""
    resolved = 0
    for batch in Batch.objects.filter(college=college, state=BatchState.RUNNING).select_related("college"):
        folder = queries.batch_folder(batch)
        if is_alive(folder):
            continue
        _resolve(batch, "导入的进程中断了，没有写入任何数据，请重新导入")
        clear(folder)
        record(
            action="datacentre.recover", by=by, subject=f"batch:{batch.code}", details={"state": batch.state}
        )
        resolved += 1
    return resolved


def _carry_out(run: Import) -> BatchReport:
    outcome = run.check()
    batch = run.batch
    if outcome.earlier is not None:
        batch.delete()
        return report_again(outcome.earlier)
    if outcome.refusal:
        _refuse(batch, outcome.refusal)
        if outcome.unknown and not run.dry_run:
            note_unknown(batch, run.dataset, outcome.unknown)
    elif run.dry_run:
        found = run.preview()
        batch.rows_new, batch.rows_changed = found.inserted, found.updated
        batch.rows_unchanged = found.unchanged + outcome.already
        batch.message = f"试运行，没有写入：{_counts(batch)}"
        _finish(batch, BatchState.DRY_RUN)
    else:
        _commit(run, outcome)
    return report_of(batch, outcome.problems)


def _commit(run: Import, outcome: Outcome) -> None:
    batch = run.batch
    batch.save()
    reached("before-commit")
    merged = run.merge()
    reached("after-commit")
    batch.rows_new, batch.rows_changed = merged.inserted, merged.updated
    batch.rows_unchanged = merged.unchanged + outcome.already
    batch.version = merged.version
    with transaction.atomic():
        waiting = note_unknown(batch, run.dataset, outcome.unknown)
        if waiting:
            batch.notes = [
                *batch.notes,
                f"{waiting} 个没见过的写法等待决定，有关的行先留着，决定之后自动收进",
            ]
        if outcome.remember:
            ColumnMapping.objects.update_or_create(
                college=batch.college,
                dataset=batch.dataset,
                source=batch.source,
                defaults={"mapping": outcome.remember},
            )
        _committed(batch, run.catalogue, f"已入库：{_counts(batch)}")
        reached("before-end")
    reached("after-end")


def _committed(batch: Batch, catalogue: Catalogue, message: str) -> None:
    batch.message = message
    _finish(batch, BatchState.COMMITTED)
    renew_subjects(college=batch.college, catalogue=catalogue, dataset=batch.dataset, by=batch.by)


@transaction.atomic
def _refuse(batch: Batch, message: str) -> None:
    batch.message = message
    _finish(batch, BatchState.REFUSED)


@transaction.atomic
def _resolve(batch: Batch, message: str) -> None:
    """The lake decides: a batch whose commit is there is committed, whatever happened afterwards."""
    lake = queries.lake(batch.college)
    version = version_of_batch(lake, batch.dataset, batch.code)
    if version is None:
        batch.message, batch.rows_withdrawn = message[:2000], 0
        _finish(batch, BatchState.FAILED)
        return
    catalogue = queries.catalogue(batch.college)
    batch.version = version
    if batch.rows_withdrawn:
        _committed(batch, catalogue, f"已撤销 {batch.rows_withdrawn} 行(中断后恢复)")
        return
    if batch.dataset in catalogue.datasets:  # a pack may have gone since
        declared = catalogue.dataset(batch.dataset)
        batch.rows_new, batch.rows_changed = counts_of_batch(lake, declared, batch.code, version)
    batch.rows_unchanged = max(batch.rows_accepted - batch.rows_new - batch.rows_changed, 0)
    _committed(batch, catalogue, f"已入库(中断后恢复)：{_counts(batch)}")


@transaction.atomic
def _finish(batch: Batch, state: BatchState) -> None:
    batch.state, batch.finished_at = state, timezone.now()
    batch.save()
    record(
        action=f"datacentre.{'withdraw' if batch.rows_withdrawn else 'import'}",
        by=batch.by,
        subject=f"batch:{batch.code}",
        details={"dataset": batch.dataset, "file": batch.file_name, "state": state, "message": batch.message},
    )


def _counts(batch: Batch) -> str:
    return (
        f"读取 {batch.rows_read} 行，新增 {batch.rows_new}、更新 {batch.rows_changed}、未变 {batch.rows_unchanged}、"
        f"重复 {batch.rows_dropped}、退回 {batch.rows_rejected}"
    )


def _content_hash(path: Path) -> str:
    """SHA-256 of the file; "" when there is no such file, which the reader reports."""
    if not path.is_file():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
