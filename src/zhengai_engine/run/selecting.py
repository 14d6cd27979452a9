"""Rows of one version of a dataset together with what their references lead to, a part at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.types import PARTITION
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import read_files
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, InvalidDataset

_SIZE = 5_000


def field_at(catalogue: Catalogue, dataset: str, path: str) -> Field:
    """The field that `offering.course.name` leads to. Raises InvalidDataset."""
    return _walked(catalogue, dataset, path)[-1][1]


def datasets_of(catalogue: Catalogue, dataset: str, paths: Iterable[str]) -> set[str]:
    """The datasets that the paths read, the first one too."""
    return {dataset, *(place.code for path in paths for place, _ in _walked(catalogue, dataset, path))}


def partitions(lake: Lake, dataset: str, version: int) -> list[str]:
    """The periods in which the rows of a version lie, the newest first."""
    marks = (part for path in lake.files(dataset, version) for part in path.split("/"))
    found = {mark.partition("=")[2] for mark in marks if mark.startswith(f"{PARTITION}=")}
    return sorted(found, reverse=True)


def select_rows(
    lake: Lake,
    catalogue: Catalogue,
    dataset: str,
    versions: Mapping[str, int],
    paths: Sequence[str],
    partition: str = "",
) -> Iterator[list[tuple[Any, ...]]]:
    """Parts of the rows, by key: the key, then the value at the end of each path. A dataset that was never received
    gives nothing; a reference that leads nowhere gives null."""
    first = catalogue.dataset(dataset)
    if dataset not in versions:
        return
    joins: dict[tuple[str, ...], str] = {}
    columns = [f"_0.{identifier(code)}" for code in first.key]
    columns += [_column(catalogue, dataset, path, versions, joins) for path in paths]
    tables = "".join(_join(lake, catalogue, dataset, way, joins, versions) for way in joins)
    order = ", ".join(f"_0.{identifier(code)}" for code in first.key)
    source = _source(lake, first, versions[dataset], partition)
    with duckdb.connect() as connection:
        cursor = connection.execute(
            f"SELECT {', '.join(columns)} FROM ({source}) AS _0{tables} ORDER BY {order}"  # noqa: S608
        )
        while rows := cursor.fetchmany(_SIZE):
            yield rows


def _walked(catalogue: Catalogue, dataset: str, path: str) -> list[tuple[Dataset, Field]]:
    place, steps, found = catalogue.dataset(dataset), path.split("."), []
    for number, code in enumerate(steps):
        if not place.has(code):
            raise InvalidDataset(f"数据集 {place.code}({place.name})没有字段 {code}(写在“{path}”里)")
        field = place.field(code)
        found.append((place, field))
        if number == len(steps) - 1:
            break
        following = catalogue.dataset(field.references) if field.references else None
        if following is None or len(following.key) != 1:
            raise InvalidDataset(
                f"数据集 {place.code}({place.name})的字段 {code} 不引用别的数据集，“{path}”走不下去"
            )
        place = following
    return found


def _column(
    catalogue: Catalogue,
    dataset: str,
    path: str,
    versions: Mapping[str, int],
    joins: dict[tuple[str, ...], str],
) -> str:
    """The column of a path; the tables on the way are noted in `joins`."""
    walked, steps = _walked(catalogue, dataset, path), path.split(".")
    for count in range(1, len(steps)):
        if walked[count][0].code not in versions:
            return "NULL"
        joins.setdefault(tuple(steps[:count]), f"_{len(joins) + 1}")
    return f"{joins.get(tuple(steps[:-1]), '_0')}.{identifier(steps[-1])}"


def _join(
    lake: Lake,
    catalogue: Catalogue,
    dataset: str,
    way: tuple[str, ...],
    joins: Mapping[tuple[str, ...], str],
    versions: Mapping[str, int],
) -> str:
    """Keys are unique, so a join adds no rows."""
    field = _walked(catalogue, dataset, ".".join(way))[-1][1]
    target = catalogue.dataset(str(field.references))
    before = joins.get(way[:-1], "_0")
    return (
        f" LEFT JOIN ({_source(lake, target, versions[target.code])}) AS {joins[way]}"
        f" ON {before}.{identifier(field.code)} = {joins[way]}.{identifier(target.key[0])}"
    )


def _source(lake: Lake, dataset: Dataset, version: int, partition: str = "") -> str:
    """A field that was declared later than the version is null in it."""
    files, stored = lake.layout(dataset.code, version, [partition] if partition else None)
    names = [each.code for each in dataset.fields]
    columns = [
        identifier(code) if code in stored and files else f"NULL AS {identifier(code)}" for code in names
    ]
    return read_files(files, columns) if files else f"SELECT {', '.join(columns)} WHERE false"
