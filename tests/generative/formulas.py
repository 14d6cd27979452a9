"""Well-typed expressions of the whole tree: in rows, and over aggregates and other indicators."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.generative.data import WORDS
from tests.spec.school import CATALOGUE
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
from zhengai_engine.tables.dataset import Dataset

NUMBERS = [Literal(n, Type.NUMBER) for n in (0.0, 1.0, 2.0, 0.5, 60.0, -1.0, 100.0)]
TEXTS = [
    Literal(w, Type.TEXT) for w in (*(w for words in WORDS.values() for w in words), "d1", "2026-2027-1")
]
DATES = [Literal(day, Type.DATE) for day in (date(2026, 9, 1), date(2026, 9, 10))]
YES_NO = [Literal(True, Type.BOOLEAN), Literal(False, Type.BOOLEAN)]
OFTEN = ["attendance", "grades", "students", "incidents"]
FUNCTIONS = [AggregateFunction.COUNT] * 4 + [AggregateFunction.MEAN] * 2 + list(AggregateFunction)
LEVELS = ["student", "course", "programme", "teacher", "department"]
EQUALITY = [ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL]
COUNTS = [st.integers(0, most) for most in range(200)]

T = TypeVar("T")
Make = Callable[[], Expression]


def fields(dataset: Dataset, steps: int = 3) -> list[tuple[tuple[str, ...], Type]]:
    """Every field path of up to three steps, with its type."""
    found: list[tuple[tuple[str, ...], Type]] = []
    for each in dataset.fields:
        found.append(((each.code,), each.type.type))
        if each.references and steps > 1:
            below = fields(CATALOGUE.dataset(each.references), steps - 1)
            found.extend(((each.code, *path), kind) for path, kind in below)
    return found


FIELDS = {
    (code, kind): [FieldRef(path) for path, of in fields(dataset) if of is kind]
    for code, dataset in CATALOGUE.datasets.items()
    for kind in Type
}


def datasets(kind: PeriodKind, level: str) -> list[str]:
    """Mostly those whose rows reach the level and can belong to a period of the kind; some that cannot."""
    fitting = [
        code
        for code, dataset in CATALOGUE.datasets.items()
        if CATALOGUE.reaches(code, level) and (dataset.time is None or kind.contains(dataset.time.kind))
    ]
    return [
        *(code for code in OFTEN for _ in range(5) if code in fitting),
        *fitting * 2,
        "grades",
        "premises",
    ]


class Grower:
    """Grows expressions of either world by drawing one choice after the other."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw

    def pick(self, options: Sequence[T]) -> T:
        """The first option is the simplest: failing examples shrink towards it."""
        return options[self.draw(COUNTS[len(options) - 1])]

    def number_leaf(self) -> Expression:
        raise NotImplementedError

    def condition_leaf(self) -> Expression:
        raise NotImplementedError

    def number(self, depth: int) -> Expression:
        if depth == 0 or self.pick([False, True, True]) is False:
            return self.number_leaf()
        below = depth - 1
        return self.pick(
            [
                lambda: Arithmetic(ArithmeticOperator.DIVIDE, self.number(below), self.number(below)),
                lambda: Arithmetic(
                    self.pick(list(ArithmeticOperator)), self.number(below), self.number(below)
                ),
                lambda: Round(self.number(below), self.pick([0, 1, 2, 3])),
                lambda: Clip(self.number(below), 0.0, self.pick([1.0, 100.0])),
                lambda: If(self.condition(below), self.number(below), self.number(below)),
            ]
        )()

    def condition(self, depth: int) -> Expression:
        if depth == 0 or self.pick([True, False]):
            return self.condition_leaf()
        below = depth - 1
        operators = list(LogicOperator)
        return self.pick(
            [
                lambda: Logic(self.pick(operators), (self.condition(below), self.condition(below))),
                lambda: Logic(self.pick(operators), tuple(self.condition(below) for _ in range(3))),
                lambda: Not(self.condition(below)),
                lambda: IsNull(self.condition(below), self.pick([False, True])),
            ]
        )()

    def compared(self, own: Sequence[Expression], others: Sequence[Expression]) -> Expression:
        return Comparison(self.pick(list(ComparisonOperator)), self.pick(own), self.pick(others))

    def several(self, literals: Sequence[Literal]) -> tuple[Literal, ...]:
        return tuple(self.pick(literals) for _ in range(self.pick([1, 2, 3])))


class InRow(Grower):
    """Reads the fields of one dataset's rows."""

    def __init__(self, draw: DrawFn, dataset: str) -> None:
        super().__init__(draw)
        self.dataset = dataset

    def number_leaf(self) -> Expression:
        return self.pick([*FIELDS[self.dataset, Type.NUMBER], *NUMBERS[:4]])

    def condition_leaf(self) -> Expression:
        own = {kind: FIELDS[self.dataset, kind] for kind in Type}
        texts, dates, answers = own[Type.TEXT], own[Type.DATE], own[Type.BOOLEAN]
        every: list[Expression] = [each for kind in Type for each in own[kind]]
        makes: list[Make] = [
            lambda: self.compared([self.number(1)], [self.pick(NUMBERS), self.number(0)]),
            lambda: IsNull(self.pick(every), self.pick([False, True])),
        ]
        if texts:
            makes.append(lambda: self.compared(texts, TEXTS))
            makes.append(lambda: self.compared(texts, texts))
            makes.append(lambda: InList(self.pick(texts), self.several(TEXTS), self.pick([False, True])))
        if dates:
            makes.append(lambda: self.compared(dates, DATES))
        if answers:
            makes.append(lambda: Comparison(self.pick(EQUALITY), self.pick(answers), self.pick(YES_NO)))
            makes.append(lambda: self.pick(answers))
        return self.pick(makes)()


class InValue(Grower):
    """Reads aggregates and the indicators known so far; `kind` and `level` are what is asked for first."""

    def __init__(self, draw: DrawFn, codes: Sequence[str], kind: PeriodKind, level: str) -> None:
        super().__init__(draw)
        self.codes = codes
        self.kind = kind
        self.datasets = datasets(kind, level)

    def number_leaf(self) -> Expression:
        if not self.codes or self.pick([True, False, False]):
            return self.aggregate()
        return self.referring()

    def referring(self) -> Expression:
        code = self.pick(self.codes)
        return self.pick(
            [
                lambda: IndicatorRef(code),
                lambda: self.pick(NUMBERS),
                lambda: Shift(self.pick(list(ShiftKind)), code),
                lambda: Change(self.pick(list(ChangeKind)), code),
                lambda: Window(WindowKind.ROLLING, code, self.pick([2, 1, 3, 4]), self.kind),
                lambda: Window(WindowKind.CUMULATIVE, code),
                lambda: self.children(code),
                lambda: Rank(code),
                lambda: PeerMean(code),
                self.weighted,
            ]
        )()

    def condition_leaf(self) -> Expression:
        return self.pick(
            [
                lambda: self.compared([self.number(0)], [self.pick(NUMBERS), self.number(0)]),
                lambda: IsNull(self.number(0), self.pick([False, True])),
                lambda: InList(self.number(0), self.several(NUMBERS), self.pick([False, True])),
                self.latest_text,
            ]
        )()

    def aggregate(self) -> Expression:
        dataset = self.pick(self.datasets)
        rows = InRow(self.draw, dataset)
        condition = rows.condition(1) if self.pick([False, True]) else None
        function = self.pick(FUNCTIONS)
        if function is AggregateFunction.COUNT:
            return Aggregate(function, dataset, condition=condition)
        if function is AggregateFunction.COUNT_DISTINCT:
            every = [each for kind in Type for each in FIELDS[dataset, kind]]
            return Aggregate(function, dataset, self.pick(every), condition)
        quantile = self.pick([0.0, 0.25, 0.9, 1.0]) if function is AggregateFunction.QUANTILE else None
        return Aggregate(function, dataset, rows.number(1), condition, quantile)

    def rate(self) -> Expression:
        """What most indicators are: the share of the rows that meet a condition."""
        dataset = self.pick(self.datasets)
        part = Aggregate(AggregateFunction.COUNT, dataset, condition=InRow(self.draw, dataset).condition(0))
        return Arithmetic(ArithmeticOperator.DIVIDE, part, Aggregate(AggregateFunction.COUNT, dataset))

    def latest_text(self) -> Expression:
        dataset = self.pick(["attendance", "registrations"])
        function = self.pick([AggregateFunction.LATEST, AggregateFunction.MAX, AggregateFunction.MIN])
        read = Aggregate(function, dataset, self.pick(FIELDS[dataset, Type.TEXT]))
        return self.compared([read], TEXTS)

    def children(self, code: str) -> Expression:
        one = Comparison(self.pick(list(ComparisonOperator)), ChildValue(), self.pick(NUMBERS))
        condition = self.pick([None, one, Not(one), IsNull(ChildValue())])
        return Children(self.pick(list(ChildrenFunction)), code, self.pick(LEVELS), condition)

    def weighted(self) -> Expression:
        parts = [
            WeightedPart(self.pick(self.codes), self.pick([0.5, 0.25, 2.0, 1.0]), self.pick([False, True]))
            for _ in range(self.pick([1, 2, 3]))
        ]
        return Weighted(tuple(parts))
