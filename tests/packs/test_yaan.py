"""雅安's scheme against the trace: every list by its count, every indicator of the measuring chain computed on the sample."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from tests.packs.conftest import PERIODS
from tests.packs.records_source import ADDED, held
from tests.packs.sample_source import CALENDAR_OF_SAMPLE, SampleSource
from zhengai.framework import queries
from zhengai.indicators.rules.sections import MeasureItem
from zhengai.sample.identity import COLLEGE_CODE
from zhengai.scheme.checking import problems_of_pack
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.reading import read_catalogue

# the trace of the seed: requirements IND-02, STD-02, ORG-03, GOAL-12
INDICATORS = {"college": 54, "programme": 60, "course": 21, "teacher": 31, "student": 52}
FROM_POINTS = {"college": 4, "programme": 6, "course": 8, "teacher": 4, "student": 4}
ITEMS, ROWS = 18, 21
COUNTS = {
    "data_sources": 14,
    "standards": 44,
    "regulation_topics": 10,
    "task_classes": 3,
    "beats": 3,
    "matrix": 27,
    "bodies": 8,
    "stages": 4,
    "policies": 14,
    "chains": 7,
}
STANDARD_TYPES = {"college": 3, "programme": 4, "course": 3, "teacher": 3, "student": 2}
COMPUTABLE_AT_LEAST = 150
# of the 218, collected by hand, by kind of form; and personal pay, which is not collected
FORMS = {"yes_no": 6, "document": 5, "text": 8}
RESTRICTED = {"基本工资", "各类津贴", "奖励绩效"}


@pytest.fixture(scope="module")
def sections() -> dict[str, list[dict[str, Any]]]:
    chain = queries.with_required("yaan")
    names = {name for pack in chain for name in pack.sections} | {"levels", "systems"}
    return {name: queries.merged_section(chain, name) for name in names}


@pytest.fixture(scope="module")
def measures(sections: dict[str, list[dict[str, Any]]]) -> list[MeasureItem]:
    return [MeasureItem.model_validate(item) for item in sections["measures"]]


@pytest.fixture(scope="module")
def catalogue(sections: dict[str, list[dict[str, Any]]]) -> Catalogue:
    return read_catalogue(sections["levels"], sections["datasets"])


@pytest.fixture(scope="module")
def indicators(sections: dict[str, list[dict[str, Any]]], catalogue: Catalogue) -> dict[str, Indicator]:
    return read_indicators(sections["indicators"], catalogue)


@pytest.mark.parametrize("pack", ["records", "yaan"])
def test_the_pack_is_sound(pack: str) -> None:
    assert problems_of_pack(pack) == []


def test_the_indicators_are_218_and_26_more_stand_among_the_points(measures: list[MeasureItem]) -> None:
    assert Counter(m.level for m in measures if not m.from_point) == INDICATORS
    assert Counter(m.level for m in measures if m.from_point) == FROM_POINTS
    assert sum(INDICATORS.values()) == 218
    assert sum(FROM_POINTS.values()) == 26


def test_they_stand_in_18_items_and_21_rows(measures: list[MeasureItem]) -> None:
    assert len({(m.level, m.item) for m in measures}) == ITEMS
    assert len({(m.level, m.item, m.element) for m in measures}) == ROWS


@pytest.mark.parametrize("section", COUNTS)
def test_every_list_has_the_length_of_the_trace(section: str) -> None:
    assert len(queries.read_pack("yaan").sections[section]) == COUNTS[section]


def test_standards_have_15_types_on_5_levels() -> None:
    items = queries.read_pack("yaan").sections["standards"]
    found = Counter(level for level, _ in {(each["level"], each["type"]) for each in items})
    assert found == STANDARD_TYPES
    assert sum(STANDARD_TYPES.values()) == 15


def test_every_source_is_used(measures: list[MeasureItem], sections: dict[str, list[dict[str, Any]]]) -> None:
    used = {name for each in measures for name in each.sources}
    assert used == {each["name"] for each in sections["data_sources"]}


def test_the_others_are_collected_by_hand_or_restricted(measures: list[MeasureItem]) -> None:
    counted = [m for m in measures if not m.from_point]
    assert sum(m.indicator is not None for m in counted) >= COMPUTABLE_AT_LEAST
    assert Counter(m.form for m in counted if m.form) == FORMS
    assert {m.name for m in counted if m.restricted} == RESTRICTED


def test_a_corrected_name_keeps_the_seeds_own(measures: list[MeasureItem]) -> None:
    seeds = {m.code: m.verbatim or m.name for m in measures}
    assert seeds["Y-SCH-24"] == "家级教研项目数"
    assert seeds["Y-STU-14"] == "2020年学生思想政治教育计划"
    assert seeds["Y-STU-42"] == "建创新创业基础课程数"


def test_years_and_sessions_are_parameters(measures: list[MeasureItem]) -> None:
    named = {m.code: {p.kind: p.value for p in m.parameters} for m in measures if m.parameters}
    assert named["Y-STU-14"] == {"calendar_year": "2020"}
    assert named["Y-STU-34"] == {"ordinal": "十"}
    assert named["Y-PRO-13"] == {"academic_year": "本学年"}
    assert not [
        m.name for m in measures if any(word in m.name for word in ("2020", "第十届", "本年度", "本学年"))
    ]


def test_a_measure_is_computed_at_its_level_or_at_the_college(
    measures: list[MeasureItem], indicators: dict[str, Indicator]
) -> None:
    lost = [
        m.code
        for m in measures
        for code in (m.indicator, *m.parts)
        if code and not {m.level, COLLEGE} & set(indicators[code].levels)
    ]
    assert lost == []


def test_what_records_extends_keeps_every_field_of_the_foundation() -> None:
    """A dataset replaced as a whole must not lose what the foundation says of it."""
    foundation = {each["code"]: each for each in queries.read_pack("foundation").sections["datasets"]}
    for each in queries.read_pack("records").sections["datasets"]:
        base = foundation.get(each["code"])
        if base is None:
            continue
        assert each["code"] in ADDED
        own = {key: value for key, value in each.items() if key not in ("fields", "meaning")}
        assert own == {key: value for key, value in base.items() if key not in ("fields", "meaning")}
        kept = {field["code"] for field in base["fields"]}
        assert [field for field in each["fields"] if field["code"] in kept] == base["fields"]


@pytest.fixture(scope="module")
def computed(
    indicators: dict[str, Indicator], catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, set[str]]:
    """Indicator → levels at which some subject has a value on the sample."""
    calendar = CALENDAR_OF_SAMPLE
    kinds = ("semester", "academic_year", "calendar_year", "week")
    offered = {(level, kind) for i in indicators.values() for level in i.levels for kind in i.periods}
    requests = [
        Request(level, tuple(calendar.period(code) for code in PERIODS[kind]))
        for level, kind in sorted(offered)
        if kind in kinds
    ]
    source = SampleSource(catalogue, tmp_path_factory.mktemp("records"), held())
    found: dict[str, set[str]] = {}
    with evaluate(indicators, catalogue, calendar, source, college=COLLEGE_CODE, requests=requests) as done:
        for value in done.values():
            if value.value is not None:
                found.setdefault(value.indicator, set()).add(value.level)
    return found


def test_every_indicator_of_the_chain_has_values_on_the_sample(
    measures: list[MeasureItem], indicators: dict[str, Indicator], computed: Mapping[str, set[str]]
) -> None:
    wanted = {code for m in measures for code in (m.indicator, *m.parts) if code}
    blind = {code: set(indicators[code].levels) - computed.get(code, set()) for code in wanted}
    assert {code: levels for code, levels in blind.items() if levels} == {}


def test_every_indicator_of_records_has_values_at_all_its_levels(
    indicators: dict[str, Indicator], computed: Mapping[str, set[str]]
) -> None:
    own = [item["code"] for item in queries.read_pack("records").sections["indicators"]]
    assert [code for code in own if computed.get(code) != set(indicators[code].levels)] == []


def test_the_fifteen_support_services_are_a_checklist_of_regulations() -> None:
    """表1 支持服务 (REG-07)."""
    found = queries.read_pack("yaan").sections["regulations"]
    assert Counter(each["level"] for each in found) == {
        "college": 4, "programme": 3, "course": 3, "teacher": 2, "student": 3,
    }  # fmt: skip
    assert {each["system"] for each in found} == {"support"}
    assert len({each["code"] for each in found}) == 15
