"""Takes in the rows that waited for a decision about a word, once nothing of their batch waits any more."""

from dataclasses import dataclass

from zhengai.core.actions import record
from zhengai.datacentre import queries
from zhengai.datacentre.actions import ImportFailed, import_file
from zhengai.datacentre.models import Batch, CodeQuestion
from zhengai.datacentre.rules import BadFile, BatchState, CodeAnswer


@dataclass(frozen=True)
class Taken:
    """Rows that came in, and a sentence for every batch whose rows did not."""

    rows: int
    left: tuple[str, ...]


def take_waiting(*, question: CodeQuestion, by: str) -> Taken:
    """Every batch that waited for this word and waits for no other."""
    rows, left = 0, []
    asked = CodeQuestion.objects.filter(
        college=question.college, dataset=question.dataset, state=CodeAnswer.WAITING
    )
    still = {code for codes in asked.values_list("batches", flat=True) for code in codes}
    for code in dict.fromkeys(question.batches):
        batch = queries.batches(question.college).filter(code=code).select_related("college").first()
        if batch is None:
            continue
        if code in still:
            left.append(f"{batch.file_name} 还有别的写法等待决定")
            continue
        try:
            rows += _take(batch, by)
        except (BadFile, ImportFailed) as problem:
            left.append(f"{batch.file_name} 的行没有收进：{problem}")
    return Taken(rows, tuple(left))


def _take(batch: Batch, by: str) -> int:
    """Rows stored since are newer than those that waited: then a person compares."""
    path = queries.waiting_file(batch)
    if path is None:
        return 0
    asked = {
        "college": batch.college, "dataset": batch.dataset, "path": path, "by": by, "source": batch.source,
        "mapping": {code: header for code, header in batch.mapping.items() if header},
        "constants": dict(batch.constants), "occasion": f"codes:{batch.code}", "however_many": True,
    }  # fmt: skip
    tried = import_file(**asked, dry_run=True)  # type: ignore[arg-type]
    later = queries.batches(batch.college, batch.dataset).filter(pk__gt=batch.pk, state=BatchState.COMMITTED)
    if tried.changed and later.exists():
        raise BadFile(f"其中 {tried.changed} 行此后又收到过新的内容，请下载退回的行，核对后再导入")
    report = import_file(**asked)  # type: ignore[arg-type]
    record(
        action="datacentre.take_waiting",
        by=by,
        subject=f"batch:{batch.code}",
        details={"into": report.batch, "rows": report.accepted},
    )
    return report.accepted
