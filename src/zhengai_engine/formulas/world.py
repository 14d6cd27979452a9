"""The two worlds of a formula share operators; what a bare name or a call means differs. See model.expression."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from zhengai_engine.formulas.errors import FormulaError
from zhengai_engine.formulas.nodes import Call, Name, Node, Reference, Syntax
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.formulas.words import FUNCTION_NAMES, USAGE
from zhengai_engine.model.expression import Expression, Literal, Type
from zhengai_engine.tables.dataset import Field


@dataclass(frozen=True)
class Typed:
    """A part whose names are resolved. `field` is set where the value is that of one field, so that a text it
    is compared with can be checked against the field's choices."""

    expression: Expression
    type: Type
    node: Syntax
    field: Field | None = None

    @property
    def is_literal(self) -> bool:
        return isinstance(self.expression, Literal)


class World(ABC):
    """Where a part of a formula stands; turns written nodes into typed expressions."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary

    @abstractmethod
    def build(self, node: Syntax) -> Typed: ...

    @abstractmethod
    def name(self, node: Name) -> Typed: ...

    @abstractmethod
    def reference(self, node: Reference) -> Typed: ...

    @abstractmethod
    def call(self, function: str, node: Call) -> Typed:
        """A function that exists in one world only; `function` is its English name."""

    def snippet(self, node: Node) -> str:
        return self.text[node.start : node.end]

    def error(self, node: Node, problem: str, suggestions: Iterable[str] = ()) -> FormulaError:
        return FormulaError(problem, self.text, node.start, node.end, suggestions)

    def usage(self, function: str, node: Node) -> FormulaError:
        """The arguments do not fit."""
        chinese = FUNCTION_NAMES[function][0]
        return self.error(node, f"“{chinese}”的写法是 {USAGE[function]}")

    def number(self, node: Syntax, purpose: str) -> Typed:
        return self.wanted(node, Type.NUMBER, purpose)

    def condition(self, node: Syntax) -> Typed:
        return self.wanted(node, Type.BOOLEAN, "条件")

    def wanted(self, node: Syntax, wanted: Type, purpose: str) -> Typed:
        """The part, which must be of the wanted type; `purpose` names its place in the sentence."""
        found = self.build(node)
        if found.type is not wanted:
            article = "得到是或否" if wanted is Type.BOOLEAN else f"是{wanted.chinese}"
            problem = f"{purpose}要{article}，这里的“{self.snippet(node)}”是{found.type.chinese}"
            raise self.error(node, problem)
        return found
