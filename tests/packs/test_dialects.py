"""Every shipped indicator in the SQL of the engines a college may own: printed, read back by that engine's grammar,
and printed again the same. What goes wrong is told by the indicator's code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.packs.conftest import PERIODS
from tests.packs.sample_source import CALENDAR_OF_SAMPLE
from zhengai.framework import queries
from zhengai.sample.identity import COLLEGE_CODE
from zhengai_engine.compile.dialects import printed
from zhengai_engine.compile.plan import Plan, Request, compile_plan
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.reading import read_catalogue

ENGINES = ("spark", "trino", "doris", "starrocks", "clickhouse")


@dataclass(frozen=True)
class Shipped:
    """What a pack defines, read together with all that it requires."""

    own: tuple[str, ...]
    indicators: Mapping[str, Indicator]
    catalogue: Catalogue

    def plan(self, codes: tuple[str, ...], requests: list[Request]) -> Plan:
        return compile_plan(
            self.indicators,
            self.catalogue,
            CALENDAR_OF_SAMPLE,
            college=COLLEGE_CODE,
            requests=requests,
            received=self.catalogue.datasets,
            codes=codes,
        )


def _defining() -> list[str]:
    return [code for code in queries.available_packs() if queries.read_pack(code).sections.get("indicators")]


PACKS = _defining()


@cache
def shipped(pack: str) -> Shipped:
    chain = queries.with_required(pack)
    catalogue = read_catalogue(*(queries.merged_section(chain, name) for name in ("levels", "datasets")))
    indicators = read_indicators(queries.merged_section(chain, "indicators"), catalogue)
    own = tuple(item["code"] for item in queries.read_pack(pack).sections["indicators"])
    return Shipped(own, indicators, catalogue)


@cache
def together(pack: str) -> Plan:
    """As a run asks: all indicators at all levels, values of many columns turned into rows; in the longest periods,
    which are made of the others."""
    found = shipped(pack)
    own = [found.indicators[code] for code in found.own]
    offered = {(level, each.periods[-1].value) for each in own for level in each.levels}
    return found.plan(found.own, [request(*place) for place in sorted(offered)])


def by_code(pack: str, engine: str) -> str:
    """A line for each indicator that cannot be said to the engine; asked only when there is one."""
    found, lines = shipped(pack), []
    for code in found.own:
        each = found.indicators[code]
        plan = found.plan((code,), [request(level, each.periods[-1].value) for level in each.levels])
        told = next(filter(None, (problem(query, engine) for query in statements(plan))), None)
        if told:
            lines.append(f"{code}: {told[:1000]}")
    return "\n".join(lines) or "all of them together"


def request(level: str, kind: str) -> Request:
    return Request(level, (CALENDAR_OF_SAMPLE.period(PERIODS[kind][-1]),))


def statements(plan: Plan) -> Iterator[exp.Expr]:
    yield from (each.query for each in plan.statements)
    yield from plan.values()


def problem(query: exp.Expr, engine: str) -> str | None:
    try:
        text = printed(query, engine)
        (read,) = sqlglot.parse(text, dialect=engine)
        if read is None or isinstance(read, exp.Command):
            return f"not read as a query: {text}"
        again = read.sql(engine)
    except SqlglotError as error:
        return str(error)
    return None if again == text else f"read as something else:\n{text}\n{again}"


def test_no_pack_with_indicators_is_left_out() -> None:
    assert {"foundation", "records"} <= set(PACKS)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("pack", PACKS)
def test_every_indicator_is_read_back_as_it_was_printed(pack: str, engine: str) -> None:
    plan = together(pack)
    assert {each.cell.code for each in plan.outputs} == set(shipped(pack).own)
    if any(problem(query, engine) for query in statements(plan)):
        pytest.fail(by_code(pack, engine), pytrace=False)


def test_what_cannot_be_told_is_named_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "problem", lambda *_: "cannot be said")
    told = by_code("hunan-secondary", "spark").splitlines()
    assert told == [f"{code}: cannot be said" for code in shipped("hunan-secondary").own]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_engine_is_asked_to_unfold_columns_one_by_one(engine: str) -> None:
    """Spark refuses a second generator in a SELECT, the others pair every element with every other."""
    for values in together("records").values():
        read = sqlglot.parse_one(printed(values, engine), dialect=engine)
        assert not [each for column in read.selects for each in column.find_all(exp.Explode, exp.Unnest)]
