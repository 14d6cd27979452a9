"""The pages of the sources: register one, connect it, let it bring its data in, decide on what waits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web import datacentre
from tests.web.access.sources import prepare
from tests.web.school import School
from zhengai.sources import queries, sealing
from zhengai.sources.connectors.files import dropped
from zhengai.sources.models import Collection, Feed, Source

Browse = Callable[[str], Client]
BASIC = {
    "name": "人事管理系统",
    "owner": "人事处",
    "person": "何敏",
    "access": "sql",
    "frequency": "day",
    "at": "02:30",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropped, "STILL", 0.02)


def test_a_source_is_registered_connected_and_its_password_never_shown(
    school: School, signed_in: Browse
) -> None:
    client = signed_in("he")
    page = client.post("/data/sources/new/", {"code": "hr", **BASIC}, follow=True)
    assert page.redirect_chain[-1][0] == "/data/sources/hr/edit/"  # it asks how to reach it
    where = {
        "s-database_kind": "mariadb", "s-host": "10.1.2.3", "s-port": "3306", "s-database": "hr", "s-user": "zg",
        "k-password": "Geheim-37",
    }  # fmt: skip
    page = client.post("/data/sources/hr/edit/", {**BASIC, **where}, follow=True)
    assert page.redirect_chain[-1][0] == "/data/sources/hr/"
    source = Source.objects.get(code="hr")
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    for address in (
        "/data/sources/hr/",
        "/data/sources/hr/edit/",
        "/data/sources/",
        "/data/sources/?format=xlsx",
    ):
        assert b"Geheim" not in client.get(address).content
    page = client.post(
        "/data/sources/hr/edit/", {**BASIC, **where, "k-password": "", "owner": "组织人事处"}, follow=True
    )
    source.refresh_from_db()
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    assert "组织人事处" in page.content.decode()
    page = client.post("/data/sources/hr/feed/", {
        "dataset": "teachers", "s-query": "SELECT * FROM zg_teachers", "s-cursor": "gxsj", "m-name": "xm",
    }, follow=True)  # fmt: skip
    feed = Feed.objects.get(source=source)
    assert (feed.mapping, feed.settings["cursor"], feed.settings["overlap"]) == ({"name": "xm"}, "gxsj", "60")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "a b"}, "代码只能用英文字母"),
        ({"name": ""}, "请写数据源的名称"),
        ({"at": "9 点"}, "写成 02:30 的样子"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    school: School, signed_in: Browse, changed: dict[str, str], said: str
) -> None:
    page = signed_in("he").post("/data/sources/new/", {"code": "hr", **BASIC, **changed}).content.decode()
    assert said in page
    assert "何敏" in page
    assert not Source.objects.filter(code="hr").exists()


def test_a_file_in_the_folder_comes_in_at_a_click(school: School, signed_in: Browse, tmp_path: Path) -> None:
    datacentre.fill(school.college, tmp_path)
    prepare(school)
    Collection.objects.all().delete()
    client = signed_in("he")
    feed = Feed.objects.select_related("source__college").get()
    folder = queries.drop_folder(feed)
    folder.mkdir(parents=True)
    (folder / "考勤.csv").write_text(datacentre.ROWS.replace("学生", "学号"))
    page = client.post("/data/sources/jwxt/move/", {"move": "check"}, follow=True).content.decode()
    assert "现在有 1 个文件等着取" in page
    page = client.post("/data/sources/jwxt/move/", {"move": "run"}, follow=True).content.decode()
    found = Collection.objects.get()
    assert (found.state, found.rows) == ("done", 2), found.message
    assert f"/data/batches/{found.batch}/" in page
    batch = client.get(f"/data/batches/{found.batch}/").content.decode()
    assert "教务管理系统" in batch
    assert "/data/sources/jwxt/" in client.get("/data/attendance/").content.decode()


def test_what_waits_is_told_on_every_page_and_decided_once(school: School, signed_in: Browse) -> None:
    words = prepare(school)
    client = signed_in("he")
    assert "超过平时的 10 倍" in client.get("/data/sources/").content.decode()
    assert "照样导入" in client.get("/data/sources/jwxt/").content.decode()
    assert "照样导入" not in signed_in("lin").get("/data/sources/jwxt/").content.decode()
    address = f"/data/sources/jwxt/collections/{words['collection']}/decide/"
    assert "请选择照样导入还是放弃" in client.post(address, follow=True).content.decode()
    assert "已放弃这次的数据" in client.post(address, {"word": "decline"}, follow=True).content.decode()
    assert "不用再决定" in client.post(address, {"word": "decline"}, follow=True).content.decode()


def test_it_is_switched_off_and_no_longer_feeds(school: School, signed_in: Browse) -> None:
    prepare(school)
    client = signed_in("he")
    assert (
        "已停用" in client.post("/data/sources/jwxt/move/", {"move": "disable"}, follow=True).content.decode()
    )
    page = client.post("/data/sources/jwxt/move/", {"move": "drop", "dataset": "attendance"}, follow=True)
    assert "有一次采集在等待决定" in page.content.decode()
    Collection.objects.update(state="declined")
    client.post("/data/sources/jwxt/move/", {"move": "drop", "dataset": "attendance"})
    assert not Feed.objects.exists()
    page = client.post("/data/sources/jwxt/move/", {"move": "enable"}, follow=True)
    assert "先选接入方式" in page.content.decode()


def test_the_list_is_searched_and_exported(school: School, signed_in: Browse) -> None:
    prepare(school)
    client = signed_in("lin")
    for query, there in (
        ("q=考勤", True),
        ("q=没有", False),
        ("state=waiting", True),
        ("state=sound", False),
        ("access=sql", False),
    ):
        assert ("/data/sources/jwxt/" in client.get(f"/data/sources/?{query}").content.decode()) is there, (
            query
        )
    assert client.get("/data/sources/?format=xlsx").content[:2] == b"PK"


def test_the_calendar_says_who_is_late_and_what_came(school: School, signed_in: Browse) -> None:
    prepare(school)
    client = signed_in("lin")
    page = client.get("/data/sources/calendar/?month=2026-11").content.decode()
    assert "谁迟到了" in page
    assert "12 行" in page
    assert "等待决定" in page
    assert client.get("/data/sources/calendar/?month=2026-13").status_code == 200


def test_the_pages_ask_little(school: School, signed_in: Browse, django_assert_max_num_queries: Any) -> None:
    prepare(school)
    client = signed_in("he")
    for address in ("/data/sources/", "/data/sources/jwxt/", "/data/sources/calendar/"):
        client.get(address)
        with django_assert_max_num_queries(20):
            client.get(address)
