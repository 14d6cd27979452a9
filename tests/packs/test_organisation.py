"""The bodies, places and schedules of the shipped packs, as a college lives by them."""

from collections import Counter
from datetime import date

import pytest

from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.framework.actions import install
from zhengai.framework.actions.schedule import begin_construction
from zhengai.framework.models import ScheduleItem
from zhengai.framework.queries import available_packs, merged_section, with_required
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.queries.schedule import schedule_items, scheduled
from zhengai.framework.rules.organisation import ENTRIES, BodyEntry, problems_of_bodies, read_entries

START = date(2026, 9, 1)


@pytest.fixture
def college(db: None) -> College:
    return create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=date(2026, 11, 20))


@pytest.mark.parametrize("code", available_packs())
def test_every_entry_can_be_read_and_every_tree_stands(code: str) -> None:
    chain = with_required(code)
    found = {name: read_entries(kind, merged_section(chain, name)) for name, kind in ENTRIES.items()}  # type: ignore[type-var]
    assert not problems_of_bodies([each for each in found["bodies"] if isinstance(each, BodyEntry)])


def test_the_ninety_rows_of_table_8_become_a_plan(college: College) -> None:
    install(college=college, pack="xiangyang", by="lin")
    assert begin_construction(college=college, start=START, by="lin") == 90
    counted = Counter(ScheduleItem.objects.values_list("item", flat=True))
    assert counted == {
        "标准体系": 42, "目标体系": 28, "制度体系": 14, "组织机构": 3, "实施方案": 2, "平台建设": 1,
    }  # fmt: skip
    items = {each.row.content: each for each in scheduled(list(schedule_items(college)), START, START)}
    # 2017.01 is the first month of the source, 2019.12 its last
    assert items["成立学校诊改工作领导小组及专项工作小组"].written == "2026.09"
    assert items["建设校本数据平台"].written == "2029.08"
    assert items["学校年度工作计划"].written == "每年初"
    assert begin_construction(college=college, start=START, by="lin") == 0


@pytest.mark.parametrize(
    ("pack", "tiers", "bodies"),
    [("xiangyang", 3, 6), ("yaan", 2, 8), ("wuhai", 3, 10), ("hunan-secondary", 3, 11)],
)
def test_bodies_stand_on_their_tiers(college: College, pack: str, tiers: int, bodies: int) -> None:
    install(college=college, pack=pack, by="lin")
    tree = body_tree(college)
    assert (len(tree.bodies), len(tree.tiers())) == (bodies, tiers)
