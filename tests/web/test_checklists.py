"""A checklist says what fulfils each item and what is missing, derived from what the data centre holds."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.test import Client
from openpyxl import load_workbook

from tests.web import datacentre
from tests.web.access.sources import prepare
from tests.web.school import School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.framework.queries.platform import architecture, checklists
from zhengai.web.desks.checklists.page import Line
from zhengai.web.shell.menu import GROUPS

Browse = Callable[[str], Client]


def lines(client: Client) -> dict[str, Line]:
    lists = client.get("/data/checklists/").context["lists"]
    return {each.item.code: each for _, held in lists for each in held}


def test_the_scheme_lists_eight_goals_and_nine_subjects(school: School, signed_in: Browse) -> None:
    held = checklists(school.college)
    assert sum(each.list == "八项信息化目标" for each in held) == 8
    assert sum(each.list == "源头采集的主题" for each in held) == 9
    book = load_workbook(BytesIO(signed_in("lin").get("/data/checklists/?format=xlsx").content))
    assert [book[name].max_row for name in book.sheetnames] == [9, 10]


def test_every_page_that_is_named_is_in_the_menu(school: School) -> None:
    known = {each.route for _, held in GROUPS for each in held} | {"centres"}
    named = {
        page for each in (*checklists(school.college), *architecture(school.college)) for page in each.pages
    }
    assert named <= known


def test_what_has_no_data_is_missing_until_it_comes(
    school: School, signed_in: Browse, tmp_path: Path
) -> None:
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    client = signed_in("lin")
    before = lines(client)["goal-3"]
    assert before.missing == [
        f"{name}还没有数据" for name in ("部门", "专业", "班级", "课程", "教师", "学生")
    ]
    assert before.state == ("notice", "部分实现")  # there are pages for it
    datacentre.fill(school.college, tmp_path)
    after = lines(client)["goal-3"]
    assert (after.missing, after.state) == ([], ("standard_met", "已实现"))
    assert {each.dataset.code: each.rows for each in after.held}["teachers"] == 3


def test_sources_registers_and_gaps_are_told(school: School, signed_in: Browse) -> None:
    prepare(school)
    found = lines(signed_in("lin"))
    fed = {each.dataset.code: each.sources for each in found["goal-6"].held}
    assert fed["attendance"] == ("教务管理系统",)
    # this college has not installed the pack of registers
    assert "方案里没有“数据中心运行”的台账" in found["goal-8"].missing
    assert found["subject-performance"].missing == ["绩效和薪酬只在人事系统里，平台只记结果怎样运用"]
    assert found["subject-goals"].missing == []
