"""Bodies: the tree as packs write it, seats by name and by office, duties and what proves them."""

from datetime import date
from typing import Any

import pytest

from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.framework.actions.organisation import (
    drop_fulfilment,
    end_term,
    record_fulfilment,
    save_body,
    seat_member,
)
from zhengai.framework.models import BodyMember, Fulfilment, InstalledPack
from zhengai.framework.queries.organisation import (
    body_tree,
    ending_soon,
    members,
    office_holders,
    serving,
    sits_in,
)
from zhengai.framework.rules.organisation import (
    BodyEntry,
    InvalidEntries,
    problems_of_bodies,
    read_entries,
    tree_of,
)
from zhengai.framework.rules.terms import OrganisationRefused, read_office, term_state

DAY = date(2026, 11, 20)
TOP: dict[str, Any] = {
    "code": "top", "name": "质量保证委员会", "tier": 1, "tier_name": "学校", "heads": ["校长"],
    "head_rule": "role:leader", "duties": ["审定质量报告", "部署诊改任务"],
}  # fmt: skip


def entry(code: str, parent: str = "", tier: int = 1, **fields: Any) -> BodyEntry:
    return BodyEntry(code=code, name=code.upper(), tier=tier, parent=parent, **fields)


@pytest.fixture
def college(db: None) -> College:
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY)
    rows = [SubjectRow("D11", "教务处", None, (("G0011", ""),)), SubjectRow("D01", "医学院")]
    sync_subjects(college=college, level="department", rows=rows, by="he")
    for username, name, number, role in (
        ("chen", "陈立", "G0001", "leader"), ("han", "韩青", "G0011", "department"),
    ):  # fmt: skip
        user = create_user(
            username=username, display_name=name, password="zhengai-demo", person_number=number, by="sys"
        )
        grant_role(user=user, role=role, college="S1", valid_from=date(2026, 9, 1), by="sec")
    return college


def test_a_tree_has_as_many_tiers_as_the_pack_names() -> None:
    tree = tree_of([entry("a", tier_name="学校"), entry("b", "a", 2), entry("c", "b", 3), entry("d", "b", 3)])
    assert [each.code for each in tree.roots()] == ["a"]
    assert [each.code for each in tree.children("b")] == ["c", "d"]
    assert tree.tiers() == [(1, "学校"), (2, "第 2 级"), (3, "第 3 级")]


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        ([entry("a"), entry("b", "A", 2)], "没有“A”这个上级机构"),
        ([entry("a", "b"), entry("b", "a")], "绕成了一圈"),
        ([entry("a", tier=3), entry("b", "a", 2)], "却在第 3 级"),
    ],
)
def test_a_broken_tree_is_said_in_a_sentence_and_nobody_is_lost(bodies: list[BodyEntry], said: str) -> None:
    assert any(said in each for each in problems_of_bodies(bodies))
    tree = tree_of(bodies)
    shown = [*tree.roots(), *(child for each in bodies for child in tree.children(each.code))]
    assert {each.code for each in shown} == {"a", "b"}


def test_an_entry_that_cannot_be_read_names_its_key() -> None:
    with pytest.raises(InvalidEntries, match="x：没有“chair”这个键"):
        read_entries(BodyEntry, [{"code": "x", "name": "X", "chair": "校长"}])


@pytest.mark.parametrize(
    ("text", "kind"),
    [("role:leader", "role"), ("responsible:department:D11", "responsible"), ("校长", None),
     ("responsible:department", None), ("role:leader:x", None), ("", None)],
)  # fmt: skip
def test_offices(text: str, kind: str | None) -> None:
    found = read_office(text)
    assert (found and found.kind) == kind
    assert found is None or found.text == text


@pytest.mark.parametrize(
    ("term_from", "until", "state"),
    [(date(2026, 11, 21), None, "coming"), (DAY, None, "running"), (date(2024, 1, 1), date(2026, 11, 19), "over"),
     (date(2024, 1, 1), DAY, "soon"), (date(2024, 1, 1), date(2027, 1, 19), "soon"),
     (date(2024, 1, 1), date(2027, 1, 20), "running")],
)  # fmt: skip
def test_terms(term_from: date, until: date | None, state: str) -> None:
    assert term_state(term_from, until, DAY) == state


def test_a_body_of_the_college_stands_over_that_of_a_pack(college: College) -> None:
    save_body(college=college, item=TOP, by="lin")
    save_body(college=college, item=TOP | {"name": "质量委员会"}, by="lin")
    assert [each.name for each in body_tree(college).bodies.values()] == ["质量委员会"]
    with pytest.raises(OrganisationRefused, match="没有“nowhere”这个上级机构"):
        save_body(college=college, item=TOP | {"parent": "nowhere"}, by="lin")
    with pytest.raises(OrganisationRefused, match="“name”不能为空"):
        save_body(college=college, item=TOP | {"name": ""}, by="lin")
    assert InstalledPack.objects.get(code="own").version == "0.0.2"


def test_seats_by_name_by_office_and_from_outside(college: College) -> None:
    save_body(college=college, item=TOP, by="lin")
    seat_member(college=college, body="top", seat="主任", office="role:leader", term_from=DAY, by="lin")
    seat_member(
        college=college, body="top", seat="委员", office="responsible:department:D11", term_from=DAY, by="lin"
    )
    outside = seat_member(
        college=college,
        body="top",
        seat="企业委员",
        person_name="何企",
        unit="青禾智造",
        term_from=DAY,
        by="lin",
    )
    assert (outside.person_number, outside.unit) == ("", "青禾智造")
    offices = [office for row in members(college, "top") if (office := read_office(row.office))]
    # the department's row knows only the number: the account has the name
    assert office_holders(college, offices, DAY) == {
        "role:leader": [("G0001", "陈立")], "responsible:department:D11": [("G0011", "韩青")],
    }  # fmt: skip
    assert {n: sits_in(college, "top", n, DAY) for n in ("G0001", "G0011", "G0099", "")} == {
        "G0001": True, "G0011": True, "G0099": False, "": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [({"body": "x"}, "没有代码为“x”的机构"), ({"seat": " "}, "请写席位"), ({"person_name": ""}, "取其一"),
     ({"office": "role:leader"}, "取其一"), ({"office": "校长", "person_name": ""}, "认不出"),
     ({"term_until": date(2026, 1, 1)}, "早于起日")],
)  # fmt: skip
def test_a_seat_that_cannot_be_is_refused(college: College, change: dict[str, Any], said: str) -> None:
    save_body(college=college, item=TOP, by="lin")
    told: dict[str, Any] = {"body": "top", "seat": "委员", "person_name": "何企", "term_from": DAY} | change
    with pytest.raises(OrganisationRefused, match=said):
        seat_member(college=college, by="lin", **told)
    assert not BodyMember.objects.exists()


def test_a_term_ends_and_is_seen_coming(college: College) -> None:
    save_body(college=college, item=TOP, by="lin")
    member = seat_member(
        college=college, body="top", seat="教师代表", person_name="王静", person_number="T0004",
        term_from=date(2024, 12, 1), term_until=date(2026, 12, 1), by="lin",
    )  # fmt: skip
    assert list(ending_soon(college, DAY)) == [member]
    end_term(member=member, on=date(2026, 11, 19), by="lin")
    assert not serving(members(college), DAY).exists()
    with pytest.raises(OrganisationRefused, match="不能在那之前结束"):
        end_term(member=member, on=date(2024, 1, 1), by="lin")


def test_a_duty_is_proven_once_by_the_same_thing(college: College) -> None:
    save_body(college=college, item=TOP, by="lin")
    told: dict[str, Any] = {
        "college": college, "body": "top", "duty": "审定质量报告", "period": "2026-2027", "title": "质量年报",
        "about": "report:R1", "by": "lin",
    }  # fmt: skip
    made = record_fulfilment(**told)
    for change, said in (
        ({}, "已经登记"), ({"about": ""}, "写明做了什么"), ({"duty": "别的"}, "职责已经改动"),
    ):  # fmt: skip
        with pytest.raises(OrganisationRefused, match=said):
            record_fulfilment(**told | change)
    record_fulfilment(**told | {"period": "2025-2026"})
    drop_fulfilment(fulfilment=made, by="lin")
    assert [each.period for each in Fulfilment.objects.all()] == ["2025-2026"]
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions[-3:] == [
        "framework.record_fulfilment", "framework.record_fulfilment", "framework.drop_fulfilment",
    ]  # fmt: skip
