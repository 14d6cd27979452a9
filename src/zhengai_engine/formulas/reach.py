"""Whether an indicator can be computed at every level and period it offers; told before anything is computed."""

from collections.abc import Iterator, Mapping

from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    Children,
    Expression,
    IndicatorRef,
    PeerMean,
    Round,
    Shift,
    Window,
    WindowKind,
)
from zhengai_engine.model.indicator import Indicator, IndicatorKind, OverLevels, OverTime
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.walk import codes_of, datasets_of, dependencies, walk
from zhengai_engine.tables.catalogue import Catalogue


def computed_levels(indicator: Indicator) -> tuple[str, ...]:
    """The levels at which the formula itself is computed; the others are derived from the first."""
    return indicator.levels if indicator.over_levels is OverLevels.ROWS else indicator.levels[:1]


def computed_periods(indicator: Indicator) -> tuple[PeriodKind, ...]:
    return indicator.periods if indicator.over_time is OverTime.ROWS else indicator.periods[:1]


class Reach:
    """Checks over the whole scheme; circles and definitions that could not be read are told elsewhere."""

    def __init__(self, indicators: Mapping[str, Indicator], catalogue: Catalogue) -> None:
        self._indicators = indicators
        self._catalogue = catalogue

    def problems(self, indicator: Indicator) -> Iterator[str]:
        """One sentence each, with the indicator's code."""
        where = f"指标 {indicator.code}({indicator.name})"
        for check in (self._members, self._datasets, self._references, self._time, self._parts):
            for problem in check(indicator):
                yield f"{where}：{problem}"

    def _level(self, code: str) -> str:
        return f"{self._catalogue.levels[code].name}({code})"

    def _members(self, indicator: Indicator) -> Iterator[str]:
        for level in indicator.levels:
            if level != COLLEGE and self._catalogue.members(level) is None:
                yield f"层面{self._level(level)}没有成员表，不能计算；请在数据集中用 level 声明"
        if indicator.over_levels in (OverLevels.SUM, OverLevels.WEIGHTED):
            base = indicator.levels[0]
            for level in indicator.levels[1:]:
                if not self._below(base, level):
                    yield (
                        f"不能从基础层面{self._level(base)}汇总到{self._level(level)}，"
                        f"请把最低的层面写在 levels 的第一个"
                    )

    def _below(self, lower: str, upper: str) -> bool:
        members = self._catalogue.members(lower)
        return lower != upper and members is not None and self._catalogue.reaches(members.code, upper)

    def _datasets(self, indicator: Indicator) -> Iterator[str]:
        for code in sorted(datasets_of(indicator.expression)):
            dataset = self._catalogue.dataset(code)
            for level in computed_levels(indicator):
                if not self._catalogue.reaches(code, level):
                    yield (
                        f"数据集“{dataset.name}”的行到不了层面{self._level(level)}，"
                        f"请从 levels 去掉它，或给数据集加上引用字段"
                    )
            grain = dataset.time.kind if dataset.time else None
            for kind in computed_periods(indicator):
                if grain is not None and not kind.contains(grain):
                    yield (
                        f"数据集“{dataset.name}”按{grain.chinese}记录，分不到{kind.chinese}，"
                        f"请从 periods 去掉 {kind}"
                    )

    def _references(self, indicator: Indicator) -> Iterator[str]:
        for code in sorted(dependencies(indicator.expression)):
            other = self._indicators.get(code)
            if other is None:
                continue
            missing = [each for each in computed_periods(indicator) if each not in other.periods]
            if missing:
                kinds = "、".join(each.chinese for each in missing)
                yield f"引用的指标 {code}({other.name})没有{kinds}的值，请补上它的 periods 或去掉自己的"
        for node in walk(indicator.expression):
            if isinstance(node, Children):
                yield from self._children(indicator, node)
        for code in sorted(_same_level(indicator.expression)):
            other = self._indicators.get(code)
            if other is None:
                continue
            for level in computed_levels(indicator):
                if level not in other.levels:
                    yield (
                        f"引用的指标 {code}({other.name})没有层面{self._level(level)}的值，"
                        f"请补上它的 levels 或去掉自己的"
                    )

    def _children(self, indicator: Indicator, node: Children) -> Iterator[str]:
        other = self._indicators.get(node.code)
        if other is not None and node.level not in other.levels:
            yield f"子级的指标 {node.code}({other.name})没有层面{self._level(node.level)}的值，请补上它的 levels"
        for level in computed_levels(indicator):
            if not self._below(node.level, level):
                yield f"层面{self._level(node.level)}不在{self._level(level)}之下，不能作为它的子级"

    def _time(self, indicator: Indicator) -> Iterator[str]:
        for node in walk(indicator.expression):
            if not isinstance(node, Shift | Change | Window):
                continue
            other = self._indicators.get(node.code)
            if other is not None and not self._timed(node.code):
                yield (
                    f"指标 {node.code}({other.name})只读取没有时间的数据集，各期的值都一样，"
                    f"不能求上期、同比、环比、滚动或累计"
                )
            if isinstance(node, Window) and node.kind is WindowKind.ROLLING and node.unit is not None:
                others = [each for each in computed_periods(indicator) if each is not node.unit]
                if others:
                    kinds = "、".join(each.chinese for each in others)
                    yield f"滚动以{node.unit.chinese}为单位，不能计算{kinds}的值，periods 只能有 {node.unit}"

    def _timed(self, code: str) -> bool:
        """Whether the indicator reads a dataset whose rows have a time, itself or through others."""
        seen, waiting = {code}, [code]
        while waiting:
            each = self._indicators.get(waiting.pop())
            if each is None:
                return True  # could not be read: that is told already
            if any(self._catalogue.dataset(name).time for name in datasets_of(each.expression)):
                return True
            waiting.extend(dependencies(each.expression) - seen)
            seen |= dependencies(each.expression)
        return False

    def _parts(self, indicator: Indicator) -> Iterator[str]:
        has_parts = self._has_parts(indicator.expression)
        if indicator.kind is IndicatorKind.RATIO and not has_parts:
            yield "比率要有分子和分母：公式最外层要是除法、占比、平均，或引用这样的指标；否则 kind 请写 number"
        if indicator.over_levels is OverLevels.WEIGHTED and not has_parts:
            yield "over_levels 是 weighted 时公式要有分子和分母，这个公式没有"

    def _has_parts(self, expression: Expression) -> bool:
        """Whether a value keeps numerator and denominator, so that it can be added up as Σ/Σ."""
        seen: set[str] = set()
        while True:
            match expression:
                case Arithmetic(operator=operator):
                    return operator is ArithmeticOperator.DIVIDE
                case Aggregate(function=function):
                    return function is AggregateFunction.MEAN
                case Round(operand=operand):
                    expression = operand
                case IndicatorRef(code=code) | Shift(code=code) | Window(code=code) | PeerMean(code=code):
                    other = self._indicators.get(code)
                    if other is None or code in seen:
                        return True  # unreadable or a circle: told already
                    seen.add(code)
                    expression = other.expression
                case _:
                    return False


def _same_level(expression: Expression) -> set[str]:
    """Indicators read at the subject's own level: all but those read only through 子级."""
    own = (node for node in walk(expression) if not isinstance(node, Children))
    return {code for node in own for code in codes_of(node)}
