"""A questionnaire made elsewhere: its sheets become answers through the import wizard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.rooms.datacentre.test_answer_sheets import GRID
from tests.web import datacentre
from tests.web.school import School
from tests.web.test_registers import filled as filled
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registers import Wanted
from zhengai.framework.actions import install

Browse = Callable[[str], Client]
PLACE = "/data/surveys/"


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def asking(filled: School, signed_in: Browse) -> Client:
    install(college=filled.college, pack="surveys", by="he")
    return signed_in("he")


def send(client: Client, grid: list[list[str]]) -> tuple[str, dict[str, str]]:
    """The address of the wizard's page after the columns were left as they were recognised."""
    file = SimpleUploadedFile("教学调查.xlsx", datacentre.workbook({"答卷": [list(row) for row in grid]}))
    page = client.post(PLACE, {"file": file}, follow=True)
    roles = {f"role-{each['at']}": each["role"] for each in page.context["columns"]}
    assert "李晓" not in text(page)
    sent = {
        "upload": page.context["upload"].token,
        "survey": page.context["survey"],
        "semester": page.context["semester"],
    }
    return str(client.post(PLACE, sent | roles).headers["Location"]), roles


def test_sheets_become_answers_and_small_groups_are_not_shown(asking: Client, filled: School) -> None:
    grid = [*GRID[:3], *([str(at), "", "", "学生", "D01", "满意", "5", "某人"] for at in range(100, 106))]
    place, _ = send(asking, grid)
    answer = asking.post(f"{place}take/", follow=True)
    assert "已导入：新增 16 行" in text(answer)
    dataset = queries.catalogue(filled.college).dataset("survey_answers")
    rows = registers.rows(filled.college, dataset, Wanted()).rows
    assert {row["question"] for row in rows} == {"您对教学是否满意？", "打几分"}
    assert "某人" not in str(rows)
    shown = asking.get(PLACE).context["results"]
    means = {(question, group): each.mean for _, question, group, each in shown}
    assert means["您对教学是否满意？", "学生"] == pytest.approx((100 + 6 * 80) / 7)
    assert means["您对教学是否满意？", "教师"] is None
    assert "人数过少不显示" in text(asking.get(PLACE))
    again, _ = send(asking, grid)
    assert "没有变化" in text(asking.post(f"{again}take/", follow=True))


def test_what_cannot_be_read_is_said(asking: Client) -> None:
    bad = asking.post(PLACE, {"file": SimpleUploadedFile("表.xlsx", b"x")}, follow=True)
    assert "打不开" in text(bad)
    assert asking.get(f"{PLACE}?upload=nothing-of-the-kind").status_code == 404


def test_without_the_dataset_the_page_says_so(filled: School, signed_in: Browse) -> None:
    assert signed_in("he").get(PLACE).status_code == 403
