"""Quality rules as a pack holds them, beside those that follow from the datasets themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zhengai.quality.rules.sections import QualityRuleItem
from zhengai_engine.formulas import FormulaError, Vocabulary, parse, parse_condition
from zhengai_engine.model.expression import Expression
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, FieldType
from zhengai_engine.tables.derived_rules import derived_rules
from zhengai_engine.tables.quality import (
    Age,
    Aspect,
    Balance,
    Check,
    Drift,
    Fresh,
    Holds,
    InCodes,
    InRange,
    QualityRule,
    Refers,
    Required,
    Unique,
    Volume,
)
from zhengai_engine.tables.reading import read_catalogue

_ASPECTS = {
    "required": Aspect.COMPLETE,
    "range": Aspect.ACCURATE,
    "code": Aspect.ACCURATE,
    "reference": Aspect.TRUE,
    "age": Aspect.TRUE,
    "condition": Aspect.TRUE,
    "unique": Aspect.ACCURATE,
    "balance": Aspect.TRUE,
    "freshness": Aspect.TIMELY,
    "volume": Aspect.COMPLETE,
    "drift": Aspect.TRUE,
}
_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)


class InvalidRules(ValueError):
    """One sentence a problem, each with the rule's code."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_rules(items: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> list[QualityRule]:
    """Derived rules first, each replaced by the item of its code; then the others in the order given. Raises
    InvalidRules with everything that is wrong."""
    rules = {each.code: each for each in derived_rules(catalogue)}
    problems: list[str] = []
    words = Vocabulary(catalogue)
    for each in items:
        item = QualityRuleItem.model_validate(each)
        try:
            found = _Reader(item, catalogue, words).rule()
        except InvalidRules as error:
            problems.extend(error.problems)
            continue
        if item.active:
            rules[item.code] = found
        else:
            rules.pop(item.code, None)
    if problems:
        raise InvalidRules(problems)
    return list(rules.values())


def problems_of_rules(
    levels: Sequence[Mapping[str, Any]],
    datasets: Sequence[Mapping[str, Any]],
    items: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Of levels and datasets that are sound themselves."""
    try:
        read_rules(items, read_catalogue(levels, datasets))
    except InvalidRules as error:
        return list(error.problems)
    return []


class _Reader:
    def __init__(self, item: QualityRuleItem, catalogue: Catalogue, words: Vocabulary) -> None:
        self.item, self.catalogue, self.words = item, catalogue, words
        if item.dataset not in catalogue.datasets:
            raise self.wrong(f"没有数据集 {item.dataset}")
        self.dataset: Dataset = catalogue.dataset(item.dataset)

    def wrong(self, problem: str) -> InvalidRules:
        return InvalidRules([f"质量规则 {self.item.code}({self.item.name})：{problem}"])

    def rule(self) -> QualityRule:
        item = self.item
        return QualityRule(
            code=item.code,
            name=item.name,
            dataset=item.dataset,
            check=_CHECKS[item.kind](self),
            aspect=item.aspect or _ASPECTS[item.kind],
            scope=self.condition(item.where) if item.where else None,
            scope_text=item.where,
            blocking=item.blocking,
            meaning=item.meaning,
            source=item.source,
        )

    def condition(self, text: str) -> Expression:
        try:
            return parse_condition(text, self.item.dataset, self.words)
        except FormulaError as error:
            raise self.wrong(f"条件“{text}”{error}") from error

    def formula(self, text: str, side: str) -> Expression:
        if not text:
            raise self.wrong(f"平衡规则要写 {side}")
        try:
            return parse(text, self.words)
        except FormulaError as error:
            raise self.wrong(f"{side}“{text}”{error}") from error

    def own_field(self, *types: FieldType) -> str:
        """The field the rule speaks of; of one of these types when any are given."""
        code = self.item.field
        if not code or not self.dataset.has(code):
            raise self.wrong(f"数据集“{self.dataset.name}”没有字段“{code}”，请写字段的代码 field")
        if types and self.dataset.field(code).type not in types:
            raise self.wrong(f"字段“{self.dataset.field(code).name}”的类型不适用于这种规则")
        return code

    def required(self) -> Check:
        return Required(self.own_field())

    def in_range(self) -> Check:
        low, high = self.item.minimum, self.item.maximum
        if low is None and high is None:
            raise self.wrong("范围规则要写 minimum 或 maximum")
        return InRange(self.own_field(*_NUMBERS), low, high)

    def code(self) -> Check:
        found = self.own_field(FieldType.TEXT)
        if not self.dataset.field(found).choices:
            raise self.wrong(f"字段“{self.dataset.field(found).name}”没有可选值 choices")
        return InCodes(found)

    def refers(self) -> Check:
        found = self.own_field()
        if not self.dataset.field(found).references:
            raise self.wrong(f"字段“{self.dataset.field(found).name}”不引用别的数据集")
        return Refers(found)

    def age(self) -> Check:
        youngest, oldest = self.item.youngest, self.item.oldest
        if youngest is None and oldest is None:
            raise self.wrong("年龄规则要写 youngest(至少多少年前)或 oldest(至多多少年前)")
        return Age(self.own_field(FieldType.DATE, FieldType.INTEGER), youngest or 0, oldest)

    def holds(self) -> Check:
        if not self.item.condition:
            raise self.wrong("条件规则要写 condition")
        return Holds(self.condition(self.item.condition), self.item.condition)

    def unique(self) -> Check:
        fields = self.item.fields or self.dataset.key
        for code in fields:
            if not self.dataset.has(code):
                raise self.wrong(f"数据集“{self.dataset.name}”没有字段“{code}”")
        return Unique(tuple(fields))

    def balance(self) -> Check:
        item = self.item
        if item.level not in self.catalogue.levels:
            raise self.wrong(f"没有层面 {item.level}")
        if item.period is None:
            raise self.wrong("平衡规则要写 period(周期类型)")
        left, right = self.formula(item.left, "left"), self.formula(item.right, "right")
        text = f"{item.left} {'≤' if item.at_most else '='} {item.right}"
        return Balance(
            left, right, text, item.level, item.period, item.at_most, item.tolerance, item.share, item.periods
        )

    def fresh(self) -> Check:
        if self.item.days is None:
            raise self.wrong("更新规则要写 days(最新一期结束后几天之内)")
        return Fresh(self.item.days)

    def volume(self) -> Check:
        item = self.item
        return Volume(self.kind(), item.previous, item.lowest, item.highest)

    def drift(self) -> Check:
        item = self.item
        code = self.own_field()
        if list(item.edges) != sorted(item.edges):
            raise self.wrong("edges 要从小到大")
        if item.edges and self.dataset.field(code).type not in _NUMBERS:
            raise self.wrong("只有数值字段能用 edges 分段")
        return Drift(code, self.kind(), item.previous, item.threshold, item.edges, item.least)

    def kind(self) -> Any:
        time, kind = self.dataset.time, self.item.period
        if time is None:
            raise self.wrong(f"数据集“{self.dataset.name}”没有时间，不能与往期比较")
        if kind is None:
            return time.kind
        if not kind.contains(time.kind):
            raise self.wrong(f"{time.kind.chinese}不能归入{kind.chinese}，请换一个 period")
        return kind


_CHECKS: dict[str, Callable[[_Reader], Check]] = {
    "required": _Reader.required,
    "range": _Reader.in_range,
    "code": _Reader.code,
    "reference": _Reader.refers,
    "age": _Reader.age,
    "condition": _Reader.holds,
    "unique": _Reader.unique,
    "balance": _Reader.balance,
    "freshness": _Reader.fresh,
    "volume": _Reader.volume,
    "drift": _Reader.drift,
}
