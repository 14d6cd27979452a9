"""Rows as people read them: references by name, yes and no as words, thousands apart."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from zhengai.college.models import College
from zhengai.college.queries import subjects
from zhengai.datacentre import queries
from zhengai.datacentre.registers import Row
from zhengai.datacentre.sealing import shown as masked_text
from zhengai.web.components.figures import plain

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_YEAR = "年"  # a year is a name, not an amount
Names = dict[tuple[str, str], str]  # (field, code) → name


def level_of(college: College, dataset: "Dataset", field: "Field") -> str:
    """The level whose subjects a field names: by a reference, or as the person who answers for the row; "" where it
    names none."""
    if field.references:
        return queries.catalogue(college).dataset(field.references).level or ""
    return "teacher" if field.code == dataset.responsible and field.code not in dataset.key else ""


def names_in(college: College, dataset: "Dataset", rows: Iterable[Row]) -> Names:
    """One query for each level that the rows refer to; a row may hold some of the fields only."""
    wanted: dict[str, set[str]] = {}
    fields = [(each, level_of(college, dataset, each)) for each in dataset.fields]
    held = list(rows)
    for field, level in fields:
        if level:
            wanted.setdefault(level, set()).update(
                str(row[field.code]) for row in held if row.get(field.code)
            )
    known = {
        level: dict(subjects(college, level).filter(code__in=codes).values_list("code", "name"))
        for level, codes in wanted.items()
    }
    return {
        (field.code, code): name for field, level in fields for code, name in known.get(level, {}).items()
    }


def shown_fields(dataset: "Dataset") -> "list[Field]":
    """What lists and row pages show: sensitive data are in neither."""
    return [each for each in dataset.fields if each.privacy != "sensitive"]


def look_of(field: "Field") -> str:
    """How its column is set."""
    return "number" if field.type in ("integer", "number") and field.unit != _YEAR else "short"


def said(field: "Field", value: Any, names: Names) -> str:
    """A cell as people read it; — where nothing stands."""
    if value is None:
        return "—"
    if field.sealed:
        return masked_text(str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.unit == _YEAR:
        return str(value)
    if isinstance(value, int | float):
        return plain(float(value))
    return names.get((field.code, str(value)), str(value))
