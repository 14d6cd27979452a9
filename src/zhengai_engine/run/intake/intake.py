"""One file's way in: load → read → check → accepted rows, kept apart from the rows that are not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import duckdb

from zhengai_engine.compile.intake import checking, cleaning
from zhengai_engine.compile.intake.columns import Column, columns_of, key_defaults
from zhengai_engine.compile.intake.values import NOT_A_CHOICE
from zhengai_engine.compile.quoting import identifier, literal
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.run.intake.dictionary import build_dictionaries
from zhengai_engine.run.intake.noting import Notes, cell_of
from zhengai_engine.run.intake.periods import check_periods
from zhengai_engine.run.intake.reach import refuse_outside
from zhengai_engine.run.intake.references import Looked, check_references
from zhengai_engine.run.intake.staging import StagedText, load_raw
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.merging import Compared, Merged
from zhengai_engine.run.sealing import Seal, seal_columns
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field

_CHUNK = 10_000
_MEMORY = "1GiB"  # DuckDB's own part of the 1.5 GiB an import may take; beyond it spills to disk


@dataclass(frozen=True)
class Problem:
    """`row` is the row of the sheet as a person counts it, `column` the header as written there."""

    row: int
    column: str
    field: str
    value: str
    reason: str
    cell: str = ""  # C12; "" where the text stands in no cell

    @property
    def sentence(self) -> str:
        written = f"写的是“{self.value}”，" if self.value else ""
        return f"第 {self.row} 行“{self.column}”{written}{self.reason}"


@dataclass(frozen=True)
class UnknownWord:
    """A text that no choice of the field knows, and in how many rows it stands."""

    field: str
    word: str
    rows: int


@dataclass
class Checked:
    """What the checks found. `skipped` are rows that are no data: totals, notes, repeated headers."""

    read: int = 0
    rejected: int = 0
    dropped: int = 0
    accepted: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    references: Looked = field(default_factory=Looked)
    empty_cells: int = 0  # of optional fields in accepted rows, mapped or not
    optional_cells: int = 0
    periods: list[Period] = field(default_factory=list)  # that rows are in, the first first
    untold: int = 0  # rejected rows whose reasons were not kept

    @property
    def latest(self) -> Period | None:
        return self.periods[-1] if self.periods else None


def _of_choice() -> str:
    return f"starts_with(reason, {literal(NOT_A_CHOICE)})"


class UnfitConstant(ValueError):
    """A text that was to fill a field for all rows does not fit it; the message is a Chinese sentence."""


class Intake:
    """Owns a DuckDB of its own that spills into `folder`. Call `load`, then `check`, then read or `merge`."""

    def __init__(self, dataset: Dataset, folder: Path) -> None:
        self.dataset, self.folder = dataset, folder
        self.connection = duckdb.connect(
            config={"memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
        )
        self.columns: list[Column] = []
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def load(self, source: StagedText) -> None:
        """Raises staging.Ragged when the text cannot be read directly."""
        load_raw(self.connection, source)
        self._width = source.width

    def check(
        self,
        mapping: Mapping[str, int],
        headers: Mapping[int, str],
        *,
        catalogue: Catalogue,
        lake: Lake,
        calendar: Calendar,
        constants: Mapping[str, str] = MappingProxyType({}),
        within: Mapping[str, frozenset[str]] | None = None,
        until: date | None = None,
    ) -> Checked:
        """`mapping` says which column of the file, counted from 0, holds a field; `constants` the text that fills a
        field for all rows, read as if it stood in every cell. A key that is in neither takes its default. `within`
        says what the sender answers for: field → values; a row needs one of them. Rows of periods that begin after
        `until` are rejected. Raises UnfitConstant, OutOfReach."""
        filled = {**key_defaults(self.dataset, mapping), **constants}
        self.columns = columns_of(self.dataset, mapping, headers, filled)
        for each in self.columns:
            if each.constant:
                self._run(cleaning.add_constant(each, filled[each.field.code]))
        result = Checked()
        self._set_aside(result)
        built, troubled = build_dictionaries(self.connection, self.columns, self.folder)
        self.connection.execute(cleaning.create_typed(self.columns, built))
        self.notes = Notes(self.connection)
        for statement in checking.field_checks(self.columns, troubled):
            self.notes.note(statement)
        result.periods = check_periods(
            self.connection, self.dataset, self.columns, calendar, self.folder, self.notes.note, until
        )
        result.references = check_references(
            self.connection, self.dataset, self.columns, catalogue, lake, self.notes.note
        )
        if within is not None:
            refuse_outside(
                self.connection, self.dataset, self.columns, within, lake, self.folder, self.notes.note
            )
        result.warnings.extend(result.references.warnings)
        self._refuse_constants()
        self._settle_duplicates()
        self._count(result)
        return result

    def with_stars(self) -> list[Field]:
        """Sealed fields in which somebody sends back what was masked: 138****1234."""
        sealed = [each.field for each in self.columns if each.field.sealed]
        return [
            each
            for each in sealed
            if self._number(
                f"SELECT count(*) FROM {checking.ACCEPTED} WHERE contains({identifier(each.code)}, '**')"  # noqa: S608
            )
        ]

    def seal(self, seal: Seal) -> None:
        """What is sensitive, before it is compared with what is stored and laid beside it."""
        seal_columns(self.connection, checking.ACCEPTED, self.dataset.fields, seal)

    def merge(self, lake: Lake, batch: str) -> Merged:
        """One commit that names its batch; none when every row is stored already as it is. The last step: the raw
        text gives its memory to the merge."""
        self._run(f"DROP TABLE {cleaning.RAW}")
        return lake.merge(self.dataset, self.connection, checking.ACCEPTED, batch=batch)

    def preview(self, lake: Lake) -> Compared:
        """What `merge` would do now."""
        return lake.preview(self.dataset, self.connection, checking.ACCEPTED)

    def save_rejected(self, path: Path) -> None:
        """The numbers of the rejected rows, for `keep_only` when the same file comes again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run(f"COPY {checking.REJECTED} TO {literal(str(path))} (FORMAT parquet)")

    def keep_only(self, path: Path) -> int:
        """Leaves among the accepted rows only those that were rejected the last time; returns how many."""
        if path.exists():
            self._run(
                f"DELETE FROM {checking.ACCEPTED} WHERE {cleaning.ROW} NOT IN "  # noqa: S608
                f"(SELECT {cleaning.ROW} FROM read_parquet({literal(str(path))}))"
            )
        return self._number(f"SELECT count(*) FROM {checking.ACCEPTED}")  # noqa: S608

    def problems(self, limit: int | None = None) -> Iterator[Problem]:
        """In the order of the file: row by row, column by column."""
        headers = {each.field.code: each.header for each in self.columns}
        order = ", ".join(f"WHEN {literal(each.field.code)} THEN {i}" for i, each in enumerate(self.columns))
        places = f"CASE field {order.replace(',', '')} END" if self.columns else "0"
        statement = (
            f"SELECT {cleaning.ROW}, field, coalesce(written, ''), reason FROM {checking.PROBLEMS} "  # noqa: S608
            f"ORDER BY {cleaning.ROW}, {places}, reason"
        )
        cursor = self.connection.execute(statement + (f" LIMIT {limit}" if limit else ""))
        while rows := cursor.fetchmany(_CHUNK):
            for row, code, written, reason in rows:
                yield Problem(row, headers[code], code, written, reason, cell_of(self.columns, code, row))

    def unknown_words(self) -> list[UnknownWord]:
        """Of the fields with choices, those of rejected rows whose reasons were kept; the most frequent first."""
        rows = self._run(
            f"SELECT field, trim(written) AS word, count(*) FROM {checking.PROBLEMS} WHERE {_of_choice()} "  # noqa: S608
            "GROUP BY ALL ORDER BY count(*) DESC, field, word"
        ).fetchall()
        return [UnknownWord(*row) for row in rows if row[1]]

    def waiting_rows(self) -> Iterator[tuple[int, list[str], str]]:
        """As `rejected_rows`, those in which nothing is wrong but such words."""
        return self.rejected_rows(f"HAVING bool_and({_of_choice()})")

    def rejected_rows(self, having: str = "") -> Iterator[tuple[int, list[str], str]]:
        """Row number, the cells as they were, and all reasons of the rejected rows whose reasons were kept."""
        headers = "CASE field " + " ".join(
            f"WHEN {literal(each.field.code)} THEN {literal(each.header)}" for each in self.columns
        )
        cells = ", ".join(f"r.c{i}" for i in range(self._width))
        cursor = self.connection.execute(
            f"SELECT r.{cleaning.ROW}, {cells}, p.reasons FROM {cleaning.RAW} AS r JOIN (SELECT {cleaning.ROW}, "  # noqa: S608
            f"string_agg('“' || {headers} END || '”' || reason, '；' ORDER BY field, reason) AS reasons "
            f"FROM {checking.PROBLEMS} GROUP BY {cleaning.ROW} {having}) AS p ON p.{cleaning.ROW} = r.{cleaning.ROW} ORDER BY 1"
        )
        while rows := cursor.fetchmany(_CHUNK):
            for row, *values, reasons in rows:
                yield row, [value or "" for value in values], reasons

    def _set_aside(self, result: Checked) -> None:
        """Removes what is no data; blank rows silently, everything else reported."""
        found = self._run(cleaning.notes(self._width)).fetchall()
        repeated = self._run(cleaning.repeated_headers(self.columns)).fetchall()
        blank = self._run(cleaning.blank_rows(self._width)).fetchall()
        result.skipped = sorted([*found, *((row, "重复的表头") for (row,) in repeated)])
        gone = [(row,) for row, *_ in [*found, *repeated, *blank]]
        if gone:
            self._run("CREATE TEMP TABLE gone (row BIGINT)")
            for start in range(0, len(gone), _CHUNK):
                values = ", ".join(f"({row})" for (row,) in gone[start : start + _CHUNK])
                self._run(f"INSERT INTO gone VALUES {values}")  # noqa: S608
            self._run(f"DELETE FROM {cleaning.RAW} WHERE {cleaning.ROW} IN (SELECT row FROM gone)")  # noqa: S608

    def _refuse_constants(self) -> None:
        """One sentence about the text, not one for every row."""
        constants = [each for each in self.columns if each.constant]
        found = self._run(checking.constant_problem(constants)).fetchone() if constants else None
        if found is not None:
            code, written, reason = found
            raise UnfitConstant(f"“{self.dataset.field(code).name}”写的是“{written or ''}”，{reason}")

    def _settle_duplicates(self) -> None:
        self._run(checking.create_valid())
        self._run(f"DROP TABLE {cleaning.TYPED}")
        self._run(f"CREATE TEMP TABLE {checking.DROPPED} ({cleaning.ROW} BIGINT, _first BIGINT)")
        if not self._number(checking.keys_may_repeat(self.dataset)):
            return
        self._run(checking.create_twice(self.dataset))
        self._run(f"INSERT INTO {checking.DROPPED} {checking.dropped(self.columns)}")
        if not self._number("SELECT count(*) FROM twice"):
            return
        self.notes.note(checking.contradictions(self.dataset, self.columns))
        for table in (checking.REJECTED, checking.DROPPED):
            self._run(
                f"DELETE FROM {checking.ACCEPTED} WHERE {cleaning.ROW} IN (SELECT {cleaning.ROW} FROM {table})"  # noqa: S608
            )

    def _count(self, result: Checked) -> None:
        result.read = self._number(f"SELECT count(*) FROM {cleaning.RAW}")  # noqa: S608
        result.rejected = self.notes.rejected()
        result.untold = result.rejected - self.notes.told()
        result.dropped = self._number(f"SELECT count(*) FROM {checking.DROPPED}")  # noqa: S608
        result.accepted = self._number(f"SELECT count(*) FROM {checking.ACCEPTED}")  # noqa: S608
        optional = [
            each for each in self.dataset.fields if not each.required and each.code not in self.dataset.key
        ]
        mapped = {each.field.code for each in self.columns}
        filled = (
            " + ".join(f"count({identifier(each.code)})" for each in optional if each.code in mapped)
            or "0 * count(*)"
        )
        result.optional_cells = result.accepted * len(optional)
        result.empty_cells = result.optional_cells - self._number(f"SELECT {filled} FROM {checking.ACCEPTED}")  # noqa: S608

    def _number(self, statement: str) -> int:
        return int(self._run(statement).fetchall()[0][0])

    def _run(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(statement)
