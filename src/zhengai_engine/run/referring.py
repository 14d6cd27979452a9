"""Which rows of a lake speak of rows of a dataset: what is spoken of cannot be taken out without leaving them in the air."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import duckdb

from zhengai_engine.compile.quoting import identifier, literals
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field

_TEACHER = "teacher"


@dataclass(frozen=True)
class Referring:
    """`rows` rows of `dataset` hold `key` in `field`."""

    key: str
    dataset: Dataset
    field: Field
    rows: int


def referring(catalogue: Catalogue, lake: Lake, dataset: Dataset, keys: Collection[str]) -> list[Referring]:
    """In the newest versions, by the order of the declarations. Of the dataset itself the rows with these keys do not
    count: they go together. A dataset whose key has several fields is referred to by none."""
    if len(dataset.key) != 1 or not keys:
        return []
    return [
        Referring(str(key), other, field, int(rows))
        for other, field in speaking_of(catalogue, dataset)
        for key, rows in _counted(lake, other, field, dataset, keys)
    ]


def speaking_of(catalogue: Catalogue, dataset: Dataset) -> Iterator[tuple[Dataset, Field]]:
    """The fields that hold keys of a dataset: declared references, and of teachers also those that name the person who
    answers for a subject."""
    for other in catalogue.datasets.values():
        for field in other.fields:
            names_person = (
                dataset.level == _TEACHER and other is not dataset and field.code == other.responsible
            )
            if field.references == dataset.code or names_person:
                yield other, field


def _counted(
    lake: Lake, other: Dataset, field: Field, dataset: Dataset, keys: Collection[str]
) -> list[tuple[str, int]]:
    version = lake.latest(other.code)
    files = [] if version is None else lake.files(other.code, version)
    if version is None or not files or field.code not in lake.columns(other.code, version):
        return []
    value, wanted = f"{identifier(field.code)}::VARCHAR", literals(sorted(keys))
    own = f" AND {identifier(dataset.key[0])}::VARCHAR NOT IN ({wanted})" if other is dataset else ""
    columns = dict.fromkeys([identifier(field.code), *([identifier(dataset.key[0])] if own else [])])
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT {value}, count(*) FROM ({read_files(files, columns)}) "  # noqa: S608
            f"WHERE {value} IN ({wanted}){own} GROUP BY 1 ORDER BY 1"
        ).fetchall()
