"""Checks a formula or a whole scheme before anyone lives by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.indicators import queries
from zhengai_engine.compile.printing import to_sql
from zhengai_engine.formulas import (
    FormulaError,
    SchemeError,
    Vocabulary,
    infer,
    parse,
    read_indicators,
    split_definition,
    to_text,
)
from zhengai_engine.handbook import render_handbook
from zhengai_engine.model.expression import Children, Expression
from zhengai_engine.model.indicator import Indicator, IndicatorKind, InvalidDefinition
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.model.walk import codes_of, datasets_of, dependencies, walk
from zhengai_engine.tables.dataset import Dataset, InvalidDataset
from zhengai_engine.tables.reading import read_catalogue

__all__ = [
    "CheckedFormula",
    "FormulaError",
    "InvalidDefinition",
    "SchemeError",
    "check_formula",
    "check_items",
    "checked_formula",
    "formula_sql",
    "handbook",
    "read_or_problems",
    "read_scheme",
]


@dataclass(frozen=True)
class CheckedFormula:
    """A formula that can be computed: its type, its two written forms and what it rests on."""

    type: str
    chinese: str
    english: str
    datasets: tuple[str, ...]
    indicators: tuple[str, ...]
    levels: tuple[str, ...]  # where it can be computed: datasets reach them, referenced indicators offer them


def check_formula(college: College, text: str) -> CheckedFormula:
    """Raises FormulaError, which points at the character that is wrong."""
    return checked_formula(queries.vocabulary(college), text, queries.indicators(college))


def checked_formula(
    words: Vocabulary, text: str, known: Mapping[str, Indicator] | None = None
) -> CheckedFormula:
    """Without the definitions in `known` the levels are left empty: a page that shows a definition has them."""
    _, formula = split_definition(text)
    expression = parse(formula, words)
    datasets = sorted(datasets_of(expression))
    return CheckedFormula(
        type=infer(expression, words).chinese,
        chinese=to_text(expression, words),
        english=to_text(expression, words, language="en"),
        datasets=tuple(datasets),
        indicators=tuple(sorted(dependencies(expression))),
        levels=tuple(
            code
            for code in words.catalogue.levels
            if known is not None and _offered(expression, code, words, known)
        ),
    )


def _offered(expression: Expression, level: str, words: Vocabulary, known: Mapping[str, Indicator]) -> bool:
    catalogue = words.catalogue
    if not all(catalogue.reaches(dataset, level) for dataset in datasets_of(expression)):
        return False
    for node in walk(expression):
        if isinstance(node, Children):
            members = catalogue.members(node.level)
            if node.level == level or members is None or not catalogue.reaches(members.code, level):
                return False
        elif any(level not in known[code].levels for code in codes_of(node)):
            return False
    return True


def formula_sql(
    college: College, text: str, *, level: str, dialect: str, period: Period | None = None
) -> str:
    """The statement the engine would run, for a reader of SQL. Without `period`, that of today's period of the
    first kind in which all its datasets can be counted. Raises FormulaError."""
    words = queries.vocabulary(college)
    _, formula = split_definition(text)
    expression = parse(formula, words)
    chosen = period or _fitting(college, [words.catalogue.dataset(d) for d in datasets_of(expression)])
    asked = Indicator(
        code="formula",
        name="公式",
        kind=IndicatorKind.NUMBER,
        expression=expression,
        formula=formula,
        levels=(level,),
        periods=(chosen.kind,),
    )
    return to_sql(
        asked,
        queries.indicators(college),
        words.catalogue,
        calendar_of(college),
        college=college.code,
        level=level,
        period=chosen,
        dialect=dialect,
    )


def _fitting(college: College, datasets: Sequence[Dataset]) -> Period:
    calendar, day = calendar_of(college), today(college)
    for kind in (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR):
        found = calendar.containing(day, kind)
        if found and all(d.time is None or kind.contains(d.time.kind) for d in datasets):
            return found
    raise InvalidDefinition("这些数据集的时间粒度不同，没有一种周期能同时容纳它们；请拆成几个公式")


def check_items(
    levels: Sequence[Mapping[str, Any]],
    datasets: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Every problem of a scheme's datasets and indicators, one sentence each; empty when it is sound."""
    return read_or_problems(levels, datasets, indicators)[1]


def read_or_problems(
    levels: Sequence[Mapping[str, Any]],
    datasets: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, Indicator], list[str]]:
    """The definitions, or every problem: formulas are read once for both."""
    try:
        return read_scheme(levels, datasets, indicators), []
    except InvalidDataset as problem:
        return {}, [str(problem)]
    except SchemeError as problem:
        return {}, problem.problems


def read_scheme(
    levels: Sequence[Mapping[str, Any]],
    datasets: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
) -> dict[str, Indicator]:
    """The definitions of a scheme that no college has installed yet; raises as `check_items` explains."""
    return read_indicators(indicators, read_catalogue(levels, datasets))


def handbook(college: College) -> str:
    """The definitions with meaning, unit, source and formula, as Markdown."""
    words = queries.vocabulary(college)
    return render_handbook(queries.indicators(college), words, words.catalogue)
