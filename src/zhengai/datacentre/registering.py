"""Rows that a person enters: each is a batch of one, checked and brought in as a file would be."""

import csv
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from zhengai.college.models import College
from zhengai.datacentre import registers
from zhengai.datacentre.actions import ImportFailed, import_file, withdraw_row
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai_engine.tables.dataset import Dataset

_COUNT = "行"  # a column that is no field: it keeps a row from being taken for a total or a note


@dataclass
class RowRefused(Exception):
    """A row that cannot be taken in: a sentence for each field that is wrong, and one for the row as a whole."""

    whole: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "；".join(each for each in (self.whole, *self.fields.values()) if each)


def check_row(
    *, college: College, dataset: Dataset, values: Mapping[str, str], by: str, new: bool
) -> BatchReport:
    """What taking the row in would do; nothing is written. Raises RowRefused."""
    report = _import(college, dataset, _whole(college, dataset, values, new), by, dry_run=True)
    if new and not report.new:
        names = "、".join(dataset.field(code).name for code in dataset.key)
        raise RowRefused(f"已经有{names}相同的一行。要改它请用“更正”，要另登一行请换一个{names}")
    return report


def save_row(*, college: College, dataset: Dataset, values: Mapping[str, str], by: str, new: bool) -> Batch:
    """Field code → what was typed. A field that is not among them keeps what is stored. Raises RowRefused."""
    check_row(college=college, dataset=dataset, values=values, by=by, new=new)
    report = _import(college, dataset, _whole(college, dataset, values, new), by, dry_run=False)
    return Batch.objects.select_related("college").get(code=report.batch)


def withdraw(*, college: College, dataset: Dataset, key: Sequence[str], by: str) -> Batch:
    """Raises RowRefused when there is no such row."""
    found = registers.row(college, dataset, key)
    if found is None:
        raise RowRefused("没有这一行，或者已经撤销")
    try:
        return withdraw_row(
            college=college,
            dataset=dataset,
            key=dict(zip(dataset.key, key, strict=True)),
            periods=registers.periods_of(college, dataset, found),
            by=by,
            source=_source(by),
        )
    except BadFile as problem:
        raise RowRefused(str(problem)) from problem


def _whole(college: College, dataset: Dataset, values: Mapping[str, str], new: bool) -> dict[str, str]:
    """A correction with what it does not name as it is stored: the form does not show everything."""
    if new:
        return dict(values)
    found = registers.row(college, dataset, [values[code] for code in dataset.key])
    if found is None:
        raise RowRefused("这一行已经不在台账里了，可能刚被撤销。需要时请重新登记")
    return {**registers.texts(dataset, found), **values}


def _import(
    college: College, dataset: Dataset, values: Mapping[str, str], by: str, *, dry_run: bool
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
                source=_source(by),
                strict=True,
                occasion=uuid.uuid4().hex,
                dry_run=dry_run,
            )
        except (BadFile, ImportFailed) as problem:
            raise RowRefused(str(problem)) from problem
    if report.refused:
        raise RowRefused(fields=_told(report))
    return report


def _told(report: BatchReport) -> dict[str, str]:
    """Field → one sentence; the first problem of a field is the one that matters."""
    found: dict[str, str] = {}
    for each in report.problems:
        written = f"写的是“{each.value}”，" if each.value else ""
        found.setdefault(each.field, f"“{each.column}”{written}{each.reason}")
    return found


def _source(by: str) -> str:
    return f"form:{by}"[:60]
