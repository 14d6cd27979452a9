"""The formula language of design §6: Chinese and English names, typed trees, errors that point at the character."""

from zhengai_engine.formulas.conditions import parse_condition
from zhengai_engine.formulas.errors import FormulaError, SchemeError
from zhengai_engine.formulas.parser import parse
from zhengai_engine.formulas.scheme import read_indicators
from zhengai_engine.formulas.syntax import split_definition
from zhengai_engine.formulas.text import to_text
from zhengai_engine.formulas.types import infer
from zhengai_engine.formulas.vocabulary import IndicatorOutline, Vocabulary
from zhengai_engine.formulas.wanting import WantedField, WantedTable, wanted

__all__ = [
    "FormulaError",
    "IndicatorOutline",
    "SchemeError",
    "Vocabulary",
    "WantedField",
    "WantedTable",
    "infer",
    "parse",
    "parse_condition",
    "read_indicators",
    "split_definition",
    "to_text",
    "wanted",
]
