"""What could have stood where a formula goes wrong, in plain words."""

from lark import Token, UnexpectedToken

from zhengai_engine.formulas.errors import FormulaError

# Whoever may write a name may write any value; the group is told by one of its tokens.
_GROUPS = (
    ("NAME", "一个值(字段、[指标]、数、“文本”或函数)"),
    ("PLUS", "运算符(+ - * /)"),
    ("EQUAL", "比较(= ≠ < ≤ > ≥ 属于 为空)"),
    ("AND", "“且”“或”"),
    ("COMMA", "逗号"),
    ("CLOSE", "右括号“)”"),
    ("OPEN", "左括号“(”"),
    ("NUMBER", "一个数"),
    ("INVERTED", "“反向”"),
    ("WEIGHT", "“权”和一个数"),
    ("$END", "公式结束"),
)


def unexpected(error: UnexpectedToken, found: list[Token], text: str) -> FormulaError:
    """The error of the grammar as a sentence at the token that cannot stand there."""
    wanted = _plain(set(error.accepts or ()))
    token = error.token
    if token.type == "$END":
        return FormulaError(f"公式没有写完，后面还应有{wanted}", text, len(text), len(text))
    start, end = token.start_pos or 0, token.end_pos or 0
    shown = text[start:end]
    before = next((each for each in reversed(found) if (each.end_pos or 0) <= start), None)
    if before is not None and before.type == token.type == "NAME":
        problem = f"“{text[before.start_pos : before.end_pos]}”和“{shown}”之间缺少运算符，这里可以是{wanted}"
        return FormulaError(problem, text, start, end)
    return FormulaError(f"这里不能是“{shown}”，可以是{wanted}", text, start, end)


def _plain(accepted: set[str]) -> str:
    hidden = {"NUMBER", "PLUS", "OPEN"} if "NAME" in accepted else set()
    if len(accepted) > 1:
        hidden.add("OPEN")  # after any name a bracket could open, but only a function's name wants one
    return "、".join(phrase for mark, phrase in _GROUPS if mark in accepted - hidden)
