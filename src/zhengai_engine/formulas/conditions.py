"""A condition by itself: what a quality rule says about one row, in the words of the indicator language."""

from zhengai_engine.formulas.rows import Rows
from zhengai_engine.formulas.syntax import read_syntax
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.model.expression import Expression


def parse_condition(text: str, dataset: str, vocabulary: Vocabulary) -> Expression:
    """Yes or no over the fields of the dataset's rows; raises FormulaError."""
    rows = Rows(text, vocabulary, vocabulary.catalogue.dataset(dataset), qualified=False)
    return rows.condition(read_syntax(text, vocabulary)).expression
