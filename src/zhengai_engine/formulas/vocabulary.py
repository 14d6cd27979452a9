"""What names a formula may use: the datasets of a catalogue and the indicators of a scheme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from zhengai_engine.model.expression import Type
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.tables.catalogue import Catalogue


@dataclass(frozen=True)
class IndicatorOutline:
    """As much of an indicator as another one's formula needs to know; exists before its formula is read."""

    code: str
    name: str
    kind: IndicatorKind = IndicatorKind.NUMBER
    english: str = ""

    @property
    def type(self) -> Type:
        return Type.BOOLEAN if self.kind is IndicatorKind.YES_NO else Type.NUMBER

    @classmethod
    def of(cls, indicator: Indicator) -> "IndicatorOutline":
        return cls(indicator.code, indicator.name, indicator.kind, indicator.english)


@dataclass(frozen=True)
class Vocabulary:
    """`indicators` is keyed by code."""

    catalogue: Catalogue
    indicators: Mapping[str, IndicatorOutline] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, indicators: Mapping[str, Indicator]) -> "Vocabulary":
        """The vocabulary of a scheme whose definitions have been read."""
        return cls(catalogue, {code: IndicatorOutline.of(each) for code, each in indicators.items()})

    def find_indicator(self, name: str) -> IndicatorOutline | None:
        """By code first, so that a stored code always means itself; then by Chinese or English name."""
        if name in self.indicators:
            return self.indicators[name]
        return next((each for each in self.indicators.values() if name in (each.name, each.english)), None)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of a dataset or field: what the lexer may cut out of Chinese written without spaces."""
        return frozenset(
            name
            for dataset in self.catalogue.datasets.values()
            for name in (
                *(dataset.name, dataset.code, *dataset.aliases),
                *(name for each in dataset.fields for name in each.names),
            )
        )
