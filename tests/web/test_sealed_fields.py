"""A sensitive text on the page of a row: masked, and in full once for whoever says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from tests.web.test_registers import filled as filled
from zhengai.core.models import AuditEvent
from zhengai.datacentre.actions import import_file
from zhengai.framework.actions import install

Browse = Callable[[str], Client]
PHONE = "13800131234"
ROW = "/registers/enterprises/row/?key=Q1"
REVEAL = "/registers/enterprises/row/reveal/?key=Q1"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def partner(filled: School, tmp_path: Path) -> None:
    install(college=filled.college, pack="registers", by="he")
    path = tmp_path / "企业.csv"
    path.write_text(
        f"企业编号,企业名称,对接部门,协议状态,联系人手机\nQ1,青禾医院,D01,有效,{PHONE}\n", encoding="utf-8"
    )
    report = import_file(college=filled.college, dataset="enterprises", path=path, by="he")
    assert report.new == 1, report.problems


@pytest.mark.usefixtures("partner")
def test_masked_until_somebody_says_why(signed_in: Browse) -> None:
    client = signed_in("he")
    page = text(client.get(ROW))
    assert "138****1234" in page
    assert PHONE not in page
    assert "sealed:" not in page
    refused = text(client.post(REVEAL, {"reason": ""}, follow=True))
    assert "理由" in refused
    assert PHONE not in refused
    seen = client.post(REVEAL, {"reason": "核对协议联系人"})
    assert PHONE in text(seen)
    assert seen.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="datacentre.reveal", by="he").count() == 1
    assert PHONE not in text(client.get(ROW))


@pytest.mark.usefixtures("partner")
def test_who_does_not_write_sees_the_mask_only(signed_in: Browse) -> None:
    client = signed_in("lin")
    page = text(client.get(ROW))
    assert "138****1234" in page
    assert "查看原文的理由" not in page
    assert client.post(REVEAL, {"reason": "想看一看"}).status_code == 403


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    "place",
    ["/registers/enterprises/", "/registers/enterprises/?format=xlsx", "/registers/enterprises/correct/?key=Q1",
     "/data/enterprises/", "/registers/enterprises/?q=138"],
)  # fmt: skip
def test_no_other_page_says_it(signed_in: Browse, place: str) -> None:
    content = signed_in("he").get(place).content
    assert PHONE.encode() not in content
    assert b"sealed:" not in content
