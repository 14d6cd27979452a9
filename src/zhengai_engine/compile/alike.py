"""What comparisons with constants can tell apart in a field: its values fall into few classes, numbered.

A condition that looks at the week through `week <= 9` and `week > 4` sees three kinds of weeks, however many there
are. One number in their place is cheaper to group by than the field and than the outcome of each comparison.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.rows import RowScope
from zhengai_engine.model.expression import (
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    InList,
    IsNull,
    Literal,
    Type,
)

_OPPOSITES = {
    ComparisonOperator.NOT_EQUAL: ComparisonOperator.EQUAL,
    ComparisonOperator.GREATER: ComparisonOperator.LESS_OR_EQUAL,
    ComparisonOperator.GREATER_OR_EQUAL: ComparisonOperator.LESS,
}
_MIRRORED = {
    ComparisonOperator.LESS: ComparisonOperator.GREATER,
    ComparisonOperator.LESS_OR_EQUAL: ComparisonOperator.GREATER_OR_EQUAL,
    ComparisonOperator.GREATER: ComparisonOperator.LESS,
    ComparisonOperator.GREATER_OR_EQUAL: ComparisonOperator.LESS_OR_EQUAL,
}
_ORDERED = (ComparisonOperator.LESS, ComparisonOperator.LESS_OR_EQUAL)
_YES = Literal(True, Type.BOOLEAN)


@dataclass(frozen=True)
class Classes:
    """`limits`: conditions in the order in which they are asked, each with the number of the class it leads to;
    `rest` is that of values for which none holds. An empty field has no class. `truths`: the classes in which a
    comparison holds."""

    field: str
    limits: tuple[tuple[Expression, int], ...]
    rest: int
    truths: Mapping[Expression, frozenset[int]]

    def __len__(self) -> int:
        return len({self.rest, *(number for _, number in self.limits)})

    def number(self, scope: RowScope) -> exp.Expr:
        """The class of a row's value; null where it is empty."""
        branches = [(scope.compile(each), exp.Literal.number(number)) for each, number in self.limits]
        empty = (sql.is_null(scope.field((self.field,))), exp.null())
        return sql.case(*branches, empty, default=exp.Literal.number(self.rest))

    def outcome(self, test: Expression, number: exp.Expr) -> exp.Expr:
        """The comparison told by the number of the class; null where that is."""
        if isinstance(test, IsNull):
            return sql.is_null(number)
        numbers = sorted(self.truths[test])
        if len(numbers) == 1:
            return exp.EQ(this=number, expression=exp.Literal.number(numbers[0]))
        # what lies below a limit, and nothing where the comparison never holds
        if numbers == list(range(len(numbers))):
            return exp.LT(this=number, expression=exp.Literal.number(len(numbers)))
        return sql.one_of(number, [exp.Literal.number(each) for each in numbers])


def plain(test: Expression) -> tuple[Expression, bool]:
    """A comparison with its field on the left, or the opposite of it, whichever has the plainer operator."""
    match test:
        case Comparison(left=Literal(), operator=operator):
            turned = replace(
                test, left=test.right, right=test.left, operator=_MIRRORED.get(operator, operator)
            )
            return plain(turned)
        case Comparison(operator=operator) if operator in _OPPOSITES:
            return replace(test, operator=_OPPOSITES[operator]), True
        case InList(negated=True) | IsNull(negated=True):
            return replace(test, negated=False), True
        case _:
            return test, False


def classes_of(code: str, tests: Sequence[Expression]) -> Classes | None:
    """Of plain comparisons of one field. Null when a word is compared by its order, which is not the same on every
    engine."""
    known = [each for each in tests if not isinstance(each, IsNull)]
    constants = {literal for each in known for literal in _constants(each)}
    kinds = {each.type for each in constants}
    if any(_is_ordered(each) for each in known):
        if len(kinds) > 1 or not kinds <= {Type.NUMBER, Type.DATE}:
            return None
        return _in_order(code, known, sorted(constants, key=_value))
    return _one_by_one(code, known, constants)


def _one_by_one(code: str, tests: Sequence[Expression], constants: Iterable[Literal]) -> Classes:
    """Only equality is asked for: constants that all tests judge alike are one class."""
    together: dict[tuple[bool, ...], list[Literal]] = {}
    for each in sorted(constants, key=lambda literal: repr(literal.value)):
        together.setdefault(tuple(each in _constants(test) for test in tests), []).append(each)
    limits: list[tuple[Expression, int]] = []
    for number, literals in enumerate(together.values(), start=1):
        field = FieldRef((code,))
        equal = Comparison(ComparisonOperator.EQUAL, field, literals[0])
        limits.append((equal if len(literals) == 1 else InList(field, tuple(literals)), number))
    truths = {
        test: frozenset(number for number, judged in enumerate(together, start=1) if judged[position])
        for position, test in enumerate(tests)
    }
    return Classes(code, tuple(limits), 0, truths)


def _in_order(code: str, tests: Sequence[Expression], constants: Sequence[Literal]) -> Classes:
    """Place 2i + 1 is the constant i, the even places are the values between."""
    places = {each: 2 * number + 1 for number, each in enumerate(constants)}
    judged = [tuple(_holds(test, place, places) for test in tests) for place in range(2 * len(constants) + 1)]
    numbers = {outcome: number for number, outcome in enumerate(dict.fromkeys(judged))}
    limits: list[tuple[Expression, int]] = []
    for place, outcome in enumerate(judged[:-1]):
        if judged[place + 1] != outcome:
            operator = ComparisonOperator.LESS_OR_EQUAL if place % 2 else ComparisonOperator.LESS
            limits.append((Comparison(operator, FieldRef((code,)), constants[place // 2]), numbers[outcome]))
    truths = {
        test: frozenset(number for outcome, number in numbers.items() if outcome[position])
        for position, test in enumerate(tests)
    }
    return Classes(code, tuple(limits), numbers[judged[-1]], truths)


def _holds(test: Expression, place: int, places: Mapping[Literal, int]) -> bool:
    match test:
        case Comparison(operator=ComparisonOperator.LESS):
            return place < places[_constants(test)[0]]
        case Comparison(operator=ComparisonOperator.LESS_OR_EQUAL):
            return place <= places[_constants(test)[0]]
        case _:
            return any(place == places[each] for each in _constants(test))


def _constants(test: Expression) -> Sequence[Literal]:
    match test:
        case Comparison(right=Literal() as literal):
            return (literal,)
        case InList(choices=choices):
            return choices
        case _:
            return (_YES,)  # a field of yes and no, alone


def _is_ordered(test: Expression) -> bool:
    return isinstance(test, Comparison) and test.operator in _ORDERED


def _value(literal: Literal) -> float:
    value = literal.value
    return value.toordinal() if isinstance(value, date) else float(value)
