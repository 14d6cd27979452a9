"""Hypothesis strategies: well-typed formulas over the small school."""

from datetime import date

from hypothesis import strategies as st

from tests.engine.formulas.school import VOCABULARY
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Clip,
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    If,
    IndicatorRef,
    InList,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Not,
    PeerMean,
    Rank,
    Round,
    Shift,
    ShiftKind,
    Type,
    Weighted,
    WeightedPart,
    Window,
    WindowKind,
)
from zhengai_engine.model.period import PeriodKind

Strategy = st.SearchStrategy[Expression]

_EQUALITY = st.sampled_from([ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL])
_codes = st.sampled_from(["absence_rate", "mean_grade", "bracketed"])
_values = st.one_of(
    st.integers(-1000, 1000).map(float),
    st.decimals(-100, 100, places=3).map(float),
    st.floats(1e-9, 1e12),
)
numbers = _values.map(lambda value: Literal(value, Type.NUMBER))
texts = st.text(max_size=8).map(lambda value: Literal(value, Type.TEXT))
dates = st.dates(date(1990, 1, 1)).map(lambda value: Literal(value, Type.DATE))
truths = st.booleans().map(lambda value: Literal(value, Type.BOOLEAN))
statuses = st.sampled_from(["出勤", "缺勤", "免修"]).map(lambda value: Literal(value, Type.TEXT))


def _field(*path: str) -> FieldRef:
    return FieldRef(path)


# Per dataset: fields by what can be done with them.
FIELDS: dict[str, dict[str, list[FieldRef]]] = {
    "attendance": {
        "number": [_field("late"), _field("student", "programme", "years")],
        "text": [_field("record"), _field("student")],
        "status": [_field("status")],
        "date": [_field("day"), _field("student", "entered")],
        "truth": [_field("student", "poor")],
    },
    "grades": {
        "number": [_field("total"), _field("credits"), _field("不合格数")],
        "text": [_field("term"), _field("student", "programme", "name")],
        "status": [],
        "date": [_field("student", "entered")],
        "truth": [_field("resit"), _field("student", "poor")],
    },
    "rooms": {
        "number": [_field("stations")],
        "text": [_field("remark")],
        "status": [],
        "date": [],
        "truth": [],
    },
}


def number_over(leaves: Strategy, conditions: Strategy) -> Strategy:
    """Number expressions that grow from `leaves` in either world."""

    def grow(inner: Strategy) -> Strategy:
        return st.one_of(
            st.builds(Arithmetic, st.sampled_from(ArithmeticOperator), inner, inner),
            st.builds(If, conditions, inner, inner),
            st.builds(Round, inner, st.integers(0, 10)),
            st.builds(
                lambda operand, limits: Clip(operand, min(limits), max(limits)),
                inner,
                st.tuples(_values, _values),
            ),
        )

    return st.recursive(leaves, grow, max_leaves=6)


def condition_over(leaves: Strategy) -> Strategy:
    def grow(inner: Strategy) -> Strategy:
        operands = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(Logic, st.sampled_from(LogicOperator), operands), st.builds(Not, inner))

    return st.recursive(leaves, grow, max_leaves=5)


def _tests(values: Strategy, literals: st.SearchStrategy[Literal], *, ordered: bool) -> Strategy:
    operators = st.sampled_from(ComparisonOperator) if ordered else _EQUALITY
    return st.one_of(
        st.builds(Comparison, operators, values, st.one_of(values, literals)),
        st.builds(InList, values, st.lists(literals, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(IsNull, values, st.booleans()),
    )


def row_condition(dataset: str) -> Strategy:
    fields = FIELDS[dataset]
    tests = [_tests(number_over(st.sampled_from(fields["number"]), st.nothing()), numbers, ordered=True)]
    for kind, literals, ordered in (
        ("text", texts, False),
        ("status", statuses, False),
        ("date", dates, True),
        ("truth", truths, False),
    ):
        if fields[kind]:
            tests.append(_tests(st.sampled_from(fields[kind]), literals, ordered=ordered))
    if fields["truth"]:
        tests.append(st.sampled_from(fields["truth"]))
    return condition_over(st.one_of(*tests))


@st.composite
def aggregates(draw: st.DrawFn) -> Expression:
    dataset = draw(st.sampled_from(sorted(FIELDS)))
    function = draw(st.sampled_from(AggregateFunction))
    condition = draw(st.none() | row_condition(dataset))
    operand: Expression | None = None
    if function is AggregateFunction.COUNT_DISTINCT:
        operand = draw(st.sampled_from(FIELDS[dataset]["text"] + FIELDS[dataset]["date"]))
    elif function is not AggregateFunction.COUNT:
        leaves = st.sampled_from(FIELDS[dataset]["number"])
        mixed = number_over(leaves | numbers, row_condition(dataset))
        operand = draw(leaves | st.builds(Arithmetic, st.sampled_from(ArithmeticOperator), leaves, mixed))
    quantile = (
        draw(st.floats(0, 1).map(lambda value: round(value, 4)))
        if function is AggregateFunction.QUANTILE
        else None
    )
    return Aggregate(function, dataset, operand, condition, quantile)


def _child_condition() -> Strategy:
    return condition_over(_tests(number_over(st.just(ChildValue()), st.nothing()), numbers, ordered=True))


_parts = st.builds(WeightedPart, st.just("absence_rate"), st.floats(0.001, 100), st.booleans()) | st.builds(
    WeightedPart, _codes, st.floats(0.001, 100)
)
over_indicators: Strategy = st.one_of(
    st.builds(IndicatorRef, _codes),
    st.builds(Shift, st.sampled_from(ShiftKind), _codes),
    st.builds(Change, st.sampled_from(ChangeKind), _codes),
    st.builds(Window, st.just(WindowKind.ROLLING), _codes, st.integers(1, 366), st.sampled_from(PeriodKind)),
    st.builds(Window, st.just(WindowKind.CUMULATIVE), _codes),
    st.builds(
        Children,
        st.sampled_from(ChildrenFunction),
        _codes,
        st.sampled_from(sorted(VOCABULARY.catalogue.levels)),
        st.none() | _child_condition(),
    ),
    st.builds(Rank, _codes),
    st.builds(PeerMean, _codes),
    st.builds(Weighted, st.lists(_parts, min_size=1, max_size=3).map(tuple)),
)
leaves: Strategy = st.one_of(aggregates(), over_indicators)
value_conditions: Strategy = condition_over(
    _tests(leaves, numbers, ordered=True) | st.just(IndicatorRef("reached"))
)
formulas: Strategy = st.one_of(
    number_over(leaves, value_conditions),
    number_over(leaves | numbers, value_conditions).flatmap(
        lambda tail: leaves.map(lambda head: Arithmetic(ArithmeticOperator.SUBTRACT, head, tail))
    ),
    value_conditions,
)
