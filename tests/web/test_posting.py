"""定岗定责 on its pages: begun by the office, filled in on the work tables, published."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from openpyxl import load_workbook

from tests.web.access.work import prepare
from tests.web.school import School
from zhengai.framework.actions import set_own_item
from zhengai.framework.actions.work import save_work
from zhengai.framework.models import PostCampaign, Work
from zhengai.regulations.models import ControlItem, Regulation

Browse = Callable[[str], Client]
OPEN = {"title": "定岗定责", "lead": "D01", "departments": ["D01", "D02"], "due": "2026-12-31"}


def test_begun_and_seen_by_department(school: School, signed_in: Browse) -> None:
    lin, zhou = signed_in("lin"), signed_in("zhou")
    refused = lin.post("/work/campaigns/open/", OPEN | {"due": ""}, follow=True)
    assert "请写期限" in refused.content.decode()
    assert refused.context["typed"]["lead"] == "D01"
    page = lin.post("/work/campaigns/open/", OPEN, follow=True)
    assert page.context["total"] == 2
    assert {row.state.value for row, _ in page.context["rows"]} == {"nothing"}
    assert "请完成本部门的定岗定责" in zhou.get("/notices/").content.decode()
    assert (
        'name="reason"' not in zhou.get(f"/work/campaigns/{PostCampaign.objects.get().pk}/").content.decode()
    )


def test_what_is_missing_leads_to_where_it_is_filled_in(school: School, signed_in: Browse) -> None:
    campaign = prepare(school)["posting"]
    address = f"/work/campaigns/{campaign}/"
    text = signed_in("zhou").get(address).content.decode()
    assert "岗位没有标准 1" in text
    assert "/work/D01/?table=gaps" in text
    assert signed_in("zhou").get(f"{address}?state=complete").context["rows"] == []
    rows = list(load_workbook(BytesIO(signed_in("lin").get(f"{address}?format=xlsx").content)).active.values)
    assert ("医学院", "还有缺项", "岗位没有标准", "每学年组织专业诊断") in rows


def test_published_post_descriptions(school: School, signed_in: Browse) -> None:
    address = f"/work/campaigns/{prepare(school)['posting']}/"
    lin = signed_in("lin")
    refused = lin.post(f"{address}close/", follow=True).content.decode()
    assert "医学院还有缺项" in refused
    work = Work.objects.select_related("duty__department__college").get()
    save_work(
        duty=work.duty, text=work.text, section="", post="质量岗", standard="记录齐全", smart={}, standard_smart={},
        work=work, by="lin",
    )  # fmt: skip
    rule = Regulation.objects.create(college=school.college, code="r", name="专业诊断办法")
    ControlItem.objects.create(
        college=school.college, department="医学院", name="专业诊断", post="质量岗", regulation=rule
    )
    flow = {
        "code": "w",
        "name": "诊断流程",
        "department": "医学院",
        "steps": [{"name": "填写", "role": "质量岗"}],
    }
    set_own_item(college=school.college, section="workflows", item=flow, by="lin")
    page = lin.post(f"{address}close/", {"reason": "暂缺一人"}, follow=True).content.decode()
    assert "岗位说明和工作清单公布在这里" in page
    assert "公布时还有缺项：暂缺一人" in page
    seen = signed_in("wang").get(address).content.decode()
    assert "记录齐全" in seen
    assert "专业诊断办法" in seen
    assert "诊断流程" in seen
    Regulation.objects.update(name="后来改的名")
    assert "专业诊断办法" in signed_in("wang").get(address).content.decode()  # what was published stays
    rows = list(load_workbook(BytesIO(lin.get(f"{address}?format=xlsx").content)).active.values)
    assert rows[1][-2:] == ("专业诊断办法", "诊断流程")
    assert rows[1][2:6] == ("质量岗", None, "组织专业诊断", "每学年组织专业诊断")
