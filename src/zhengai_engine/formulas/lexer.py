"""From text to tokens. Written by hand because Chinese is written without spaces: 双师=是且类别="专业课".

A run of letters is cut only where known names and operator words make it up completely; see `segments`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from lark import Token

from zhengai_engine.formulas.errors import FormulaError
from zhengai_engine.formulas.segments import first_word
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.formulas.words import HALF_WIDTH, INVERTED, RESERVED, SYMBOLS, WEIGHT

MAX_LENGTH = 10_000
MAX_DEPTH = 50  # what every reader of the tree, the SQL printer too, can walk on an ordinary stack

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*%?")
_RUN = re.compile(r"[^\W\d]\w*")
_PHRASES = (
    (re.compile(r"not\s+in\b", re.IGNORECASE), "NOT_IN"),
    (re.compile(r"is\s+not\s+null\b", re.IGNORECASE), "IS_NOT_NULL"),
    (re.compile(r"is\s+null\b", re.IGNORECASE), "IS_NULL"),
)
_SYMBOL = re.compile("|".join(re.escape(each) for each in SYMBOLS))
_CLOSING = {
    '"': '"',
    "'": "'",
    "“": '”“＂"',
    "”": '”“＂"',
    "＂": '＂”"',
    "‘": "’‘＇'",
    "’": "’‘＇'",
    "＇": "＇’'",
}
_INSTEAD = {
    "&": ("且",),
    "|": ("或",),
    "!": ("非", "不等于"),
    ";": (",",),
    ":": (",",),
    "{": ("(",),
    "}": (")",),
}


def tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """All tokens of the formula; refuses what is too long, too deep, or has unmatched brackets."""
    if len(text) > MAX_LENGTH:
        problem = f"公式有 {len(text)} 个字，最多 {MAX_LENGTH} 个。请拆成几个指标，用方括号引用"
        raise FormulaError(problem, text, MAX_LENGTH, len(text))
    found = list(_Lexer(text, vocabulary).run())
    if not found:
        raise FormulaError("公式是空的。请写一个计算，例如 计数(考勤)", text, 0, len(text))
    _check_brackets(found, text)
    return found


class _Lexer:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._plain = text.translate(HALF_WIDTH)
        self._vocabulary = vocabulary
        self._at = 0
        self._last = ""

    def run(self) -> Iterator[Token]:
        while self._skip_space():
            token = self._next()
            self._last = token.type
            yield token

    def _skip_space(self) -> bool:
        if space := _SPACE.match(self._plain, self._at):
            self._at = space.end()
        return self._at < len(self._plain)

    def _next(self) -> Token:
        character = self._plain[self._at]
        if character in _CLOSING:
            return self._string(character)
        if character == "[":
            return self._reference()
        after_name = character == "." and self._last in ("NAME", "CLOSE")
        if (number := _NUMBER.match(self._plain, self._at)) and not after_name:
            return self._number(number)
        if run := _RUN.match(self._plain, self._at):
            return self._word(run[0])
        if symbol := _SYMBOL.match(self._plain, self._at):
            return self._token(SYMBOLS[symbol[0]], symbol[0], symbol.end())
        shown = self._text[self._at]
        raise FormulaError(
            f"公式里不能用符号“{shown}”", self._text, self._at, self._at + 1, _INSTEAD.get(character, ())
        )

    def _token(self, kind: str, value: object, end: int) -> Token:
        token = Token(kind, value, start_pos=self._at, end_pos=end)
        self._at = end
        return token

    def _string(self, opening: str) -> Token:
        closing, at = _CLOSING[opening], self._at + 1
        parts: list[str] = []
        while at < len(self._text):
            character = self._text[at]
            if character in closing:
                # As in a spreadsheet, a doubled straight quote stands for one.
                doubled = opening == character and self._text[at + 1 : at + 2] == character
                if not doubled:
                    return self._token("TEXT", "".join(parts), at + 1)
                at += 1
            parts.append(character)
            at += 1
        problem = f"引号{opening}没有配对，请在文本末尾补上{closing[0]}"
        raise FormulaError(problem, self._text, self._at, self._at + 1)

    def _reference(self) -> Token:
        end = self._plain.find("]", self._at)
        if end < 0:
            raise FormulaError("方括号“[”没有配对，请在指标名称后补上“]”", self._text, self._at, self._at + 1)
        name = self._text[self._at + 1 : end].strip()
        if not name:
            raise FormulaError("方括号里要写指标的名称或代码，例如 [缺课率]", self._text, self._at, end + 1)
        return self._token("REFERENCE", name, end + 1)

    def _number(self, found: re.Match[str]) -> Token:
        digits = found[0]
        percent = digits.endswith("%")
        exact = Decimal(digits.rstrip("% \t\r\n\u3000"))
        value = float(exact / 100 if percent else exact)
        if value > 1e300:
            raise FormulaError("这个数太大了", self._text, found.start(), found.end())
        end = found.end() if percent else found.start() + len(digits.rstrip())
        return self._token("NUMBER", repr(value), end)

    def _word(self, run: str) -> Token:
        for mark, words, after in (("WEIGHT", WEIGHT, "REFERENCE"), ("INVERTED", INVERTED, "NUMBER")):
            if self._last == after:
                for word in words:
                    if run.casefold() == word or (not word.isascii() and run.startswith(word)):
                        return self._token(mark, word, self._at + len(word))
        for pattern, kind in _PHRASES:
            if phrase := pattern.match(self._plain, self._at):
                return self._token(kind, phrase[0], phrase.end())
        called = self._plain[self._at + len(run) :].lstrip().startswith("(")
        word = first_word(run, self._vocabulary.names, called=called)
        kind = RESERVED.get(word.casefold(), "NAME")
        if self._last == "DOT":
            kind = "NAME"  # a field may be called like an operator word
        return self._token(kind, word, self._at + len(word))


def _check_brackets(found: list[Token], text: str) -> None:
    waiting: list[Token] = []
    for token in found:
        if token.type == "OPEN":
            waiting.append(token)
        elif token.type == "CLOSE":
            if not waiting:
                raise FormulaError(
                    "多了一个右括号“)”，请删去", text, token.start_pos or 0, token.end_pos or 0
                )
            waiting.pop()
        if len(waiting) > MAX_DEPTH:
            raise too_deep(text, token.start_pos or 0, token.end_pos or 0)
    if waiting:
        last = waiting[-1]
        problem = "左括号“(”没有配对，请补上右括号“)”"
        raise FormulaError(problem, text, last.start_pos or 0, last.end_pos or 0)


def too_deep(text: str, start: int, end: int) -> FormulaError:
    problem = f"公式嵌套超过 {MAX_DEPTH} 层。请把里面的部分定义成单独的指标，用方括号引用"
    return FormulaError(problem, text, start, end)
