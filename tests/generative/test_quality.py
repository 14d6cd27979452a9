"""Generated quality rules over generated tables: the passes on DuckDB agree with the judge that reads row by row."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.generative.data import CALENDAR, Tables, tables
from tests.generative.formulas import InRow
from tests.spec.school import CATALOGUE, COLLEGE
from zhengai_engine.model.expression import Aggregate, AggregateFunction
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.reference.quality import Judge
from zhengai_engine.run.quality import Judging
from zhengai_engine.run.sources import MemorySource
from zhengai_engine.tables.dataset import Dataset
from zhengai_engine.tables.derived_rules import derived_rules
from zhengai_engine.tables.quality import (
    ROW_CHECKS,
    Aspect,
    Balance,
    Check,
    Drift,
    Fresh,
    Holds,
    InRange,
    QualityRule,
    Refers,
    Required,
    Unique,
    Volume,
)

TODAY = date(2026, 10, 7)
EXAMPLES, RULES = 20, 12
DATASETS = ["attendance", "grades", "students", "incidents", "offerings", "teachers", "energy", "premises"]


@st.composite
def cases(draw: DrawFn) -> tuple[Tables, list[QualityRule]]:
    found = draw(tables())
    return found, [draw(_rules(number)) for number in range(RULES)]


@st.composite
def _rules(draw: DrawFn, number: int) -> QualityRule:
    code = draw(st.sampled_from(DATASETS))
    rows = InRow(draw, code)
    check = _check(draw, CATALOGUE.dataset(code), rows)
    scope = rows.condition(1) if draw(st.booleans()) else None
    return QualityRule(f"r{number}", "", code, check, Aspect.TRUE, scope)


def _check(draw: DrawFn, dataset: Dataset, rows: InRow) -> Check:
    field = draw(st.sampled_from([each.code for each in dataset.fields]))
    numbers = [each.code for each in dataset.fields if each.type in ("number", "integer")]
    references = [each.code for each in dataset.fields if each.references]
    kind = draw(
        st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR])
    )
    options: list[Check] = [
        Holds(rows.condition(2), ""),
        Holds(rows.condition(1), ""),
        Required(field),
        Unique(tuple(dict.fromkeys((field, draw(st.sampled_from([each.code for each in dataset.fields])))))),
        Fresh(draw(st.integers(0, 200))),
        Volume(kind, previous=2),
        Drift(field, kind, previous=2, least=draw(st.sampled_from([1, 4]))),
        _balance(draw, dataset.code, kind),
    ]
    options += [InRange(code, 1.0, 60.0) for code in numbers[:1]]
    options += [Drift(code, kind, edges=(1.0, 60.0), least=1) for code in numbers[:1]]
    options += [Refers(code) for code in references]
    return draw(st.sampled_from(options))


def _balance(draw: DrawFn, dataset: str, kind: PeriodKind) -> Balance:
    other = draw(st.sampled_from(DATASETS))
    left, right = (Aggregate(AggregateFunction.COUNT, code) for code in (dataset, other))
    level = draw(st.sampled_from(["college", "department", "programme"]))
    return Balance(
        left, right, "", level, kind, draw(st.booleans()), draw(st.sampled_from([0.0, 1.0])), periods=2
    )


def test_duckdb_judges_as_the_reference_does() -> None:
    seen = 0

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(cases())
    def agree(case: tuple[Tables, list[QualityRule]]) -> None:
        nonlocal seen
        seen += 1
        _check_case(*case)

    agree()
    assert seen >= EXAMPLES


def _check_case(found: Tables, rules: list[QualityRule]) -> None:
    received = {code: date(2026, 9, 20) for code in found}
    judge = Judge(CATALOGUE, found, CALENDAR, college=COLLEGE, today=TODAY, received=received)
    every = [*rules, *derived_rules(CATALOGUE)]
    source = MemorySource(found)
    with Judging(
        every, CATALOGUE, CALENDAR, source, college=COLLEGE, today=TODAY, received=received
    ) as judging:
        verdicts = judging.verdicts()
        for rule, verdict in zip(judging.rules, verdicts, strict=True):
            assert verdict == judge.verdict(rule), rule
            if verdict.failing and isinstance(rule.check, ROW_CHECKS):
                _check_rows(judging, judge, rule)


def _check_rows(judging: Judging, judge: Judge, rule: QualityRule) -> None:
    wanted = judge.failing(rule)
    listed = [tuple(value for _, value in each.key) for each in judging.failing(rule.code, 1000)]
    assert sorted(map(_sortable, listed)) == sorted(map(_sortable, wanted)), rule
    some = wanted[: len(wanted) // 2 + 1]
    again = judging.failing(rule.code, 1000, keys=some)
    assert {tuple(value for _, value in each.key) for each in again} == set(some)


def _sortable(key: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(each) for each in key)
