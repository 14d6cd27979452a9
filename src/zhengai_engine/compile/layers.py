"""Names for intermediate results, so that a formula's SQL grows with the formula and not with its square.

A bound expression becomes a column of the next nested SELECT; what reads it stands one layer further out.
"""

from dataclasses import dataclass, field

from sqlglot import exp

from zhengai_engine.compile import sql


@dataclass
class Layers:
    _layers: list[list[exp.Expr]] = field(default_factory=list)
    _count: int = 0

    def bind(self, expression: exp.Expr, depth: int, name: str | None = None) -> tuple[exp.Expr, int]:
        """The column that holds `expression`, whose own inputs lie at `depth` or below, and the column's depth."""
        if name is None and is_simple(expression):
            return expression, depth
        if name is None:
            self._count += 1
            name = f"step {self._count}"
        while len(self._layers) <= depth:
            self._layers.append([])
        self._layers[depth].append(sql.alias(expression, name))
        return sql.column(name), depth + 1

    def around(self, base: exp.Select) -> exp.Select:
        """`base` with the layers around it, innermost first."""
        query = base
        for number, columns in enumerate(self._layers):
            inner = query.subquery(f"layer {number}", copy=False)
            query = exp.select(exp.Star(), *columns, copy=False).from_(inner, copy=False)
        return query


def is_simple(expression: exp.Expr) -> bool:
    """Whether writing it twice costs nothing."""
    if isinstance(expression, exp.Cast):
        return isinstance(expression.this, exp.Literal | exp.Null)
    return isinstance(expression, exp.Column | exp.Literal | exp.Null | exp.Boolean)
