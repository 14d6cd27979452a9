"""What every shipped pack of a scheme keeps to."""

from itertools import permutations

import pytest

from zhengai.framework import queries
from zhengai.scheme.checking import problems_of_pack, problems_of_whole
from zhengai.scheme.layers import layers_of

PACKS = [code for code in queries.available_packs() if code != "foundation"]
# lists whose items say where they come from
SOURCED = (
    "bodies", "placements", "schedule", "stages", "plans", "standards", "ladders", "regulations", "policies", "measures",
    "chains", "questionnaires", "report_list", "review_rules", "goal_fields", "beats",
)  # fmt: skip


@pytest.mark.parametrize("pack", PACKS)
def test_every_item_names_its_source(pack: str) -> None:
    sections = queries.read_pack(pack).sections
    without = [
        (name, each["code"]) for name in SOURCED for each in sections.get(name, []) if not each.get("source")
    ]
    assert without == []


@pytest.mark.parametrize("pack", PACKS)
def test_it_is_sound_with_all_it_requires(pack: str) -> None:
    assert problems_of_pack(pack) == []


@pytest.mark.parametrize("pack", [code for code in PACKS if code != "course-level"])
def test_the_plan_of_the_course_level_goes_beside_it(pack: str) -> None:
    """Nothing of one replaces anything of the other but the rhythm of courses and the shared topic."""
    own, course = (queries.read_pack(code).sections for code in (pack, "course-level"))
    shared = {
        (name, each["code"])
        for name, items in course.items()
        for each in items
        if each["code"] in {item["code"] for item in own.get(name, [])}
    }
    assert shared <= {("cycles", "course"), ("regulation_topics", "teaching")}


@pytest.mark.parametrize(
    ("first", "second"), list(permutations(("xiangyang", "yaan", "wuhai", "hunan-secondary"), 2))
)
def test_a_colleges_scheme_goes_over_anothers(first: str, second: str) -> None:
    """A college that has tried one scheme can take another: what the later one says rests on nothing that the earlier
    one renamed."""
    packs = {pack.code: pack for code in (first, second) for pack in queries.with_required(code)}
    assert [str(each) for each in problems_of_whole(layers_of(packs.values()))] == []
