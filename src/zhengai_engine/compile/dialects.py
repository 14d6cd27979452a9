"""Printing trees for an engine. Here stand the few functions that SQLGlot does not carry over by itself."""

from sqlglot import ErrorLevel, exp

from zhengai_engine.compile.unfolding import ADVANCING_TOGETHER, unfolded

DIALECTS = ("duckdb", "spark", "postgres", "clickhouse", "trino", "doris", "starrocks")


def printed(tree: exp.Expr, dialect: str, pretty: bool = False) -> str:
    """Raises sqlglot's UnsupportedError rather than leave out what the dialect cannot say."""
    if dialect not in DIALECTS:
        raise ValueError(f"不支持的 SQL 方言“{dialect}”，可用：{'、'.join(DIALECTS)}")
    if dialect == "duckdb":
        return tree.sql(dialect, pretty=pretty)
    carried = tree.copy().transform(lambda node: _carried_over(node, dialect), copy=False)
    return carried.sql(dialect, pretty=pretty, unsupported_level=ErrorLevel.RAISE)


def _carried_over(node: exp.Expr, dialect: str) -> exp.Expr:
    if isinstance(node, exp.Select) and dialect not in ADVANCING_TOGETHER:
        return unfolded(node, dialect)
    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont):
        return _quantile(node, dialect)
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.First):
        return _last_by(node, dialect)
    return node


def _quantile(node: exp.WithinGroup, dialect: str) -> exp.Expr:
    """Exact and interpolating, as everywhere else."""
    share, value = node.this.this, node.expression.expressions[0].this
    if dialect in ("spark", "doris"):
        return exp.Anonymous(this="percentile", expressions=[value, share])
    if dialect == "clickhouse":
        return exp.ParameterizedAgg(this="quantileExactInclusive", expressions=[share], params=[value])
    return node


def _last_by(node: exp.Filter, dialect: str) -> exp.Expr:
    """The value of the greatest row: `max_by` over a tuple where nulls sort lowest, else the head of an array."""
    ordered = node.this.this
    if dialect == "postgres":
        values = exp.Filter(this=exp.ArrayAgg(this=ordered), expression=node.expression)
        return exp.Bracket(this=exp.paren(values, copy=False), expressions=[exp.Literal.number(1)])
    keys = [each.this for each in ordered.expressions]
    greatest: exp.Expr = exp.Anonymous(this="tuple" if dialect == "clickhouse" else "row", expressions=keys)
    if dialect == "spark":
        named = [
            exp.PropertyEQ(this=exp.to_identifier(f"k{n}"), expression=key) for n, key in enumerate(keys)
        ]
        greatest = exp.Struct(expressions=named)
    name = "argMax" if dialect == "clickhouse" else "max_by"
    return exp.Filter(
        this=exp.Anonymous(this=name, expressions=[ordered.this, greatest]), expression=node.expression
    )
