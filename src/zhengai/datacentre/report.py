"""What an import says to the person who started it."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengai.datacentre.models import Batch
from zhengai.datacentre.queries import rejected_file
from zhengai.datacentre.rules import BatchState
from zhengai_engine.run.intake.intake import Problem


@dataclass(frozen=True)
class BatchReport:
    """`problems` are the first of them; all rejected rows are in `rejected_file`. `already` marks a file that was
    imported before and changed nothing."""

    batch: str
    state: BatchState
    dataset: str
    file_name: str
    sheet: str
    header_row: int | None
    mapping: dict[str, str]
    constants: dict[str, str]
    read: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    dropped: int
    version: int | None
    message: str
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected_file: Path | None = None
    already: bool = False
    quality: dict[str, Any] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        return self.state is BatchState.REFUSED


def report_of(batch: Batch, problems: tuple[Problem, ...] = ()) -> BatchReport:
    return BatchReport(
        batch=batch.code,
        state=BatchState(batch.state),
        dataset=batch.dataset,
        file_name=batch.file_name,
        sheet=batch.sheet,
        header_row=batch.header_row,
        mapping=dict(batch.mapping),
        constants=dict(batch.constants),
        read=batch.rows_read,
        accepted=batch.rows_accepted,
        new=batch.rows_new,
        changed=batch.rows_changed,
        unchanged=batch.rows_unchanged,
        rejected=batch.rows_rejected,
        dropped=batch.rows_dropped,
        version=batch.version,
        message=batch.message,
        notes=tuple(batch.notes),
        problems=problems,
        rejected_file=rejected_file(batch),
        quality=dict(batch.quality),
    )


def report_again(batch: Batch) -> BatchReport:
    """What to say when the file of a committed batch comes again: everything is there, nothing changes."""
    first = report_of(batch)
    day = timezone.localdate(batch.created_at)
    return replace(
        first,
        new=0,
        changed=0,
        unchanged=first.new + first.changed + first.unchanged,
        message=f"这个文件已于 {day.isoformat()} 导入(批次 {batch.code})，这次没有任何变化",
        already=True,
    )
