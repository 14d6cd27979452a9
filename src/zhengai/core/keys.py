"""Keys gathered once and handed to many questions: each gets them as one parameter, not as a question within it."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Func


class Keys:
    """Numbers, or tuples of texts. What is sent to a database is written once, however many questions get it."""

    def __init__(self, rows: Sequence[int] | Sequence[tuple[str, ...]]) -> None:
        self.rows = rows

    def __bool__(self) -> bool:
        return bool(self.rows)

    @cached_property
    def as_json(self) -> str:
        return json.dumps(self.rows, ensure_ascii=False)

    @cached_property
    def as_arrays(self) -> list[str]:
        """For each column a literal of PostgreSQL; none when there are no keys."""
        tuples = [row if isinstance(row, tuple) else (row,) for row in self.rows]
        return ["{" + ",".join(map(_element, column)) + "}" for column in zip(*tuples, strict=True)]


def _element(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Among(Func):
    """The condition that a row's columns are among the keys: one column of numbers, or several of texts. Databases
    gather the keys once, or look rows up by them where they are few."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *columns: Any, keys: Keys) -> None:
        super().__init__(*columns)
        self.keys = keys

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        width = len(self.get_source_expressions())
        parts = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(width)) if width > 1 else "value"
        return self._as(f"SELECT {parts} FROM json_each(%s)", [self.keys.as_json], compiler)  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        width = len(self.get_source_expressions())
        arrays = self.keys.as_arrays or ["{}"] * width
        names = ", ".join(f"k{n}" for n in range(width))
        lists = ", ".join([f"%s::{'text' if width > 1 else 'bigint'}[]"] * width)
        return self._as(f"SELECT {names} FROM unnest({lists}) AS keys({names})", arrays, compiler)  # noqa: S608

    def _as(self, rows: str, parameters: list[Any], compiler: Any) -> tuple[str, tuple[Any, ...]]:
        compiled = [compiler.compile(each) for each in self.get_source_expressions()]
        columns = ", ".join(sql for sql, _ in compiled)
        of_columns = [each for _, given in compiled for each in given]
        left = f"({columns})" if len(compiled) > 1 else columns
        return f"{left} IN ({rows})", (*of_columns, *parameters)
