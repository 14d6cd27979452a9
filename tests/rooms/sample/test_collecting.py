"""The sample fills in what no indicator computes, where its scheme asks for it, and only once."""

from collections import Counter

import pytest

from tests.web.measuring import install_chain
from zhengai.college.actions import create_college, set_calendar
from zhengai.college.models import College
from zhengai.framework.actions import install, set_own_item
from zhengai.indicators.models import Entry
from zhengai.sample.collecting import COLLECTOR, REVIEWER, collect
from zhengai.sample.identity import AS_OF, CALENDAR


@pytest.fixture
def sample_college(db: None) -> College:
    college = create_college(code="S1", name="示例", category="综合", by="sys", as_of=AS_OF)
    set_calendar(college=college, semesters=CALENDAR, by="sys")
    install(college=college, pack="foundation", by="sys")
    return college


def test_without_a_chain_nothing_is_collected(sample_college: College) -> None:
    assert collect(college=sample_college) == 0
    assert not Entry.objects.exists()


def test_entries_in_different_states_by_two_people(sample_college: College) -> None:
    install_chain(sample_college)
    for number in range(3):
        item = {
            "code": f"Z-{number}", "level": "student", "per": "college", "item": "学生工作",
            "name": f"是否有制度{number}", "kind": "yes_no", "form": "yes_no", "department": "学工处",
        }  # fmt: skip
        set_own_item(college=sample_college, section="measures", item=item, by="lin")
    assert collect(college=sample_college) == 4
    assert Counter(Entry.objects.values_list("state", flat=True)) == {
        "accepted": 2, "submitted": 1, "returned": 1,
    }  # fmt: skip
    assert set(Entry.objects.values_list("collected_by", flat=True)) == {COLLECTOR}
    assert set(Entry.objects.values_list("reviewed_by", flat=True)) == {REVIEWER, ""}
    assert collect(college=sample_college) == 0
