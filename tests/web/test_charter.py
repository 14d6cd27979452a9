"""章程为根 on its page: regulations are hung one by one; what hangs nowhere stands first."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.regulations import established
from tests.web.school import School
from zhengai.regulations.actions import Entry, describe, draft_change, publish_change, register
from zhengai.regulations.models import CharterLink, Regulation
from zhengai.regulations.rules.machine import ChangeKind

Browse = Callable[[str], Client]


@pytest.fixture
def teaching(school: School) -> Regulation:
    """In force beside a charter of two articles."""
    (top,) = register(college=school.college, entries=[Entry("学校章程")], by="lin")
    text = "第一条 依法办学。\n第二条 对质量负责。"
    change = draft_change(regulation=top, kind=ChangeKind.ESTABLISH, text=text, reason="建校", by="lin")
    publish_change(change=change, by="chen")
    top.refresh_from_db()
    describe(regulation=top, entry=Entry("学校章程"), is_charter=True, by="lin")
    return established(school)


def test_hung_and_taken_down(teaching: Regulation, signed_in: Browse) -> None:
    client, told = signed_in("han"), {"regulation": teaching.pk, "article": "第二条"}
    page = client.get("/regulations/charter/").content.decode()
    assert "<b>1</b> 项现行制度没有挂；<b>2</b> 条还没有制度落实" in page
    page = client.post("/regulations/charter/hang/", told | {"move": "hang"}, follow=True).content.decode()
    assert "已挂到第二条" in page
    assert "没有挂到条款的制度" not in page
    assert (
        '章程依据</dt><dd><a href="/regulations/charter/">第二条'
        in client.get(f"/regulations/{teaching.pk}/").content.decode()
    )
    rows = list(load_workbook(BytesIO(client.get("/regulations/charter/?format=xlsx").content)).active.values)
    assert rows[1][0] == "第二条"
    assert rows[1][3] == teaching.name
    page = client.post("/regulations/charter/hang/", told | {"move": "unhang"}, follow=True).content.decode()
    assert "已从第二条取下" in page
    assert not CharterLink.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"regulation": "", "article": "第一条"}, "没有找到这项制度"),
        ({"regulation": "999999", "article": "第一条"}, "没有找到这项制度"),
        ({"article": ""}, "请选择章程的一条"),
        ({"article": "第九条"}, "没有“第九条”"),
        ({"article": "第一条", "move": "unhang"}, "没有挂在第一条"),
    ],
)
def test_refusals_are_sentences(
    teaching: Regulation, signed_in: Browse, sent: dict[str, str], sentence: str
) -> None:
    told = {"regulation": str(teaching.pk)} | sent
    assert sentence in signed_in("han").post("/regulations/charter/hang/", told, follow=True).content.decode()


def test_a_student_looks_and_does_not_see_what_is_planned(
    teaching: Regulation, school: School, signed_in: Browse
) -> None:
    (planned,) = register(college=school.college, entries=[Entry("质量事故预警制度")], by="lin")
    CharterLink.objects.create(
        regulation=planned, article="第一条", by="lin", at=teaching.changes.get().drafted_at
    )
    page = signed_in("li").get("/regulations/charter/").content.decode()
    assert teaching.name in page
    assert planned.name not in page
    assert "挂上</button>" not in page
    assert planned.name in signed_in("lin").get("/regulations/charter/").content.decode()


def test_without_a_charter_the_next_step_is_named(school: School, signed_in: Browse) -> None:
    assert "还没有现行的章程" in signed_in("lin").get("/regulations/charter/").content.decode()
