"""The tree of a formula as written: which words stand where, not yet what they mean."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Node:
    """`start`/`end` are offsets into the formula's text, end exclusive; `depth` counts the levels below."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True)
class Number(Node):
    value: float


@dataclass(frozen=True)
class Text(Node):
    value: str


@dataclass(frozen=True)
class Truth(Node):
    value: bool


@dataclass(frozen=True)
class Word(Node):
    text: str


@dataclass(frozen=True)
class Reference(Node):
    """[名称] or [code]."""

    name: str


@dataclass(frozen=True)
class Name(Node):
    """One word, or several joined by dots."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return ".".join(word.text for word in self.words)


@dataclass(frozen=True)
class Call(Node):
    function: Word
    arguments: tuple["Syntax", ...]


@dataclass(frozen=True)
class WeightedTerm(Node):
    reference: Reference
    weight: Number
    inverted: bool


@dataclass(frozen=True)
class Minus(Node):
    operand: "Syntax"


@dataclass(frozen=True)
class Operation(Node):
    """Arithmetic; `sign` is the token's type."""

    sign: str
    left: "Syntax"
    right: "Syntax"


@dataclass(frozen=True)
class Compared(Node):
    """`signs` holds more than one sign only where comparisons were strung together, which is refused."""

    signs: tuple[str, ...]
    operands: tuple["Syntax", ...]


@dataclass(frozen=True)
class Junction(Node):
    """`sign` is AND or OR; at least two operands."""

    sign: str
    operands: tuple["Syntax", ...]


@dataclass(frozen=True)
class Negation(Node):
    operand: "Syntax"


@dataclass(frozen=True)
class Membership(Node):
    operand: "Syntax"
    choices: tuple["Syntax", ...]
    negated: bool


@dataclass(frozen=True)
class NullTest(Node):
    operand: "Syntax"
    negated: bool


Syntax: TypeAlias = (
    Number
    | Text
    | Truth
    | Reference
    | Name
    | Call
    | WeightedTerm
    | Minus
    | Operation
    | Compared
    | Junction
    | Negation
    | Membership
    | NullTest
)


def parts(node: Syntax) -> tuple[Syntax, ...]:
    """The direct parts of a node, in the order they are written."""
    match node:
        case Call(arguments=inner) | Junction(operands=inner) | Compared(operands=inner):
            return inner
        case Minus(operand=operand) | Negation(operand=operand) | NullTest(operand=operand):
            return (operand,)
        case Operation(left=left, right=right):
            return (left, right)
        case Membership(operand=operand, choices=choices):
            return (operand, *choices)
        case _:
            return ()
