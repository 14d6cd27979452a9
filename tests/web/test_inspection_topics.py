"""Inspections by what they look into, in the scheme's words; and those that found nothing to mend."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.access.following import prepare
from tests.web.school import School
from zhengai.framework.models import Inspection

Browse = Callable[[str], Client]
SENT = {"title": "消防检查", "topic": "安全隐患排查", "department": "D01", "day": "2026-11-18"}


@pytest.fixture
def lin(school: School, signed_in: Browse) -> Client:
    prepare(school)
    return signed_in("lin")


def test_a_hidden_danger_is_demanded_and_mended(lin: Client, signed_in: Browse) -> None:
    form = lin.get("/organisation/inspections/new/")
    assert "工作作风与纪律" in [name for name, _ in form.context["topics"]]
    lin.post("/organisation/inspections/new/", SENT | {
        "finding": "灭火器过期", "demand": "更换", "due": "2026-11-30",
    })  # fmt: skip
    found = Inspection.objects.get(title="消防检查")
    assert (found.topic, found.state) == ("安全隐患排查", "open")
    address = f"/organisation/inspections/{found.pk}/move/"
    signed_in("zhou").post(address, {"move": "answer", "text": "已换"})
    lin.post(address, {"move": "close", "text": "看过"})
    found.refresh_from_db()
    assert found.state == "closed"


def test_a_check_that_found_nothing_is_a_result(lin: Client, signed_in: Browse) -> None:
    page = lin.post("/organisation/inspections/new/", SENT | {
        "topic": "工作作风与纪律", "finding": "领导听课均已完成", "clean": "1",
    }, follow=True)  # fmt: skip
    found = Inspection.objects.get(title="消防检查")
    assert (found.state, found.demand, found.due) == ("closed", "", found.day)
    text = page.content.decode()
    assert "没有需要整改的问题" in text
    assert "整改要求" not in text.split("</h1>")[1].split("督办")[0]
    assert page.context["evidence"].may_change
    refused = lin.post(
        "/organisation/inspections/new/", SENT | {"finding": "灭火器过期", "due": "2026-11-30"}
    )
    assert "整改要求" in refused.context["error"]


@pytest.mark.parametrize(("query", "count"), [("", 2), ("?topic=安全隐患排查", 1), ("?topic=教学检查", 0)])
def test_inspections_are_found_by_topic(lin: Client, query: str, count: int) -> None:
    lin.post("/organisation/inspections/new/", SENT | {"finding": "完好", "clean": "1"})
    assert lin.get(f"/organisation/inspections/{query}").context["listing"].count == count
