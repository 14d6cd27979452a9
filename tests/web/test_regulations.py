"""制度链 as people meet it: what lacks proof is seen, two people put in force, a campaign decides line by line."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.access.regulations import established
from tests.web.school import School
from zhengai.regulations.actions import Entry, keep_proof, register
from zhengai.regulations.campaigns import open_campaign
from zhengai.regulations.models import Campaign, Regulation
from zhengai.regulations.rules.machine import ProofKind

Browse = Callable[[str], Client]


@pytest.fixture
def regulation(school: School) -> Regulation:
    """Two in force, one of them fully proven, and one planned."""
    found = established(school)
    proven = established(school, "教学督导条例")
    for kind in ProofKind:
        keep_proof(change=proven.changes.get(), kind=kind, title=kind.chinese, by="han")
    register(college=school.college, entries=[Entry("质量事故预警制度", department="质管办")], by="lin")
    return found


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3), ("state=in_force", 2), ("state=planned", 1), ("state=unproven", 1), ("state=drafted", 0),
        ("topic=课程教学", 2), ("department=质管办", 1), ("q=督导", 1), ("q=没有", 0), ("level=course", 0),
    ],
)  # fmt: skip
def test_filters(regulation: Regulation, signed_in: Browse, query: str, count: int) -> None:
    assert signed_in("lin").get(f"/regulations/?{query}").context["listing"].count == count


def test_a_student_reads_what_is_in_force(regulation: Regulation, signed_in: Browse) -> None:
    client = signed_in("li")
    assert client.get("/regulations/").context["listing"].count == 2
    planned = Regulation.objects.get(state="planned")
    assert client.get(f"/regulations/{planned.pk}/").status_code == 404
    text = client.get(f"/regulations/{regulation.pk}/").content.decode()
    assert "第一条 上课守时" in text
    assert "登记证明" not in text
    client.post(f"/regulations/{regulation.pk}/read/")
    assert client.get("/regulations/").context["read"] == {regulation.pk}
    assert "1 人确认读过" in signed_in("lin").get(f"/regulations/{regulation.pk}/").content.decode()
    assert (
        "没有工号或学号"
        in signed_in("qian").post(f"/regulations/{regulation.pk}/read/", follow=True).content.decode()
    )


def test_the_register_says_which_lack_proof(regulation: Regulation, signed_in: Browse) -> None:
    text = signed_in("lin").get("/regulations/").content.decode()
    assert "现行 <b>2</b> 项，待制定 <b>1</b> 项；<b>1</b> 项最近一次变更的证明不全" in text
    assert "缺 5 种" in text


def test_drafting_proving_publishing(regulation: Regulation, signed_in: Browse) -> None:
    address = f"/regulations/{regulation.pk}/"
    office, leader = signed_in("han"), signed_in("chen")
    draft = {
        "move": "draft",
        "change": "amend",
        "text": "",
        "reason": "按督导意见",
        "ground": "improvement:3",
    }
    refused = office.post(f"{address}change/", draft, follow=True)
    assert refused.context["typed"]["reason"] == "按督导意见"
    office.post(f"{address}change/", draft | {"text": "第一条 上课守时、备课充分。"})
    page = office.get(address)
    assert page.context["own_draft"]
    assert not page.context["may_publish"]
    change = page.context["draft"].change
    proof = {
        "move": "proof",
        "of": change.pk,
        "kind": "minutes",
        "title": "第 3 次办公会纪要",
        "day": "2026-11-10",
    }
    office.post(f"{address}change/", proof)
    office.post(f"{address}change/", proof | {"kind": "vote", "title": "不涉及教职工利益", "without": "1"})
    shown = leader.get(address)
    assert [each.chinese for each in shown.context["draft"].missing] == [
        "征求意见稿", "运行情况说明", "调整前后的制度说明",
    ]  # fmt: skip
    told = leader.post(
        f"{address}publish/", {"number": "青职教〔2026〕9号", "effective_from": "2027-01-01"}, follow=True
    )
    assert "自 2027-01-01 起施行" in told.content.decode()
    assert told.context["now"].version == 2
    again = leader.post(f"{address}publish/", follow=True).content.decode()
    assert "现在没有草案" in again


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"move": "nonesuch"}, "请选择要做什么"),
        ({"move": "draft"}, "请选择制定、修订或废止"),
        ({"move": "draft", "change": "establish", "text": "x", "reason": "x"}, "已经有现行版本"),
        ({"move": "proof", "kind": "letter"}, "哪一种证明"),
        ({"move": "proof", "kind": "vote", "of": "999999", "title": "x"}, "没有找到这次变更"),
        ({"move": "execution", "year": "今年"}, "四位数字"),
        ({"move": "execution", "year": "2026"}, "请写执行情况"),
        ({"move": "rewrite", "text": "x", "reason": "x"}, "现在没有草案"),
        ({"move": "describe", "name": ""}, "要有名称"),
    ],
)
def test_refusals_are_sentences(
    regulation: Regulation, signed_in: Browse, sent: dict[str, str], sentence: str
) -> None:
    told = signed_in("han").post(f"/regulations/{regulation.pk}/change/", sent, follow=True)
    assert sentence in told.content.decode()


def test_execution_and_facts(regulation: Regulation, signed_in: Browse) -> None:
    client, address = signed_in("han"), f"/regulations/{regulation.pk}/"
    client.post(f"{address}change/", {"move": "execution", "year": "2026", "carried_out": "每周抽查"})
    client.post(
        f"{address}change/",
        {
            "move": "describe",
            "name": "课堂教学规范",
            "level": "course",
            "system": "generation",
            "topic": "课程教学",
        },
    )
    page = client.get(address)
    assert page.context["executions"][0][0].carried_out == "每周抽查"
    assert (page.context["level_name"], page.context["system_name"]) == ("课程", "质量生成")


def test_registering_and_replacing(regulation: Regulation, signed_in: Browse) -> None:
    client = signed_in("han")
    wrong = client.post("/regulations/new/", {"name": "新规范", "replaces": "没有的"})
    assert "可以代替" in wrong.content.decode()
    made = client.post("/regulations/new/", {"name": "新规范", "replaces": "教学督导条例"})
    assert made.status_code == 302
    assert "教学督导条例" in client.get(made.headers["Location"]).content.decode()
    assert "已经在册" in client.post("/regulations/new/", {"name": "新规范"}).content.decode()


def test_the_list_goes_out_and_in(regulation: Regulation, signed_in: Browse) -> None:
    client = signed_in("lin")
    rows = list(load_workbook(BytesIO(client.get("/regulations/?format=xlsx").content)).active.values)
    assert rows[0][1] == "制度名称"
    assert len(rows) == 4
    book = Workbook()
    for row in (
        ("制度名称", "类别", "责任部门"),
        ("教师聘用管理办法", "人事", "人事处"),
        ("教学督导条例", "", ""),
    ):
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    file = SimpleUploadedFile("制度.xlsx", buffer.getvalue())
    told = client.post("/regulations/import/", {"file": file}, follow=True).content.decode()
    assert "读到 2 行，新登记 1 项" in told
    bad = client.post("/regulations/import/", {"file": SimpleUploadedFile("x.xlsx", b"nothing")}, follow=True)
    assert "没有导入" in bad.content.decode()
    assert "请选择要导入" in client.post("/regulations/import/", follow=True).content.decode()


def test_a_campaign_line_by_line(regulation: Regulation, signed_in: Browse) -> None:
    office = signed_in("lin")
    assert "请写期限" in office.post("/regulations/campaigns/new/", {"title": "清理"}).content.decode()
    office.post("/regulations/campaigns/new/", {"title": "2026 年制度清理", "due": "2026-12-31"})
    campaign = Campaign.objects.get()
    address = f"/regulations/campaigns/{campaign.pk}/"
    department = signed_in("han")
    told = {"regulation": regulation.pk, "decision": "optimise", "kept": "decision=open"}
    refused = department.post(f"{address}decide/", told, follow=True)
    assert "要写明理由" in refused.content.decode()
    assert refused.redirect_chain[0][0].endswith("?decision=open")
    department.post(f"{address}decide/", told | {"reason": "与学分制不符"})
    page = office.get(f"{address}?decision=optimise")
    assert page.context["listing"].count == 1
    assert [each.regulation for each in page.context["waiting"]] == [regulation]
    assert (
        "还有 1 项制度没有决定"
        in office.post(f"{address}decide/", {"move": "close"}, follow=True).content.decode()
    )
    other = Regulation.objects.get(name="教学督导条例")
    department.post(f"{address}decide/", {"regulation": other.pk, "decision": "keep"})
    assert (
        "由质管办结束"
        in department.post(f"{address}decide/", {"move": "close"}, follow=True).content.decode()
    )
    office.post(f"{address}decide/", {"move": "close"})
    assert "已结束" in office.get(address).content.decode()
    rows = list(load_workbook(BytesIO(office.get(f"{address}?format=xlsx").content)).active.values)
    assert rows[1][3:] == ("继续有效", None) or rows[2][3:] == ("继续有效", None)
    assert signed_in("zheng").get(address).status_code == 404


def test_an_open_campaign_is_on_the_register(
    regulation: Regulation, signed_in: Browse, school: School
) -> None:
    open_campaign(college=school.college, title="2026 年制度清理", due=date(2026, 12, 31), by="lin")
    assert "2026 年制度清理" in signed_in("han").get("/regulations/").content.decode()
    assert "2026 年制度清理" not in signed_in("li").get("/regulations/").content.decode()


def test_search_finds_what_may_be_read(regulation: Regulation, signed_in: Browse) -> None:
    planned = Regulation.objects.get(state="planned")
    assert f"/regulations/{regulation.pk}/" in signed_in("li").get("/search/?q=课堂教学").content.decode()
    assert f"/regulations/{planned.pk}/" not in signed_in("li").get("/search/?q=预警制度").content.decode()
    assert f"/regulations/{planned.pk}/" in signed_in("lin").get("/search/?q=预警制度").content.decode()


def test_an_empty_register_says_the_next_step(school: School, signed_in: Browse) -> None:
    assert "登记制度" in signed_in("han").get("/regulations/").content.decode()
    assert "还没有现行的制度" in signed_in("li").get("/regulations/").content.decode()


def test_what_an_improvement_found_leads_to_the_regulation(regulation: Regulation, signed_in: Browse) -> None:
    """The ground goes along from the list to the draft."""
    client = signed_in("han")
    text = client.get("/regulations/?ground=improvement:3").content.decode()
    assert "请选择要修订的制度" in text
    assert f"/regulations/{regulation.pk}/?ground=improvement%3A3" in text
    page = client.get(f"/regulations/{regulation.pk}/?ground=improvement:3").content.decode()
    assert 'name="ground" value="improvement:3"' in page
