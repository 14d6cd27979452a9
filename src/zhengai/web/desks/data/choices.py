"""What steps three and four of an import show: fields beside columns, and what the dry run would reject."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengai.datacentre import guiding, queries
from zhengai.datacentre.models import Batch
from zhengai.datacentre.uploads import Upload
from zhengai.web.desks.data.dataset import FieldRow, field_row
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

_SHOWN_SAMPLES = 3


@dataclass(frozen=True)
class Choice:
    """One field and where it comes from. `samples` are the first cells of its column."""

    field: FieldRow
    column: int | None
    constant: str
    samples: str
    missing: bool


def choices(request: Request, dataset: "Dataset", found: Upload) -> list[Choice]:
    missing = {each.code for each in guiding.lacking(dataset, found)}
    return [
        Choice(
            field=field_row(request.college, dataset, each),
            column=found.columns.get(each.code),
            constant=found.constants.get(each.code, ""),
            samples=_samples(found, found.columns.get(each.code)),
            missing=each.code in missing,
        )
        for each in dataset.fields
    ]


def _samples(found: Upload, column: int | None) -> str:
    if column is None or found.header_row is None:
        return ""
    below = (row[column] for row in found.rows[found.header_row :] if column < len(row))
    return "、".join(list(dict.fromkeys(cell for cell in below if cell))[:_SHOWN_SAMPLES])


def unused(found: Upload) -> list[str]:
    used = set(found.columns.values())
    return [cell for number, cell in enumerate(found.cells) if cell and number not in used]


def shown_problems(dataset: "Dataset", trial: Batch | None) -> list[tuple[object, str]]:
    """What one has sent oneself, except what is never shown."""
    found = queries.first_problems(trial) if trial else []
    return [
        (each, "●●●" if dataset.field(each.field).privacy == "sensitive" else each.value) for each in found
    ]
