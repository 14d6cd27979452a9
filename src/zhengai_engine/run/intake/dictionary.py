"""Reads each distinct text of a column once, however many rows repeat it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from zhengai_engine.compile.intake.characters import tidy
from zhengai_engine.compile.intake.cleaning import distinct_words
from zhengai_engine.compile.intake.columns import Column
from zhengai_engine.compile.intake.values import Reader, Unreadable
from zhengai_engine.run.intake.staging import load_words

_CHUNK = 50_000


def build_dictionaries(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], folder: Path
) -> tuple[set[str], set[str]]:
    """Creates the dictionary tables; returns the names of all, and of those that hold an unreadable word."""
    built: set[str] = set()
    troubled: set[str] = set()
    for column in columns:
        if column.reader is None:
            continue
        words = _words(connection, column)
        first = next(words, None)
        if first is None:
            continue
        meanings = _Meanings(column.reader, first, words)
        load_words(connection, column.dictionary, ("word", "meaning", "problem"), meanings, folder)
        built.add(column.dictionary)
        if meanings.troubled:
            troubled.add(column.dictionary)
    return built, troubled


def _words(connection: duckdb.DuckDBPyConnection, column: Column) -> Iterator[str]:
    result = connection.execute(distinct_words(column))
    while rows := result.fetchmany(_CHUNK):
        for (word,) in rows:
            yield word


class _Meanings:
    """Rows of a dictionary, made while they are written."""

    def __init__(self, reader: Reader, first: str, rest: Iterator[str]) -> None:
        self._reader, self._first, self._rest = reader, first, rest
        self.troubled = False

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        yield self._row(self._first)
        for word in self._rest:
            yield self._row(word)

    def _row(self, word: str) -> tuple[str, str, str]:
        if not tidy(word):
            return word, "", ""
        try:
            return word, str(self._reader(word)), ""
        except Unreadable as problem:
            self.troubled = True
            return word, "", str(problem)
