"""From tokens to the tree as written, by the grammar in grammar.lark."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.lexer import Lexer

from zhengai_engine.formulas import nodes
from zhengai_engine.formulas.expected import unexpected
from zhengai_engine.formulas.lexer import MAX_DEPTH, tokens, too_deep
from zhengai_engine.formulas.vocabulary import Vocabulary


class _Tokens(Lexer):
    """Hands Lark the tokens that lexer.py has made."""

    __future_interface__ = 1  # Lark's name for the signature of `lex` below

    def __init__(self, configuration: Any) -> None:
        """Lark passes the grammar's terminals; there is nothing to configure."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:
        tokens: list[Token] = lexer_state.text
        for token in tokens:
            lexer_state.last_token = token
            yield token


class _TooDeep(Exception):
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        super().__init__()


def read_syntax(text: str, vocabulary: Vocabulary) -> nodes.Syntax:
    """The formula's tree as written; raises FormulaError at the first thing that cannot stand where it does."""
    found = tokens(text, vocabulary)
    tree: Any
    try:
        tree = _PARSER.parse(found)
    except UnexpectedToken as error:
        raise unexpected(error, found, text) from None
    except _TooDeep as error:
        raise too_deep(text, error.start, error.end) from None
    result: nodes.Syntax = tree
    return result


def _deepest(start: int, end: int, parts: list[Any]) -> int:
    """Depth is counted while the tree grows, so that no later step can run out of stack."""
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > MAX_DEPTH:
        raise _TooDeep(start, end)
    return depth


def _place(children: list[Any]) -> tuple[int, int, int]:
    """Start, end and depth of a node made of these tokens and nodes."""
    given = [child for child in children if child is not None]
    start: int = given[0].start_pos if isinstance(given[0], Token) else given[0].start  # type: ignore[assignment]
    end: int = given[-1].end_pos if isinstance(given[-1], Token) else given[-1].end  # type: ignore[assignment]
    return start, end, _deepest(start, end, _parts(given))


def _parts(children: list[Any]) -> list[Any]:
    return [child for child in children if isinstance(child, nodes.Node)]


class _Reader(Transformer[Token, Any]):
    """One method a rule of the grammar; Lark calls it when the rule is complete."""

    def number(self, children: list[Any]) -> nodes.Number:
        return nodes.Number(*_place(children), float(children[0]))

    def text(self, children: list[Any]) -> nodes.Text:
        return nodes.Text(*_place(children), str(children[0]))

    def truth(self, children: list[Any]) -> nodes.Truth:
        return nodes.Truth(*_place(children), children[0].type == "TRUE")

    def reference(self, children: list[Any]) -> nodes.Reference:
        return nodes.Reference(*_place(children), str(children[0]))

    def name(self, children: list[Any]) -> nodes.Name:
        words = (self._word(child) for child in children if child.type == "NAME")
        return nodes.Name(*_place(children), tuple(words))

    def call(self, children: list[Any]) -> nodes.Call:
        return nodes.Call(*_place(children), self._word(children[0]), tuple(_parts(children)))

    def group(self, children: list[Any]) -> Any:
        return children[1]

    def weighted_part(self, children: list[Any]) -> nodes.WeightedTerm:
        reference, _, weight, inverted = children
        return nodes.WeightedTerm(
            *_place(children), self.reference([reference]), self.number([weight]), inverted is not None
        )

    def minus(self, children: list[Any]) -> nodes.Minus:
        return nodes.Minus(*_place(children), children[1])

    def plus(self, children: list[Any]) -> Any:
        return children[1]

    def arithmetic(self, children: list[Any]) -> nodes.Operation:
        left, sign, right = children
        return nodes.Operation(*_place(children), sign.type, left, right)

    def comparison(self, children: list[Any]) -> nodes.Compared:
        signs = tuple(child.type for child in children if isinstance(child, Token))
        return nodes.Compared(*_place(children), signs, tuple(_parts(children)))

    def choice(self, children: list[Any]) -> nodes.Junction:
        return nodes.Junction(*_place(children), children[1].type, tuple(_parts(children)))

    all_of = choice

    def negation(self, children: list[Any]) -> nodes.Negation:
        return nodes.Negation(*_place(children), children[1])

    def choices(self, children: list[Any]) -> Any:
        return children

    def membership(self, children: list[Any]) -> nodes.Membership:
        operand, sign, choices = children
        place = _place([operand, sign, *choices])
        return nodes.Membership(*place, operand, tuple(_parts(choices)), sign.type == "NOT_IN")

    def null_test(self, children: list[Any]) -> nodes.NullTest:
        return nodes.NullTest(*_place(children), children[0], children[1].type == "IS_NOT_NULL")

    def _word(self, token: Token) -> nodes.Word:
        return nodes.Word(*_place([token]), str(token))


_PARSER = Lark(
    files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer=_Tokens,
    transformer=_Reader(),
)


def split_definition(text: str) -> tuple[str | None, str]:
    """“缺课率 = 计数(…)” as people write it: the name before the equals sign, and the formula.

    The name is null when the text is a formula only; a formula never begins with a bare name and an equals sign.
    """
    head, sign, rest = text.replace("＝", "=").partition("=")
    name = head.strip()
    if not sign or rest.startswith("=") or not name.replace(" ", "").replace("_", "").isalnum():
        return None, text
    if name[0].isdigit():
        return None, text
    return name, text[len(head) + 1 :].strip()
