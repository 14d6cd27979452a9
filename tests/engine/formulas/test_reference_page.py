"""The reference page tells the truth: its examples can be read with the shipped scheme, its tables are complete."""

import re
from pathlib import Path

import pytest
import yaml

from zhengai_engine.formulas import Vocabulary, parse, read_indicators, to_text
from zhengai_engine.formulas.words import CHILDREN_FUNCTIONS, FUNCTION_NAMES, RESERVED
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.reading import read_catalogue

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/formulas.md").read_text(encoding="utf-8")
PACK = ROOT / "src/zhengai/packs/foundation"
EXAMPLES = [
    line for block in re.findall(r"```formula\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]


def section(name: str) -> list[dict[str, object]]:
    files = sorted((PACK / name).glob("*.yaml"))
    return [entry for path in files for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    levels = yaml.safe_load((PACK / "pack.yaml").read_text(encoding="utf-8"))["levels"]
    catalogue = read_catalogue(levels, section("datasets"))
    return Vocabulary.of(catalogue, read_indicators(section("indicators"), catalogue))


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_can_be_read(example: str, vocabulary: Vocabulary) -> None:
    tree = parse(example, vocabulary)
    assert parse(to_text(tree, vocabulary, "en"), vocabulary) == tree


def test_every_shipped_formula_survives_printing(vocabulary: Vocabulary) -> None:
    indicators = read_indicators(section("indicators"), vocabulary.catalogue)
    for each in indicators.values():
        assert parse(to_text(each.expression, vocabulary), vocabulary) == each.expression, each.code


def test_every_word_of_the_language_is_on_the_page() -> None:
    words = {word for names in (*FUNCTION_NAMES.values(), *CHILDREN_FUNCTIONS.values()) for word in names}
    words |= {kind.chinese for kind in PeriodKind}
    rare = {"并且", "或者", "小于或等于", "大于或等于"}  # understood, but not taught
    words |= set(RESERVED) - rare
    assert {word for word in words if word not in PAGE} == set()
