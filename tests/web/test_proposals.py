"""From a cell of 附件2 to an indicator: named by a department, returned, explained, accepted, given a formula."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.access.proposals import named
from tests.web.school import School
from tests.web.test_editor import sent
from zhengai.framework.actions import set_own_item
from zhengai.indicators.models import Definition, Proposal

Browse = Callable[[str], Client]


@pytest.fixture
def category(school: School) -> str:
    item = {"code": "s1", "name": "资源建设", "hint": "实训条件"}
    set_own_item(college=school.college, section="work_categories", item=item, by="lin")
    return "资源建设"


def test_what_annex_2_names_waits_for_the_office(school: School, signed_in: Browse, category: str) -> None:
    filled = {
        "department": "D01", "category": category, "title": "实训室建设", "role": "牵头", "sound": "yes",
        "key_data": "实训开出率、工位数",
    }  # fmt: skip
    zhou, lin = signed_in("zhou"), signed_in("lin")
    assert "已保存" in zhou.post("/tasks/system/", filled, follow=True).content.decode()
    page = lin.get("/indicators/proposals/").content.decode()
    assert "提出 <b>2</b> 项，<b>2</b> 项待审" in page
    assert "资源建设 · 实训室建设" in page
    zhou.post("/tasks/system/", filled | {"key_data": "工位数"}, follow=True)
    assert lin.get("/indicators/proposals/?state=withdrawn").context["listing"].count == 1


def test_returned_explained_accepted_defined(school: School, signed_in: Browse) -> None:
    (proposal,) = named(school)
    address = f"/indicators/proposals/{proposal.pk}/"
    lin, zhou = signed_in("lin"), signed_in("zhou")
    page = lin.post(f"{address}move/", {"move": "return"}, follow=True).content.decode()
    assert "请写明要补充什么" in page
    lin.post(f"{address}move/", {"move": "return", "reason": "按学期还是按学年"})
    page = zhou.get(address).content.decode()
    assert "按学期还是按学年" in page
    assert "审核</h2>" not in page
    zhou.post(f"{address}move/", {"move": "resubmit", "meaning": "按学期，开出的项目占应开的", "unit": "%"})
    lin.post(f"{address}move/", {"move": "accept"})
    page = zhou.get("/indicators/").content.decode()
    assert "指标草案" in page
    assert "开出的项目占应开的" in page
    assert "写公式" not in page

    form = lin.get(f"/indicators/new/?proposal={proposal.pk}")
    assert form.context["body"]["name"] == "实训开出率"
    assert form.context["body"]["owner"] == "医学院"
    body = sent(school, code="opened", name="实训开出率", version="0", reason="医学院提出")
    made = lin.post("/indicators/new/", body | {"proposal": str(proposal.pk)})
    assert made.headers["Location"] == "/indicators/opened/"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.indicator) == ("defined", "opened")
    assert "指标草案" not in lin.get("/indicators/").content.decode()
    assert "/indicators/opened/" in zhou.get(address).content.decode()


def test_a_department_does_not_decide(school: School, signed_in: Browse) -> None:
    (proposal,) = named(school)
    page = signed_in("zhou").post(
        f"/indicators/proposals/{proposal.pk}/move/", {"move": "accept"}, follow=True
    )
    assert "由质管办审核" in page.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == "proposed"


def test_an_indicator_that_says_the_same(school: School, signed_in: Browse) -> None:
    (proposal,) = named(school, "旷课比例")
    address = f"/indicators/proposals/{proposal.pk}/"
    page = signed_in("lin").post(f"{address}move/", {"move": "define", "indicator": "没有的"}, follow=True)
    assert "指标字典里没有“没有的”" in page.content.decode()
    assert page.context["typed"]["indicator"] == "没有的"
    signed_in("lin").post(f"{address}move/", {"move": "define", "indicator": "缺课率"})
    assert Proposal.objects.get().indicator == Definition.objects.get(name="缺课率", current=True).code


def test_a_dean_sees_the_own_department_only(school: School, signed_in: Browse) -> None:
    (other,) = named(school, "代码提交数", department="D02", by="han")
    named(school)
    assert signed_in("zhou").get("/indicators/proposals/").context["listing"].count == 1
    assert signed_in("zhou").get(f"/indicators/proposals/{other.pk}/").status_code == 404
    assert signed_in("lin").get("/indicators/proposals/").context["listing"].count == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("q=实训开", 1),
        ("q=没有", 0),
        ("state=proposed", 2),
        ("state=declined", 0),
        ("department=D01", 2),
    ],
)
def test_filters(school: School, signed_in: Browse, query: str, count: int) -> None:
    named(school, "实训开出率、工位数")
    assert signed_in("lin").get(f"/indicators/proposals/?{query}").context["listing"].count == count
    file = signed_in("lin").get(f"/indicators/proposals/?{query}&format=xlsx")
    assert file.status_code == 200
