"""From a typed tree back to the formula as a person writes it, in Chinese or English."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias

from zhengai_engine.formulas.segments import first_word
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.formulas.words import (
    AGGREGATES,
    CHILD_VALUE,
    CHILDREN_FUNCTIONS,
    INVERTED,
    OTHER_FUNCTIONS,
    RESERVED,
    WEIGHT,
)
from zhengai_engine.model.expression import (
    Aggregate,
    Arithmetic,
    ArithmeticOperator,
    Change,
    Children,
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
    Weighted,
    Window,
    WindowKind,
)
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.dataset import Dataset, Field

Language: TypeAlias = OneOf["zh", "en"]

# How tightly a node binds; a part that binds less tightly than its place wants goes into brackets.
_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _SIGNED = range(7)
_WRITABLE = re.compile(r"[^\W\d]\w*")
_COMPARED = {
    ComparisonOperator.NOT_EQUAL: "≠",
    ComparisonOperator.LESS_OR_EQUAL: "≤",
    ComparisonOperator.GREATER_OR_EQUAL: "≥",
}


def to_text(expression: Expression, vocabulary: Vocabulary, language: Language = "zh") -> str:
    """Parsing the text with the same vocabulary gives the same tree again."""
    return _Writer(vocabulary, language).write(expression, _OR)


@dataclass(frozen=True)
class _Writer:
    """`dataset` is set inside an aggregate; `qualified` where field names begin with it."""

    vocabulary: Vocabulary
    language: Language
    dataset: Dataset | None = None
    qualified: bool = False

    def write(self, node: Expression, place: int) -> str:
        text, binds = self._bound(node)
        return f"({text})" if binds < place else text

    def _bound(self, node: Expression) -> tuple[str, int]:
        match node:
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                sign = node.operator.value
                if self.language == "zh":
                    sign = _COMPARED.get(node.operator, sign)
                return f"{self.write(node.left, _SUM)} {sign} {self.write(node.right, _SUM)}", _TEST
            case Logic():
                binds = _AND if node.operator is LogicOperator.AND else _OR
                word = self._word(
                    {LogicOperator.AND: "且", LogicOperator.OR: "或"}[node.operator], node.operator
                )
                return f" {word} ".join(self.write(each, binds + 1) for each in node.operands), binds
            case Not(operand=operand):
                return f"{self._word('非', 'not')} {self.write(operand, _NOT)}", _NOT
            case IsNull() | InList():
                return self._test(node), _TEST
            case _:
                return self._single(node), _SIGNED

    def _arithmetic(self, node: Arithmetic) -> tuple[str, int]:
        additive = node.operator in (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT)
        binds = _SUM if additive else _PRODUCT
        left, right = self.write(node.left, binds), self.write(node.right, binds + 1)
        return f"{left} {node.operator.value} {right}", binds

    def _test(self, node: IsNull | InList) -> str:
        operand = self.write(node.operand, _SUM)
        if isinstance(node, IsNull):
            words = ("不为空", "is not null") if node.negated else ("为空", "is null")
            return f"{operand} {self._word(*words)}"
        words = ("不属于", "not in") if node.negated else ("属于", "in")
        choices = ", ".join(self._literal(each) for each in node.choices)
        return f"{operand} {self._word(*words)} ({choices})"

    def _single(self, node: Expression) -> str:
        match node:
            case Literal():
                return self._literal(node)
            case FieldRef():
                return self._field(node)
            case ChildValue():
                return self._word(*CHILD_VALUE)
            case Aggregate():
                return self._aggregate(node)
            case If(condition=condition, then=then, otherwise=otherwise):
                return self._call("if", *(self.write(each, _OR) for each in (condition, then, otherwise)))
            case Round(operand=operand, digits=digits):
                shown = [str(digits)] if digits else []
                return self._call("round", self.write(operand, _OR), *shown)
            case Clip():
                limits = (_number(node.lowest), _number(node.highest))
                return self._call("clip", self.write(node.operand, _OR), *limits)
            case _:
                return self._reference(node)

    def _reference(self, node: Expression) -> str:
        match node:
            case IndicatorRef(code=code):
                return self._indicator(code)
            case Shift(kind=kind, code=code) | Change(kind=kind, code=code):
                return self._call(kind.value, self._indicator(code))
            case Window(kind=WindowKind.ROLLING, unit=PeriodKind() as unit):
                period = self._word(unit.chinese, unit.value)
                return self._call("rolling", self._indicator(node.code), str(node.length), period)
            case Window(code=code):
                return self._call("cumulative", self._indicator(code))
            case Children():
                return self._children(node)
            case Rank(code=code):
                return self._call("rank", self._indicator(code))
            case PeerMean(code=code):
                return self._call("peer_mean", self._indicator(code))
            case Weighted():
                return self._weighted(node)
            case _:
                raise AssertionError(node)

    def _aggregate(self, node: Aggregate) -> str:
        dataset = self.vocabulary.catalogue.dataset(node.dataset)
        inside = _Writer(self.vocabulary, self.language, dataset)
        arguments = [self._dataset(dataset)]
        if node.operand is not None:
            qualified = _Writer(self.vocabulary, self.language, dataset, qualified=True)
            arguments = [qualified.write(node.operand, _OR)]
        if node.quantile is not None:
            arguments.append(_number(node.quantile))
        if node.condition is not None:
            arguments.append(inside.write(node.condition, _OR))
        return f"{self._word(*AGGREGATES[node.function])}({', '.join(arguments)})"

    def _children(self, node: Children) -> str:
        level = self.vocabulary.catalogue.levels[node.level]
        shown = level.name if self.language == "zh" and self._writable(level.name) else level.code
        arguments = [self._indicator(node.code), shown, self._word(*CHILDREN_FUNCTIONS[node.function])]
        if node.condition is not None:
            arguments.append(self.write(node.condition, _OR))
        return self._call("children", *arguments)

    def _weighted(self, node: Weighted) -> str:
        parts = []
        for part in node.parts:
            inverted = f" {self._word(*INVERTED)}" if part.inverted else ""
            weight = f"{self._word(*WEIGHT)} {_number(part.weight)}"
            parts.append(f"{self._indicator(part.code)} {weight}{inverted}")
        return self._call("weighted", *parts)

    def _call(self, function: str, *arguments: str) -> str:
        return f"{self._word(*OTHER_FUNCTIONS[function])}({', '.join(arguments)})"

    def _word(self, chinese: str, english: str) -> str:
        return chinese if self.language == "zh" else str(english)

    def _literal(self, node: Literal) -> str:
        match node.value:
            case bool(value):
                return self._word("是", "true") if value else self._word("否", "false")
            case str(value):
                return quoted(value)
            case date() as value:
                return self._call("date", quoted(value.isoformat()))
            case value:
                return _number(value)

    def _indicator(self, code: str) -> str:
        found = self.vocabulary.indicators.get(code)
        if self.language == "zh" and found is not None:
            name = found.name
            sound = name == name.strip() and not set("[]【】［］\n") & set(name)
            if sound and self.vocabulary.find_indicator(name) is found:
                return f"[{name}]"
        return f"[{code}]"

    def _dataset(self, dataset: Dataset) -> str:
        known = self.vocabulary.catalogue
        names = (dataset.name, dataset.code, *dataset.aliases)
        return self._best(names, dataset.code, [each for each in names if known.find(each) is dataset])

    def _field(self, node: FieldRef) -> str:
        assert self.dataset is not None, "a field outside an aggregate"
        current, steps = self.dataset, [self._dataset(self.dataset)] if self.qualified else []
        for step in node.path:
            field = current.field(step)
            steps.append(self._field_name(field, current))
            current = self.vocabulary.catalogue.datasets.get(field.references or "", current)
        return ".".join(steps)

    def _field_name(self, field: Field, dataset: Dataset) -> str:
        return self._best(
            field.names, field.code, [each for each in field.names if dataset.find(each) is field]
        )

    def _best(self, names: tuple[str, ...], code: str, own: list[str]) -> str:
        """The first name of the language that can be written without quotes and means this thing alone."""
        wanted = names if self.language == "zh" else (code, *names)
        return next((each for each in wanted if each in own and self._writable(each)), code)

    def _writable(self, name: str) -> bool:
        whole = _WRITABLE.fullmatch(name) is not None and name.casefold() not in RESERVED
        return whole and first_word(name, self.vocabulary.names, called=False) == name


def quoted(value: str) -> str:
    """A text in straight quotes; a quote inside is doubled."""
    return '"' + value.replace('"', '""') + '"'


def _number(value: float) -> str:
    """Never with an exponent, which the language does not have; whole numbers without a point."""
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
