"""The pages of bodies: the tree, duties with their proofs, seats, and a body of the college's own."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.web.access.organisation import BODY, prepare
from tests.web.school import School
from zhengai.framework.actions.organisation import save_body, seat_member
from zhengai.framework.models import BodyMember, Fulfilment
from zhengai.framework.queries.organisation import body_tree

Browse = Callable[[str], Client]
BELOW = {
    "code": "group",
    "name": "医学院质量保证工作组",
    "tier": 2,
    "parent": "top",
    "head_rule": "responsible:department:D01",
}


@pytest.fixture
def organised(school: School) -> School:
    prepare(school)
    save_body(college=school.college, item=BELOW, by="lin")
    return school


def test_the_tree_says_what_is_proven_and_whose_term_ends(organised: School, signed_in: Browse) -> None:
    seat_member(
        college=organised.college, body="group", seat="教师代表", person_name="王静", person_number="T0004",
        term_from=date(2024, 12, 1), term_until=date(2026, 12, 1), by="lin",
    )  # fmt: skip
    page = signed_in("wang").get("/organisation/")
    (root,) = page.context["roots"]
    assert (root.body.name, root.proven, root.members) == ("质量保证委员会", 1, 1)
    assert [(node.body.name, node.heads) for node in root.children] == [("医学院质量保证工作组", ["周岚"])]
    text = page.content.decode()
    assert "2 条职责里 <b>1</b> 条有佐证" in text
    assert "还剩 11 天" in text


def test_another_year_begins_with_an_empty_checklist(organised: School, signed_in: Browse) -> None:
    page = signed_in("wang").get("/organisation/?period=2025-2026")
    assert (page.context["year"].code, page.context["proven"]) == ("2025-2026", 0)
    assert signed_in("wang").get("/organisation/?period=x").context["year"].code == "2026-2027"


def test_without_bodies_the_office_is_told_the_next_step(school: School, signed_in: Browse) -> None:
    assert "增加机构" in signed_in("lin").get("/organisation/").content.decode()
    other = signed_in("wang").get("/organisation/").content.decode()
    assert "还没有质量保证机构" in other
    assert "增加机构" not in other


def test_a_member_proves_a_duty_of_their_body(organised: School, signed_in: Browse) -> None:
    client, address = signed_in("han"), "/organisation/bodies/top/duties/?period=2025-2026"
    page = client.post(address, {"duty": "部署诊改任务", "about": "", "note": ""}, follow=True)
    assert "请选一份佐证" in page.content.decode()
    page = client.post(address, {"duty": "部署诊改任务", "about": "round:99", "note": ""}, follow=True)
    assert "不在列表里" in page.content.decode()
    page = client.post(address, {"duty": "部署诊改任务", "note": "开了部署会\n部署三项任务"}, follow=True)
    assert "佐证已登记" in page.content.decode()
    made = Fulfilment.objects.get(period="2025-2026")
    assert (made.title, made.by) == ("开了部署会", "han")
    client.post(f"/organisation/bodies/top/fulfilments/{made.pk}/drop/")
    again = client.post(f"/organisation/bodies/top/fulfilments/{made.pk}/drop/", follow=True)
    assert "已经撤回了" in again.content.decode()


def test_what_was_typed_for_a_seat_is_kept(organised: School, signed_in: Browse) -> None:
    told = {"seat": "委员", "person_name": "何企", "unit": "青禾智造", "term_from": "昨天"}
    page = signed_in("lin").post("/organisation/bodies/top/seat/", told, follow=True)
    assert page.context["seat_error"] == "“昨天”不是日期，请写成 2026-11-20 的样子。"
    assert page.context["seat_typed"]["unit"] == "青禾智造"
    signed_in("lin").post("/organisation/bodies/top/seat/", told | {"term_from": "2026-11-01"})
    member = BodyMember.objects.get(person_name="何企")
    page = signed_in("lin").post(
        f"/organisation/members/{member.pk}/end/", {"until": "2026-01-01"}, follow=True
    )
    assert "不能在那之前结束" in page.content.decode()


def test_a_body_is_changed_over_the_pack(organised: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    page = client.get("/organisation/bodies/top/edit/")
    typed = page.context["typed"]
    assert typed["duties"] == "审定质量报告\n部署诊改任务"
    page = client.post("/organisation/bodies/top/edit/", typed | {"members": "委员 很多"})
    assert "委员 3 任期2年" in page.context["error"]
    client.post(
        "/organisation/bodies/top/edit/",
        typed
        | {
            "members": "主任\n教师代表 3 任期2年",
            "duties": "审定质量报告",
            "assessment": "每学期诊断一次\n结论有佐证",
        },
    )
    body = body_tree(organised.college).bodies["top"]
    assert [(each.seat, each.count, each.term_years) for each in body.members] == [
        ("主任", None, None), ("教师代表", 3, 2.0),
    ]  # fmt: skip
    assert body.duties == ("审定质量报告",)
    assert body.assessment == ("每学期诊断一次", "结论有佐证")
    assert "每学期诊断一次" in signed_in("wang").get("/organisation/bodies/top/").content.decode()
    page = client.post(
        "/organisation/new/", typed | {"name": "督查组", "parent": "top", "tier": "2"}, follow=True
    )
    assert page.redirect_chain[-1][0] == "/organisation/bodies/own-1/"
    assert BODY["name"] in page.content.decode()
