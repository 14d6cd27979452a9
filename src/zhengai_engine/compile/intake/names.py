"""Names and texts inside the DuckDB statements of this room."""

from collections.abc import Iterable

from sqlglot import exp


def quoted(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def text(value: str) -> str:
    return exp.Literal.string(value).sql("duckdb")


def texts(values: Iterable[str]) -> str:
    return ", ".join(text(each) for each in values)
