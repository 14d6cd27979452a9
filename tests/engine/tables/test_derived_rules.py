"""What a dataset's declaration already says becomes quality rules."""

from tests.spec.school import CATALOGUE
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Choice, Dataset, Field, FieldType
from zhengai_engine.tables.derived_rules import derived_rules
from zhengai_engine.tables.quality import Fresh, InRange


def test_every_kind_of_declaration_has_its_rule() -> None:
    fields = (
        Field("code", "编号", FieldType.TEXT),
        Field("state", "状态", FieldType.TEXT, choices=(Choice("在校"),), required=True),
        Field("score", "总评", FieldType.NUMBER, minimum=0, maximum=100),
        Field("hours", "学时", FieldType.NUMBER, minimum=0),
        Field("boss", "上级", FieldType.TEXT, references="people"),
    )
    people = Dataset("people", "人员", fields, ("code",), frequency=PeriodKind.WEEK)
    rules = {each.code: each for each in derived_rules(Catalogue([people], []))}
    assert list(rules) == [
        "people.unique",
        "people.freshness",
        "people.required.code",
        "people.required.state",
        "people.code.state",
        "people.range.score",
        "people.range.hours",
        "people.reference.boss",
    ]
    assert rules["people.freshness"].check == Fresh(8)
    assert rules["people.range.score"].check == InRange("score", 0, 100)
    assert rules["people.range.score"].name == "总评在 0 到 100 之间"
    assert rules["people.range.hours"].name == "学时不小于 0"
    assert rules["people.reference.boss"].name == "上级在“人员”里找得到"


def test_codes_are_unique_over_a_whole_catalogue() -> None:
    codes = [each.code for each in derived_rules(CATALOGUE)]
    assert len(set(codes)) == len(codes)
