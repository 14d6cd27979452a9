"""The pages of meetings and tasks, inspections, quality staff and the chain of responsibility."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.following import prepare
from tests.web.school import School
from zhengai.framework.models import FollowUp, Inspection, Meeting, QualityStaff

Browse = Callable[[str], Client]
FORM = {
    "title": "第二次会议",
    "day": "2026-11-19",
    "agenda": "通报\n审议",
    "minutes": "",
    "decisions": "通过\n备案",
}


@pytest.fixture
def told(school: School) -> dict[str, object]:
    return prepare(school)


def test_a_member_records_a_meeting_and_gives_a_task(told: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("han")
    page = client.post("/organisation/bodies/top/meetings/new/", FORM | {"day": "2026-12-01"})
    assert "还没有开" in page.context["error"]
    assert page.context["typed"]["decisions"] == "通过\n备案"
    page = client.post("/organisation/bodies/top/meetings/new/", FORM, follow=True)
    made = Meeting.objects.get(title="第二次会议")
    assert page.context["decisions"] == ["通过", "备案"]
    about = f"meeting:{made.pk}"
    task = {
        "about": about,
        "text": "写报告",
        "owner_name": "王静",
        "owner_number": "T0004",
        "due": "",
        "recurrence": "",
    }
    page = client.post("/organisation/follow-ups/new/", task, follow=True)
    assert page.context["error"] == "请写期限。"
    assert page.context["typed"]["text"] == "写报告"
    page = client.post("/organisation/follow-ups/new/", task | {"due": "2026-11-25"}, follow=True)
    assert "已交办给王静" in page.content.decode()
    assert signed_in("wang").post("/organisation/follow-ups/new/", task).status_code == 403
    rows = list(
        load_workbook(
            BytesIO(client.get("/organisation/meetings/?format=xlsx&q=第二次").content)
        ).active.values
    )
    assert rows[1][:3] == ("2026-11-19", "质量保证委员会", "第二次会议")


def test_the_owner_finds_it_on_the_workbench_and_finishes(told: dict[str, object], signed_in: Browse) -> None:
    client, number = signed_in("wang"), told["follow_up"]
    assert "提交清单" in client.get("/").content.decode()
    page = client.post(f"/organisation/follow-ups/{number}/finish/", {"result": ""}, follow=True)
    assert page.context["error"] == "请写办理结果。"
    page = client.post(f"/organisation/follow-ups/{number}/finish/", {"result": "已提交"}, follow=True)
    assert "已办结" in page.content.decode()
    assert "提交清单" not in client.get("/").content.decode()
    FollowUp.objects.update(done_on=None, due="2026-11-01")
    counts = [
        client.get(f"/organisation/follow-ups/?{query}").context["listing"].count
        for query in ("", "state=late", "state=done", "state=all&q=清单", "q=没有")
    ]
    assert counts == [1, 1, 0, 1, 0]
    rows = list(
        load_workbook(BytesIO(client.get("/organisation/follow-ups/?format=xlsx").content)).active.values
    )
    assert rows[1][:3] == ("提交清单", "会议", "王静")


def test_an_inspection_is_answered_by_the_department_and_checked(
    told: dict[str, object], signed_in: Browse
) -> None:
    address = f"/organisation/inspections/{told['inspection']}/"
    head, inspector = signed_in("zhou"), signed_in("han")
    assert "期初检查" in head.get("/").content.decode()
    assert head.get(address).context["may_answer"]
    assert not inspector.get(address).context["may_answer"]
    assert inspector.post(f"{address}move/", {"move": "answer", "text": "x"}).status_code == 403
    page = head.post(f"{address}move/", {"move": "answer", "text": ""}, follow=True)
    assert page.context["moving_error"] == "请写整改结果。"
    head.post(f"{address}move/", {"move": "answer", "text": "补齐了"})
    assert head.post(f"{address}move/", {"move": "close", "text": "好"}).status_code == 403
    page = inspector.post(f"{address}move/", {"move": "close", "text": "看过"}, follow=True)
    assert Inspection.objects.get().state == "closed"
    assert "看过" in page.content.decode()
    assert inspector.post(f"{address}move/", {"move": "leap"}).status_code == 404


def test_an_inspection_is_opened(told: dict[str, object], signed_in: Browse) -> None:
    form = {
        "body": "top",
        "title": "课堂秩序",
        "department": "D02",
        "day": "2026-11-20",
        "finding": "迟到多",
        "demand": "整改",
        "due": "",
    }
    client = signed_in("han")
    page = client.post("/organisation/inspections/new/", form)
    assert page.context["error"] == "请选部门，写督查日期和整改期限。"
    client.post("/organisation/inspections/new/", form | {"due": "2026-12-10"})
    counts = [
        client.get(f"/organisation/inspections/?{query}").context["listing"].count
        for query in ("", "state=open", "state=closed", "q=课堂")
    ]
    assert counts == [2, 2, 0, 1]


def test_the_register_of_quality_staff(told: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("lin")
    page = client.post("/organisation/staff/new/", {"person_name": "程运", "post": "质量员"})
    assert "已经登记过" in page.context["error"]
    client.post(
        "/organisation/staff/new/",
        {"person_name": "施培", "post": "质量员", "full_time": "1", "since": "2026-09-01"},
    )
    made = QualityStaff.objects.get(person_name="施培")
    client.post(f"/organisation/staff/{made.pk}/assess/", {"result": "合格", "day": "2026-11-01"})
    page = client.get("/organisation/staff/")
    assert (page.context["total"], page.context["full_time"], page.context["assessed"]) == (2, 1, 1)
    rows = list(
        load_workbook(BytesIO(client.get("/organisation/staff/?format=xlsx&q=施培").content)).active.values
    )
    assert (rows[1][0], rows[1][-1]) == ("施培", "合格")


def test_the_chain_of_responsibility_names_whom_it_lacks(told: dict[str, object], signed_in: Browse) -> None:
    page = signed_in("wang").get("/organisation/charge/")
    links = {link.level: (link.held, link.total) for link in page.context["links"]}
    assert links["department"] == (1, 2)
    assert page.context["leaders"] == ["陈立"]
    assert "信息工程学院" in page.content.decode()


def test_learning_is_recorded_with_whom_it_reached(told: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("zhou")
    form = {
        "topic": "诊改学习",
        "kind": "study",
        "layer": "spirit",
        "audience": "全体教师",
        "day": "2026-11-10",
        "people": "很多",
    }
    page = client.post("/organisation/activities/new/", form)
    assert page.context["error"] == "人次请写整数，没有统计就空着。"
    for people, topic in (("120", "诊改学习"), ("", "校报专栏")):
        client.post("/organisation/activities/new/", form | {"people": people, "topic": topic})
    page = client.get("/organisation/activities/")
    assert (page.context["total"], page.context["people"]) == (2, 120)
    assert "未统计" in page.content.decode()
    counts = [
        client.get(f"/organisation/activities/?{q}").context["listing"].count
        for q in ("kind=study", "kind=case", "layer=spirit", "q=专栏")
    ]
    assert counts == [2, 0, 2, 1]
    rows = list(
        load_workbook(
            BytesIO(client.get("/organisation/activities/?format=xlsx&q=学习").content)
        ).active.values
    )
    assert rows[1][:6] == ("2026-11-10", "学习", "精神", "诊改学习", "全体教师", 120)
