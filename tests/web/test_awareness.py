"""The survey of quality awareness: the same questions, year beside year; very small groups are not shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.datacentre.actions import import_file
from zhengai.framework.actions import install

Browse = Callable[[str], Client]
ADDRESS = "/culture/awareness/"
ROWS = """学年,部门,人群,题目,主题,发放人数,回收人数,认同人数
2024-2025,D01,教师,我知道质量方针,质量理念,20,16,8
2025-2026,D01,教师,我知道质量方针,质量理念,20,18,12
2025-2026,D02,教师,我知道质量方针,质量理念,20,18,15
2025-2026,D01,学生,我会看自己的数据,质量意识,9,4,4
"""


@pytest.fixture
def asked(school: School, standing_filled: None, tmp_path: Path) -> School:
    install(college=school.college, pack="registers", by="lin")
    path = tmp_path / "调查.csv"
    path.write_text(ROWS, encoding="utf-8")
    report = import_file(college=school.college, dataset="awareness_surveys", path=path, by="he")
    assert (report.rejected, report.refused) == (0, False)
    return school


def test_a_college_without_the_register_is_told_how_to_get_it(school: School, signed_in: Browse) -> None:
    assert "装上台账包" in signed_in("lin").get(ADDRESS).content.decode()


def test_years_stand_beside_each_other_over_all_departments(asked: School, signed_in: Browse) -> None:
    page = signed_in("lin").get(ADDRESS)
    assert page.context["years"] == ["2024-2025", "2025-2026"]
    (teachers, lines), (students, _) = page.context["groups"]
    assert (teachers, students) == ("教师", "学生")
    line, cells, change = lines[0]
    # 27 of 36, not the mean of two shares
    assert [(each.agreed, each.answered, each.share) for _, each in cells] == [(8, 16, 0.5), (27, 36, 0.75)]
    assert (line.question, change) == ("我知道质量方针", 25.0)
    assert "+25.0 个百分点" in page.content.decode()


def test_four_answers_are_not_shown(asked: School, signed_in: Browse) -> None:
    _, (_, lines) = signed_in("lin").get(ADDRESS).context["groups"]
    assert [each.share for _, each in lines[0][1]] == [None, None]


def test_it_goes_out_to_excel(asked: School, signed_in: Browse) -> None:
    assert signed_in("lin").get(f"{ADDRESS}?format=xlsx").status_code == 200
