"""The pack of registers: every dataset is kept row by row, and every indicator has values on the sample."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.packs.conftest import PERIODS
from tests.packs.sample_source import CALENDAR_OF_SAMPLE, SampleSource, small, tables
from zhengai.framework import queries
from zhengai.sample.identity import COLLEGE_CODE
from zhengai.sample.records.files import KEPT
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.reading import read_catalogue


@pytest.fixture(scope="module")
def sections() -> Mapping[str, list[dict[str, Any]]]:
    chain = queries.with_required("registers")
    return {name: queries.merged_section(chain, name) for name in ("levels", "datasets", "indicators")}


@pytest.fixture(scope="module")
def catalogue(sections: Mapping[str, list[dict[str, Any]]]) -> Catalogue:
    return read_catalogue(sections["levels"], sections["datasets"])


@pytest.fixture(scope="module")
def own(sections: Mapping[str, list[dict[str, Any]]], catalogue: Catalogue) -> dict[str, Indicator]:
    codes = {each["code"] for each in queries.read_pack("registers").sections["indicators"]}
    known = read_indicators(sections["indicators"], catalogue)
    return {code: each for code, each in known.items() if code in codes}


# what the requirements name: special funds with budget, use and audit (RES-03), safety (RES-04), services with standard
# and time (RES-05), enterprises, exchanges, cases (RES-06), links (RES-07), aid and living (RES-09), projects (GOAL-26),
# quality awareness of staff and students (CUL-04), scale, service and influence of programmes (IND-08, IND-09),
# the platform's own requests and checks (INF-19), the data centre (INF-20), research in the field (INF-21)
THEMES = {
    "专项经费": {"special_funds", "fund_uses", "fund_audits"},
    "各级各类项目": {"projects", "project_checks"},
    "校企合作": {
        "enterprises",
        "staff_exchanges",
        "cooperation_cases",
        "ordered_classes",
        "shared_textbooks",
    },
    "中高职衔接": {"articulations"},
    "服务评价": {"service_items", "service_reviews"},
    "资助与生活保障": {"aid_payments", "living_services"},
    "安全工作": {"safety_pledges", "safety_work"},
    "专业建设": {"programme_settings", "social_services", "graduate_appraisals", "programme_honours"},
    "科室与教研室": {"sections", "section_members"},
    "质量意识": {"awareness_surveys"},
    "平台改进与检查": {"platform_requests", "platform_checks"},
    "数据中心运行": {"data_centre_staff", "data_centre_funds", "data_centre_procedures", "data_reports"},
    "调研": {"research_records"},
}


def test_every_dataset_is_a_register_of_a_theme(catalogue: Catalogue) -> None:
    found: dict[str, set[str]] = {}
    for each in queries.read_pack("registers").sections["datasets"]:
        register = catalogue.dataset(each["code"]).register
        assert register is not None
        found.setdefault(register.theme, set()).add(each["code"])
    assert found == THEMES


def test_no_register_asks_for_what_is_sensitive(catalogue: Catalogue) -> None:
    """Aid is kept by batch, medical services without names: single persons are in no list. What is sealed is in none
    either: it lies there encrypted, and is opened one row at a time (ADR 0014)."""
    codes = set().union(*THEMES.values())
    assert [
        f.code
        for code in codes
        for f in catalogue.dataset(code).fields
        if f.privacy == "sensitive" and not f.sealed
    ] == []


def test_every_register_feeds_an_indicator(sections: Mapping[str, Any], catalogue: Catalogue) -> None:
    text = " ".join(each["formula"] for each in queries.read_pack("registers").sections["indicators"])
    silent = {code for code in set().union(*THEMES.values()) if catalogue.dataset(code).name not in text}
    assert silent == {"service_items"}  # read through the reviews


def test_every_indicator_has_values_at_all_its_levels(
    own: dict[str, Indicator], catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = small()
    held = [*tables(world), *((each.dataset, each.header, each.rows(world)) for each in KEPT)]
    source = SampleSource(catalogue, tmp_path_factory.mktemp("registers"), held)
    offered = {(level, kind) for each in own.values() for level in each.levels for kind in each.periods}
    requests = [
        Request(level, tuple(CALENDAR_OF_SAMPLE.period(code) for code in PERIODS[kind]))
        for level, kind in sorted(offered)
    ]
    found: dict[str, set[str]] = {}
    ratios: list[tuple[str, float]] = []
    with evaluate(
        own, catalogue, CALENDAR_OF_SAMPLE, source, college=COLLEGE_CODE, requests=requests
    ) as done:
        for value in done.values():
            if value.value is not None:
                found.setdefault(value.indicator, set()).add(value.level)
                if own[value.indicator].kind == "ratio":
                    ratios.append((value.indicator, value.value))
    assert {code: each.levels for code, each in own.items() if found.get(code) != set(each.levels)} == {}
    assert [pair for pair in ratios if not 0 <= pair[1] <= 1] == []
