"""Brings text into DuckDB: a delimited file straight from the disk, or rows that Python holds, by way of one."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhengai_engine.compile.intake.cleaning import RAW, ROW
from zhengai_engine.compile.quoting import identifier, literal

_CHUNK = 1 << 22
_LONGEST_LINE = 16 << 20


class Ragged(ValueError):
    """The file's lines do not all have the same number of columns, or are not plain lines: read it row by row."""


@dataclass(frozen=True)
class StagedText:
    """UTF-8 text on disk. `skip` physical lines come before the data, which begin in row `first_row` of the file as
    a person sees it; with `numbered`, the first column holds each row's number instead."""

    path: Path
    delimiter: str
    width: int
    skip: int = 0
    first_row: int = 2
    numbered: bool = False


def load_raw(connection: duckdb.DuckDBPyConnection, source: StagedText) -> None:
    """Creates the table `raw`. Raises Ragged when a direct read would lose or misnumber a row."""
    names = [f"c{i}" for i in range(source.width)]
    columns = ([ROW] if source.numbered else []) + names
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    number = f"{ROW}::BIGINT" if source.numbered else f"row_number() OVER () + {source.first_row - 1}"
    try:
        connection.execute(
            f"CREATE TEMP TABLE {RAW} AS SELECT {number} AS {ROW}, {', '.join(names)} "  # noqa: S608 - names are ours
            f"FROM read_csv({literal(str(source.path))}, auto_detect = false, header = false, skip = {source.skip}, "
            f"delim = {literal(source.delimiter)}, quote = '\"', escape = '\"', comment = '', "
            f"max_line_size = {_LONGEST_LINE}, columns = {{{types}}})"
        )
    except duckdb.InvalidInputException as problem:
        raise Ragged(str(problem)) from problem
    if not source.numbered:
        _refuse_misnumbered(connection, source)


def _refuse_misnumbered(connection: duckdb.DuckDBPyConnection, source: StagedText) -> None:
    """Blank lines vanish and quoted line breaks join lines: then row numbers would point at the wrong row."""
    found = connection.execute(f"SELECT count(*) FROM {RAW}").fetchall()[0][0]  # noqa: S608
    if found != count_lines(source.path) - source.skip:
        connection.execute(f"DROP TABLE {RAW}")
        raise Ragged("空行或单元格内换行")


def count_lines(path: Path) -> int:
    """Lines as a text editor counts them; the last needs no line break."""
    lines, last = 0, b"\n"
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return lines + (last != b"\n")


def write_staged(path: Path, rows: Iterable[tuple[int, Sequence[str]]], width: int) -> StagedText:
    """Writes numbered rows so that DuckDB reads them back exactly; short rows are filled, empty rows left out."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        for number, cells in rows:
            if any(cells):
                kept = [cell.replace("\x00", "") for cell in cells[:width]]
                writer.writerow([number, *kept, *[""] * (width - len(kept))])
    return StagedText(path, ",", width, numbered=True)


def load_words(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | None]],
    folder: Path,
) -> None:
    """A small table of texts by way of a file: parameters, one at a time, cost fifty times as much. "" is null."""
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    values = ", ".join(f"nullif({identifier(name)}, '') AS {identifier(name)}" for name in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {identifier(table)} AS SELECT {values} "  # noqa: S608
        f"FROM read_csv({literal(str(path))}, auto_detect = false, header = false, delim = ',', quote = '\"', "
        f"escape = '\"', comment = '', max_line_size = {_LONGEST_LINE}, columns = {{{types}}})"
    )
    path.unlink()
