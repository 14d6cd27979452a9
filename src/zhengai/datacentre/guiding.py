"""The steps of an import by eye: look into the file, match its columns, try it out, take it in. Each step leaves its
result, or the sentence why it cannot go on, in the upload: nothing that was sent or chosen is lost."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.actions import ImportFailed, import_file
from zhengai.datacentre.models import Batch
from zhengai.datacentre.reading.headers import Wish
from zhengai.datacentre.reading.looking import look, suggested
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.uploads import Upload, save_upload
from zhengai_engine.tables.dataset import Dataset, Field

_LONGEST_CELL, _MOST_COLUMNS = 80, 200


def look_into(
    *, college: College, upload: Upload, sheet: str | None = None, header_row: int | None = None
) -> None:
    """Finds sheet, header and columns; `sheet` and `header_row` are the person's own choice."""
    declared = queries.catalogue(college).dataset(upload.dataset)
    wish = Wish(remembered=queries.remembered(college, declared.code, upload.source), header_row=header_row)
    _forget(upload)
    try:
        with TemporaryDirectory(dir=upload.folder) as folder:
            found = look(
                upload.path, declared, wish, sheet=sheet, folder=Path(folder), limits=queries.limits()
            )
    except BadFile as problem:
        upload.problem, upload.rows = str(problem), []
        save_upload(upload)
        return
    upload.sheets, upload.sheet = list(found.sheets), found.sheet
    upload.rows = [[cell[:_LONGEST_CELL] for cell in row[:_MOST_COLUMNS]] for row in found.rows]
    upload.header_row, upload.cells, upload.columns = None, [], {}
    if found.header is not None:
        upload.header_row, upload.cells = found.header.row, list(found.header.cells)
        upload.columns = suggested(declared, found.header)
    save_upload(upload)


def choose_columns(*, upload: Upload, columns: Mapping[str, int], constants: Mapping[str, str]) -> None:
    """`columns`: field → column; `constants`: field → text for all rows, where no column holds the field."""
    _forget(upload)
    upload.columns = {code: column for code, column in columns.items() if column < len(upload.cells)}
    upload.constants = {code: text for code, text in constants.items() if text and code not in upload.columns}
    save_upload(upload)


def lacking(dataset: Dataset, upload: Upload) -> list[Field]:
    """Fields that a row cannot be without and that nothing fills yet."""
    return [
        each
        for each in dataset.fields
        if (each.required or each.code in dataset.key)
        and each.code not in upload.columns
        and each.code not in upload.constants
        and each.default is None
    ]


def try_out(*, college: College, upload: Upload) -> None:
    """The dry run, when all is chosen that a row needs."""
    declared = queries.catalogue(college).dataset(upload.dataset)
    if upload.problem or upload.header_row is None or lacking(declared, upload):
        return
    report = _import(college, upload, dry_run=True)
    upload.trial = report.batch if report else ""
    save_upload(upload)


def take_in(*, college: College, upload: Upload) -> BatchReport | None:
    """Null when it could not be carried out: the upload says why."""
    report = _import(college, upload, dry_run=False)
    if report is not None and not report.refused:
        upload.batch = report.batch
    elif report is not None:
        upload.problem = report.message
    save_upload(upload)
    return report


def trial_of(college: College, upload: Upload) -> Batch | None:
    return queries.batches(college).filter(code=upload.trial).first() if upload.trial else None


def _import(college: College, upload: Upload, *, dry_run: bool) -> BatchReport | None:
    within = None if upload.within is None else {k: frozenset(v) for k, v in upload.within.items()}
    try:
        return import_file(
            college=college,
            dataset=upload.dataset,
            path=upload.path,
            by=upload.by,
            sheet=upload.sheet or None,
            header_row=upload.header_row,
            columns=upload.columns,
            constants=upload.constants,
            within=within,
            dry_run=dry_run,
            source=upload.source,
        )
    except (BadFile, ImportFailed) as problem:
        upload.problem = str(problem).removeprefix("--set ")
        return None


def _forget(upload: Upload) -> None:
    upload.problem, upload.trial = "", ""
