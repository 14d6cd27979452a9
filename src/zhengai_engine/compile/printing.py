"""An indicator as one readable SQL statement in an engine's dialect."""

from collections.abc import Mapping

from sqlglot import exp

from zhengai_engine.compile.dialects import DIALECTS, printed
from zhengai_engine.compile.plan import Request, compile_plan
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.tables.catalogue import Catalogue

__all__ = ["DIALECTS", "to_sql"]


def to_sql(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    catalogue: Catalogue,
    calendar: Calendar,
    *,
    college: str,
    level: str,
    period: Period,
    dialect: str = "duckdb",
) -> str:
    """`indicator` need not be one of `indicators`; those it refers to must be. The tables it reads are named
    `data_<dataset>`. The statement gives every subject's value, numerator, denominator and reason."""
    plan = compile_plan(
        {**indicators, indicator.code: indicator},
        catalogue,
        calendar,
        college=college,
        requests=[Request(level, (period,))],
        received=catalogue.datasets,
        codes=[indicator.code],
        complete=True,
    )
    (query,) = plan.values()
    for statement in plan.statements:
        query = query.with_(exp.to_identifier(statement.name, quoted=True), as_=statement.query, copy=False)
    return printed(query, dialect, pretty=True)
