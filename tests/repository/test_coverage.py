"""The list of requirements says what is true: what it names exists, and the page made from it is current."""

import pytest
from tools.coverage import PAGE, ROOT, Requirement, page, read

AREAS, REQUIREMENTS = read()
# how many requirements each area of the trace has
COUNTED = {
    "FRM": 11,
    "ORG": 18,
    "GOAL": 29,
    "STD": 20,
    "REG": 12,
    "IND": 13,
    "SCH": 3,
    "RES": 10,
    "CUL": 6,
    "INF": 25,
}


def test_every_requirement_of_an_area_is_listed_once() -> None:
    assert set(AREAS) == set(COUNTED)
    expected = [f"{area}-{number:02d}" for area, count in COUNTED.items() for number in range(1, count + 1)]
    assert [each.code for each in REQUIREMENTS] == expected


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.code)
def test_what_a_requirement_names_exists(requirement: Requirement) -> None:
    for path in (*requirement.tests, *requirement.pages):
        assert (ROOT / path).exists(), f"{requirement.code} names {path}, which is not there"
    assert all(path.startswith("tests/") for path in requirement.tests)
    assert all(path.startswith("src/zhengai/web/") for path in requirement.pages)
    assert requirement.tests or requirement.left, (
        f"{requirement.code} says neither where it works nor what is left"
    )


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.coverage"


# the areas that plan, organise, set goals and standards, rule, measure and live the quality system
WHOLE = ("FRM", "ORG", "GOAL", "STD", "REG", "IND", "SCH", "RES", "CUL")


@pytest.mark.parametrize("area", WHOLE)
def test_every_requirement_of_the_system_leads_to_a_test(area: str) -> None:
    """None of these areas has a requirement that is only a sentence: each names at least one test or page."""
    bare = [each.code for each in REQUIREMENTS if each.code.startswith(f"{area}-") and not each.tests]
    assert bare == []
