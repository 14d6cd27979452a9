"""The door of the formula language: text in, typed tree out."""

from zhengai_engine.formulas.errors import FormulaError
from zhengai_engine.formulas.syntax import read_syntax
from zhengai_engine.formulas.values import Values
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.model.expression import Expression, Type
from zhengai_engine.model.walk import datasets_of, dependencies


def parse(text: str, vocabulary: Vocabulary) -> Expression:
    """The typed tree of one indicator's formula; raises FormulaError."""
    found = Values(text, vocabulary).build(read_syntax(text, vocabulary))
    place = (found.node.start, found.node.end)
    if found.type not in (Type.NUMBER, Type.BOOLEAN):
        problem = f"公式的结果要是数或是/否，这个公式得到{found.type.chinese}"
        raise FormulaError(problem, text, *place)
    if not datasets_of(found.expression) and not dependencies(found.expression):
        problem = "公式没有用到任何数据集或指标，请用函数读取数据，例如 计数(考勤)"
        raise FormulaError(problem, text, *place)
    return found.expression
