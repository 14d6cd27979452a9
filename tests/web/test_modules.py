"""Every page belongs to a module, every module to a department; the college changes whose it is."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import resolve

from tests.web.school import School
from zhengai.core.models import AuditEvent
from zhengai.framework.queries.platform import modules
from zhengai.framework.rules.platform import Module, module_of

Browse = Callable[[str], Client]


@pytest.mark.parametrize(
    ("path", "code"),
    [("", "all"), ("data/attendance/", "data"), ("data/sources/3/", "sources"), ("other/", "all")],
)
def test_the_longest_beginning_says_whose_page_it_is(path: str, code: str) -> None:
    held = [
        Module(code="all", name="总体", paths=("",)),
        Module(code="data", name="数据", paths=("data/",)),
        Module(code="sources", name="数据源", paths=("data/sources/",)),
    ]
    found = module_of(held, path)
    assert found is not None
    assert found.code == code


def test_every_module_of_the_scheme_has_pages(school: School) -> None:
    for each in modules(school.college):
        for start in each.paths:
            assert resolve(f"/{start}").url_name, (each.code, start)


def test_a_page_says_who_owns_its_module(signed_in: Browse) -> None:
    text = signed_in("lin").get("/levels/course/").content.decode()
    assert "“专业与课程”模块由" in text
    assert "/modules/#programme" in text
    # a student reads the name, and is led to no page that does not open
    own = signed_in("li").get("/goals/").content.decode()
    assert "“目标与任务”模块由质管办负责" in own
    assert "/modules/" not in own


def test_the_office_changes_the_owner(school: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    sent = {"owner": "医学院", "keeper": "周岚", "keeps": "名册", "templates": ""}
    assert client.post("/modules/student/", sent).status_code == 302
    rows = {row.module.code: row for row in client.get("/modules/").context["rows"]}
    assert (rows["student"].module.owner, rows["student"].module.keeper) == ("医学院", "周岚")
    assert rows["student"].module.paths == ("levels/student/", "levels/class/", "centres/student/")
    assert (rows["student"].unknown, rows["programme"].unknown) == (False, True)
    event = AuditEvent.objects.order_by("-id").first()
    assert event is not None
    assert (event.action, event.subject) == ("framework.set_own_item", "SAMPLE0001/modules/student")
    before = AuditEvent.objects.count()
    client.post("/modules/student/", sent)
    assert AuditEvent.objects.count() == before  # nothing was changed


def test_what_cannot_be_saved_stays_on_the_page(signed_in: Browse) -> None:
    client = signed_in("lin")
    response = client.post("/modules/student/", {"owner": " ", "keeps": "我写的话"})
    assert response.status_code == 400
    assert "请写明“学生全面发展”的责任部门" in response.content.decode()
    assert "我写的话" in response.content.decode()
    assert client.post("/modules/nothing/", {"owner": "教务处"}).status_code == 404
    assert client.get("/modules/?format=xlsx").status_code == 200
