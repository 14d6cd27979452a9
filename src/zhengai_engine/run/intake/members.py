"""Reads a level's members with name, department and responsible person from the lake, and whose parts they are."""

from dataclasses import dataclass

import duckdb

from zhengai_engine.compile.quoting import identifier
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

_DEPARTMENT, _TEACHER = "department", "teacher"


@dataclass(frozen=True)
class Member:
    code: str
    name: str | None
    department: str | None
    responsible: str | None  # a teacher's number
    responsible_name: str | None


def read_members(catalogue: Catalogue, lake: Lake, dataset: Dataset) -> list[Member]:
    """All rows of a member dataset's newest version, by code. A chain that leads through a dataset never received
    ends in no department."""
    joins, department = "", "NULL"
    if dataset.level != _DEPARTMENT and _DEPARTMENT in catalogue.levels:
        joins, department = _chain(catalogue, lake, dataset, _DEPARTMENT, "s")
    responsible, person = "NULL", "NULL"
    if dataset.responsible:
        responsible = f"m.{identifier(dataset.responsible)}::VARCHAR"
        teachers = catalogue.members(_TEACHER)
        if teachers is not None and lake.latest(teachers.code) is not None and teachers.label:
            joins += (
                f" LEFT JOIN {_table(lake, teachers)} AS person "
                f"ON person.{identifier(teachers.key[0])} = m.{identifier(dataset.responsible)}"
            )
            person = f"person.{identifier(teachers.label)}"
    label = f"m.{identifier(dataset.label)}" if dataset.label else "NULL"
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT m.{identifier(dataset.key[0])}::VARCHAR, {label}, {department}, {responsible}, {person} "  # noqa: S608
            f"FROM {_table(lake, dataset)} AS m {joins} ORDER BY 1"
        ).fetchall()
    return [Member(*row) for row in rows]


def read_ties(
    catalogue: Catalogue, lake: Lake, dataset: Dataset, part: str, whole: str
) -> list[tuple[str, str]]:
    """Which subjects of level `part` the rows of a dataset tie to which of level `whole`: (part, whole), each once."""
    part_joins, part_code = _chain(catalogue, lake, dataset, part, "p")
    whole_joins, whole_code = _chain(catalogue, lake, dataset, whole, "w")
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT * FROM (SELECT DISTINCT {part_code}::VARCHAR AS part, {whole_code}::VARCHAR AS whole "  # noqa: S608
            f"FROM {_table(lake, dataset)} AS m {part_joins} {whole_joins}) "
            "WHERE part IS NOT NULL AND whole IS NOT NULL ORDER BY 1, 2"
        ).fetchall()


def _chain(catalogue: Catalogue, lake: Lake, dataset: Dataset, level: str, prefix: str) -> tuple[str, str]:
    """Joins along the path to a level, and the expression that holds the subject's code at the end."""
    path = catalogue.path(dataset.code, level)
    if not path:
        return "", "NULL"
    joins, alias, current = "", "m", dataset
    for number, step in enumerate(path[:-1]):
        reference = current.field(step).references
        if reference is None or lake.latest(reference) is None:
            return "", "NULL"
        current = catalogue.dataset(reference)
        joins += (
            f" LEFT JOIN {_table(lake, current)} AS {prefix}{number} "
            f"ON {prefix}{number}.{identifier(current.key[0])} = {alias}.{identifier(step)}"
        )
        alias = f"{prefix}{number}"
    return joins, f"{alias}.{identifier(path[-1])}"


def _table(lake: Lake, dataset: Dataset) -> str:
    version = lake.latest(dataset.code)
    files = lake.files(dataset.code, version) if version is not None else []
    if not files:
        columns = ", ".join(f"NULL AS {identifier(each.code)}" for each in dataset.fields)
        return f"(SELECT {columns} WHERE false)"
    return f"({read_files(files, ['*'])})"
