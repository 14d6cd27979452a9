"""Columns into rows on engines where several `UNNEST` in one SELECT do not advance together.

DuckDB and PostgreSQL read them side by side. Spark refuses a second generator, ClickHouse and Trino would pair every
element with every other; there the arrays are zipped in the FROM clause and the SELECT names their elements.
"""

from sqlglot import exp

from zhengai_engine.compile import sql

ADVANCING_TOGETHER = ("duckdb", "postgres")
_ROWS = "unfolded"


def unfolded(query: exp.Select, dialect: str) -> exp.Select:
    """The query itself, changed in place."""
    arrays = [each.this for each in query.find_all(exp.Explode) if each.parent_select is query]
    if not arrays:
        return query
    names = [f"{_ROWS} {number}" for number in range(1, len(arrays) + 1)]
    for array, name in zip(arrays, names, strict=True):
        array.parent.replace(_element(name, dialect))
    _from(query, arrays, names, dialect)
    return query


def _element(name: str, dialect: str) -> exp.Expr:
    if dialect == "clickhouse":
        return sql.column(name)
    if dialect == "doris":
        position = exp.Literal.number(int(name.removeprefix(f"{_ROWS} ")))
        return exp.Anonymous(this="STRUCT_ELEMENT", expressions=[sql.column(_ROWS, _ROWS), position])
    return sql.column(name, _ROWS)


def _from(query: exp.Select, arrays: list[exp.Expr], names: list[str], dialect: str) -> None:
    if dialect == "spark":
        rows = exp.Inline(this=exp.ArraysZip(expressions=arrays))
        query.append("laterals", _lateral(rows, names))
    elif dialect == "doris":
        arrays = [exp.Anonymous(this="ARRAY", expressions=each.expressions) for each in arrays]
        zipped = exp.Anonymous(this="ARRAY_ZIP", expressions=arrays)
        query.append("laterals", _lateral(exp.Explode(this=zipped), [_ROWS]))
    elif dialect == "clickhouse":
        first, *others = (sql.alias(array, name) for array, name in zip(arrays, names, strict=True))
        query.append("joins", exp.Join(this=first, expressions=others, kind="ARRAY"))
    else:
        together = exp.Unnest(expressions=arrays, alias=_known_as(names))
        query.append("joins", exp.Join(this=together, kind="CROSS"))


def _lateral(rows: exp.Expr, names: list[str]) -> exp.Lateral:
    return exp.Lateral(this=rows, view=True, alias=_known_as(names))


def _known_as(names: list[str]) -> exp.TableAlias:
    columns = [exp.to_identifier(name, quoted=True) for name in names]
    return exp.TableAlias(this=exp.to_identifier(_ROWS, quoted=True), columns=columns)
