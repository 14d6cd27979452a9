"""What both worlds share: literals, arithmetic, comparison, logic, and the functions 如果 四舍五入 截取 日期."""

from datetime import date

from zhengai_engine.formulas import nodes
from zhengai_engine.formulas.comparisons import compare, member
from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.words import FUNCTION_NAMES, FUNCTIONS
from zhengai_engine.formulas.world import Typed, World
from zhengai_engine.model.expression import (
    Arithmetic,
    ArithmeticOperator,
    Clip,
    If,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Not,
    Round,
    Type,
)

_SIGNS = {
    "PLUS": ArithmeticOperator.ADD,
    "MINUS": ArithmeticOperator.SUBTRACT,
    "TIMES": ArithmeticOperator.MULTIPLY,
    "OVER": ArithmeticOperator.DIVIDE,
}
_MOST_DIGITS = 10


class Operators(World):
    """A world with the shared operators."""

    def build(self, node: nodes.Syntax) -> Typed:
        match node:
            case nodes.Number():
                return Typed(Literal(node.value, Type.NUMBER), Type.NUMBER, node)
            case nodes.Text():
                return Typed(Literal(node.value, Type.TEXT), Type.TEXT, node)
            case nodes.Truth():
                return Typed(Literal(node.value, Type.BOOLEAN), Type.BOOLEAN, node)
            case nodes.Name():
                return self.name(node)
            case nodes.Reference():
                return self.reference(node)
            case nodes.Call():
                return self._call(node)
            case nodes.WeightedTerm():
                raise self.error(
                    node, "“权”只能写在 加权(…) 里，例如 加权([缺课率] 权 0.4 反向, [评教均分] 权 0.6)"
                )
            case _:
                return self._operator(node)

    def _operator(self, node: nodes.Syntax) -> Typed:
        match node:
            case nodes.Minus():
                return self._minus(node)
            case nodes.Operation():
                return self._arithmetic(node)
            case nodes.Compared():
                return compare(node, self)
            case nodes.Membership():
                return member(node, self)
            case nodes.Junction():
                operands = tuple(self.condition(each).expression for each in node.operands)
                return Typed(Logic(LogicOperator[node.sign], operands), Type.BOOLEAN, node)
            case nodes.Negation():
                return Typed(Not(self.condition(node.operand).expression), Type.BOOLEAN, node)
            case nodes.NullTest():
                operand = self.build(node.operand).expression
                return Typed(IsNull(operand, node.negated), Type.BOOLEAN, node)
            case _:
                raise AssertionError(node)

    def _minus(self, node: nodes.Minus) -> Typed:
        operand = self.number(node.operand, "负号后面").expression
        if isinstance(operand, Literal) and isinstance(operand.value, float):
            return Typed(Literal(-operand.value, Type.NUMBER), Type.NUMBER, node)
        # Not 0 − x: a missing x must stay missing whatever the indicator does with missing summands.
        negative = Arithmetic(ArithmeticOperator.MULTIPLY, Literal(-1.0, Type.NUMBER), operand)
        return Typed(negative, Type.NUMBER, node)

    def _arithmetic(self, node: nodes.Operation) -> Typed:
        operator = _SIGNS[node.sign]
        purpose = f"“{operator.value}”两边"
        left, right = (self.number(each, purpose).expression for each in (node.left, node.right))
        return Typed(Arithmetic(operator, left, right), Type.NUMBER, node)

    def _call(self, node: nodes.Call) -> Typed:
        written = node.function.text
        function = FUNCTIONS.get(written.casefold())
        match function:
            case None:
                raise self._unknown_function(node.function)
            case "if":
                return self._if(node)
            case "round":
                return self._round(node)
            case "clip":
                return self._clip(node)
            case "date":
                return self._date(node)
            case _:
                return self.call(function, node)

    def _unknown_function(self, word: nodes.Word) -> Exception:
        if self.vocabulary.catalogue.find(word.text):
            problem = f"“{word.text}”是数据集，不是函数，要放在函数的括号里，例如 计数({word.text})"
            return self.error(word, problem)
        english = word.text.isascii()
        known = [names[1] if english else names[0] for names in FUNCTION_NAMES.values()]
        return self.error(word, f"没有函数“{word.text}”", nearest(word.text, known))

    def _if(self, node: nodes.Call) -> Typed:
        if len(node.arguments) != 3:
            raise self.usage("if", node)
        condition = self.condition(node.arguments[0])
        then, otherwise = (self.build(each) for each in node.arguments[1:])
        if then.type is not otherwise.type:
            problem = f"“如果”的两个结果类型要相同，一个是{then.type.chinese}，一个是{otherwise.type.chinese}"
            raise self.error(otherwise.node, problem)
        field = then.field if then.field is otherwise.field else None
        chosen = If(condition.expression, then.expression, otherwise.expression)
        return Typed(chosen, then.type, node, field)

    def _round(self, node: nodes.Call) -> Typed:
        if len(node.arguments) not in (1, 2):
            raise self.usage("round", node)
        operand = self.number(node.arguments[0], "四舍五入的对象").expression
        digits = self.constant(node.arguments[1], "小数位数") if len(node.arguments) == 2 else 0.0
        if digits != int(digits) or not 0 <= digits <= _MOST_DIGITS:
            raise self.error(node.arguments[1], f"小数位数要是 0 到 {_MOST_DIGITS} 的整数")
        return Typed(Round(operand, int(digits)), Type.NUMBER, node)

    def _clip(self, node: nodes.Call) -> Typed:
        if len(node.arguments) != 3:
            raise self.usage("clip", node)
        operand = self.number(node.arguments[0], "截取的对象").expression
        lowest, highest = (self.constant(each, "截取的界限") for each in node.arguments[1:])
        if lowest > highest:
            raise self.error(node.arguments[1], "截取的最低值比最高值大，请交换")
        return Typed(Clip(operand, lowest, highest), Type.NUMBER, node)

    def _date(self, node: nodes.Call) -> Typed:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], nodes.Text):
            raise self.usage("date", node)
        written = node.arguments[0].value.strip()
        try:
            day = date.fromisoformat(written)
        except ValueError:
            problem = f"“{written}”不是存在的日期，请写成 2026-11-20 的样子"
            raise self.error(node.arguments[0], problem) from None
        return Typed(Literal(day, Type.DATE), Type.DATE, node)

    def constant(self, node: nodes.Syntax, purpose: str) -> float:
        """A number that is written out, not computed."""
        if isinstance(node, nodes.Number | nodes.Minus):
            found = self.build(node).expression
            if isinstance(found, Literal) and isinstance(found.value, float):
                return found.value
        raise self.error(node, f"{purpose}要直接写一个数，不能是“{self.snippet(node)}”")
