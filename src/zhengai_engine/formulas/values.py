"""Outside aggregates: a formula works with aggregates and other indicators, never with single rows."""

from zhengai_engine.formulas.aggregates import NAMES, aggregate
from zhengai_engine.formulas.errors import nearest
from zhengai_engine.formulas.nodes import Call, Name, Reference
from zhengai_engine.formulas.operators import Operators
from zhengai_engine.formulas.references import outline, over_indicators
from zhengai_engine.formulas.words import FUNCTION_NAMES, FUNCTIONS, USAGE
from zhengai_engine.formulas.world import Typed
from zhengai_engine.model.expression import IndicatorRef


class Values(Operators):
    """The world a formula begins in."""

    def name(self, node: Name) -> Typed:
        written, first = node.text, node.words[0].text
        catalogue = self.vocabulary.catalogue
        if function := FUNCTIONS.get(written.casefold()):
            raise self.error(node, f"函数“{written}”后面要有括号，写法是 {USAGE[function]}")
        if self.vocabulary.find_indicator(written):
            raise self.error(node, f"引用指标要加方括号，写成 [{written}]")
        dataset = catalogue.find(first)
        if dataset is not None and len(node.words) > 1:
            raise self.error(node, f"字段要放在聚合函数里，例如 平均({written})")
        if dataset is not None:
            raise self.error(node, f"数据集要放在函数里，例如 计数({written})")
        owner = next((each for each in catalogue.datasets.values() if each.find(first)), None)
        if owner is not None:
            raise self.error(node, f"字段要放在聚合函数里，例如 平均({owner.name}.{written})")
        known = [
            *(f"[{each.name}]" for each in self.vocabulary.indicators.values()),
            *(each.name for each in catalogue.datasets.values()),
            *(names[0] for names in FUNCTION_NAMES.values()),
        ]
        raise self.error(node, f"没有“{written}”这个名称", nearest(written, known))

    def reference(self, node: Reference) -> Typed:
        found = outline(node, self)
        return Typed(IndicatorRef(found.code), found.type, node)

    def call(self, function: str, node: Call) -> Typed:
        if function in NAMES:
            return aggregate(function, node, self)
        return over_indicators(function, node, self)
