"""Names and values inside DuckDB statements written by hand; everything else is a SQLGlot tree."""

from collections.abc import Iterable

from sqlglot import exp


def identifier(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def literal(value: str) -> str:
    return exp.Literal.string(value).sql("duckdb")


def literals(values: Iterable[str]) -> str:
    return ", ".join(literal(each) for each in values)
