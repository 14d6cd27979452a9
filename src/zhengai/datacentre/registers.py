"""Registers (台账): datasets that their owners keep row by row; what stands in them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch, RegisterRow, RowChange
from zhengai.datacentre.rules import touched
from zhengai.datacentre.rules.row_change import RowState
from zhengai_engine.compile.types import BATCH
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.run.browsing import Browsed as Browsed
from zhengai_engine.run.browsing import Row as Row
from zhengai_engine.run.browsing import Wanted as Wanted
from zhengai_engine.run.browsing import as_text, browse, row_with_key, values_of
from zhengai_engine.run.browsing import batch_of as batch_of
from zhengai_engine.tables.dataset import Dataset, Field

_LONGEST_KEY = 400


def registers(college: College) -> list[Dataset]:
    """In the order of the packs."""
    return [each for each in queries.catalogue(college).datasets.values() if each.register]


def rows(college: College, dataset: Dataset, wanted: Wanted) -> Browsed:
    return browse(queries.lake(college), dataset, wanted)


def row(college: College, dataset: Dataset, key: Sequence[str]) -> Row | None:
    """`key`: the values of the key as text, in its order."""
    if len(key) != len(dataset.key):
        return None
    return row_with_key(queries.lake(college), dataset, dict(zip(dataset.key, key, strict=True)))


def values(college: College, dataset: Dataset, code: str) -> list[tuple[str, int]]:
    return values_of(queries.lake(college), dataset, code)


def key_of(dataset: Dataset, found: Row) -> list[str]:
    return [str(found[code]) for code in dataset.key]


def key_stored(college: College, dataset: Dataset, batch: Batch) -> list[str]:
    """The key of the row that a batch of one brought, as it is stored now; empty when it changed nothing."""
    found = rows(college, dataset, Wanted(equal={BATCH: batch.code}, limit=1)).rows
    return key_of(dataset, found[0]) if found else []


def texts(dataset: Dataset, found: Row) -> dict[str, str]:
    """A row as it would be written into a form."""
    return {each.code: as_text(found[each.code], each.type) for each in dataset.fields}


def following_number(college: College, dataset: Dataset) -> str:
    """The number after the greatest one there is or that waits, as long as that; "" where there is none that counts."""
    code = dataset.register.number if dataset.register else ""
    if not code:
        return ""
    last = rows(college, dataset, Wanted(sort=code, falling=True, limit=1)).rows
    waits = waiting(college).filter(row__dataset=dataset.code).values_list("values", flat=True)
    numbers = [*(str(each[code]) for each in last), *(str(each.get(code, "")) for each in waits)]
    return next_number(max(numbers, default=""))


def waiting(college: College) -> QuerySet[RowChange]:
    """Changes that a second person has to see."""
    return RowChange.objects.filter(row__college=college, state=RowState.WAITING).select_related("row")


def kept(college: College, dataset: Dataset, key: Sequence[str]) -> RegisterRow | None:
    """What the changes and files of a row hang on; null where nobody entered or proved it yet."""
    return RegisterRow.objects.filter(college=college, dataset=dataset.code, key_text=key_text(key)).first()


def key_text(key: Sequence[str]) -> str:
    """A key as one text. Long ones by their hash: an index holds so much."""
    text = json.dumps(list(key), ensure_ascii=False)
    return text if len(text) <= _LONGEST_KEY else hashlib.sha256(text.encode()).hexdigest()


def next_number(number: str) -> str:
    stem = number.rstrip("0123456789")
    digits = number[len(stem) :]
    return f"{stem}{int(digits) + 1:0{len(digits)}d}" if digits else ""


def form_source(by: str) -> str:
    """The source of what a person types."""
    return f"form:{by}"[:60]


def period_fields(dataset: Dataset) -> Sequence[Field]:
    return [dataset.field(code) for code in dataset.time.fields] if dataset.time else []


def periods_of(college: College, dataset: Dataset, found: Row) -> list[str]:
    """The periods in which a row counts."""
    if dataset.time is None:
        return []
    calendar = calendar_of(college)
    code = _period_code(dataset, found)
    period: Period | None = calendar.find(code) if code else None
    return touched(calendar, [period]) if period else []


def _period_code(dataset: Dataset, found: Mapping[str, Any]) -> str:
    assert dataset.time is not None
    held = [found[code] for code in dataset.time.fields]
    if any(each is None for each in held):
        return ""
    return f"{held[0]}-W{held[1]:02d}" if dataset.time.kind is PeriodKind.WEEK else str(held[0])
