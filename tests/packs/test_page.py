"""docs/reference/packs.md says of the sections what the models say; the example pack beside it is sound."""

from pathlib import Path

from django.test import override_settings

from tests.packs.page import PAGE, current, written
from zhengai.framework import queries
from zhengai.scheme.checking import problems_of_pack

FOUNDATION = Path(queries.__file__).parents[2] / "packs"


def test_the_tables_are_those_of_the_models() -> None:
    assert current() == written(), "write them anew: PYTHONPATH=src python -m tests.packs.page"


def test_the_example_pack_is_sound_and_uses_what_the_page_describes() -> None:
    with override_settings(PACK_DIRS=[FOUNDATION, PAGE.parent]):
        assert problems_of_pack("example-pack") == []
        assert {"chains", "matrix", "plans", "questionnaires", "report_list"} == set(
            queries.read_pack("example-pack").sections
        )
