"""The register: what packs name, what a college writes, what nobody may read."""

import json
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.models import AuditEvent
from zhengai.datacentre.report import BatchReport
from zhengai.scheme.actions import put_into_use
from zhengai.sources import queries, sealing
from zhengai.sources.actions import (
    adopt_sources,
    drop_feed,
    keep_feed,
    keep_source,
    rotate_keys,
    switch_source,
)
from zhengai.sources.models import Source
from zhengai.sources.rules import SourceRefused


def made(college: College, **more: object) -> Source:
    return keep_source(
        college=college,
        code="hr",
        name="人事管理系统",
        access="sql",
        by="he",
        **{"secret": {"password": "Geheim-37"}, **more},  # type: ignore[arg-type]
    )


def test_a_pack_lists_its_sources_once_and_leaves_what_a_college_wrote(college: College) -> None:
    put_into_use(college=college, pack="yaan", by="he")
    assert queries.sources(college).count() == 14
    keep_source(college=college, code="academic", name="教务系统(正方)", access="files", by="he")
    assert adopt_sources(college=college, by="he") == 0
    assert queries.find_source(college, "academic").name == "教务系统(正方)"


def test_a_secret_is_nowhere_in_clear(college: College, home: Path) -> None:
    source = made(college)
    assert "Geheim" not in source.secret
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    assert "Geheim" not in json.dumps(list(AuditEvent.objects.values_list("details", flat=True)))
    assert (home / "source-keys").stat().st_mode & 0o077 == 0
    made(college, secret={"password": ""}, owner="人事处")  # empty leaves it
    source.refresh_from_db()
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    keep_source(college=college, code="hr", name="人事管理系统", access="files", by="he")
    source.refresh_from_db()
    assert source.secret == ""  # another access has no use for it


def test_new_keys_open_everything_and_the_old_one_nothing(college: College, home: Path) -> None:
    source = made(college)
    before, old = source.secret, (home / "source-keys").read_text()
    assert rotate_keys(by="he") == 1
    source.refresh_from_db()
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    assert source.secret != before
    assert (home / "source-keys").read_text().split() != old.split()
    assert len((home / "source-keys").read_text().split()) == 1
    with pytest.raises(SourceRefused, match="凭据解不开"):
        sealing.unseal(before)


def test_keys_from_the_environment(college: College, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv("ZHENGAI_SOURCE_KEYS", first)
    source = made(college)
    monkeypatch.setenv("ZHENGAI_SOURCE_KEYS", f"{second},{first}")
    rotate_keys(by="he")
    monkeypatch.setenv("ZHENGAI_SOURCE_KEYS", second)
    source.refresh_from_db()
    assert sealing.unseal(source.secret) == {"password": "Geheim-37"}
    monkeypatch.setenv("ZHENGAI_SOURCE_KEYS", "short")
    with pytest.raises(SourceRefused, match="密钥不对"):
        sealing.unseal(source.secret)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "../x"}, "代码只能用"),
        ({"name": " "}, "请写数据源的名称"),
        ({"access": "ftp"}, "没有“ftp”这种接入方式"),
        ({"frequency": "yearly"}, "没有“yearly”这种频率"),
        ({"settings": {"port": "abc"}}, "“端口”要是一个整数"),
        ({"settings": {"database_kind": "access"}}, "“数据库种类”没有“access”这一项"),
    ],
)
def test_what_is_refused(college: College, given: dict[str, object], said: str) -> None:
    with pytest.raises(SourceRefused, match=said):
        keep_source(
            **{"college": college, "code": "hr", "name": "人事", "access": "sql", "by": "he", **given}
        )  # type: ignore[arg-type]
    assert not Source.objects.exists()


def test_two_sources_do_not_share_a_name(college: College) -> None:
    made(college)
    with pytest.raises(SourceRefused, match="已经有一个数据源叫"):
        keep_source(college=college, code="hr2", name="人事管理系统", by="he")


def test_it_is_switched_on_when_it_can_be_asked(college: College) -> None:
    source = made(college, frequency="day", at=time(2, 30))
    with pytest.raises(SourceRefused, match="先选接入方式"):
        switch_source(source=source, enabled=True, by="he")
    feed = keep_feed(source=source, dataset="教师", settings={"query": "SELECT 1"}, by="he")
    assert feed.dataset == "teachers"
    switch_source(source=source, enabled=True, by="he")
    assert queries.to_collect(college, source.since) == [source]  # type: ignore[arg-type]
    switch_source(source=source, enabled=False, by="he")
    assert queries.to_collect(college, source.since) == []  # type: ignore[arg-type]
    drop_feed(feed=feed, by="he")
    assert not source.feeds.exists()


def test_a_feed_names_fields_of_its_dataset(college: College) -> None:
    source = made(college)
    with pytest.raises(SourceRefused, match="没有数据集“nothing”"):
        keep_feed(source=source, dataset="nothing", by="he")
    with pytest.raises(SourceRefused, match="没有字段 height"):
        keep_feed(source=source, dataset="teachers", mapping={"height": "a"}, by="he")


def test_what_people_import_speaks_for_a_source_of_theirs(
    college: College, take: Callable[..., BatchReport]
) -> None:
    source = keep_source(
        college=college, code="ledger", name="手工台账", access="form", frequency="week", by="he"
    )
    keep_feed(source=source, dataset="departments", by="he")
    switch_source(source=source, enabled=True, by="he")
    assert queries.standings(college, clock.now())[0].state == "new"
    take("departments", "部门编号,部门名称,部门类别\nD1,教务处,职能部门\n")
    (found,) = queries.standings(college, clock.now())
    assert (found.state, found.succeeded_at is not None) == ("sound", True)
    assert found.due is not None
    assert found.due > clock.now() + timedelta(days=5)
