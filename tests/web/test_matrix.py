"""五纵五横: which cells are whole, their warnings, and what belongs to one."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.web.school import School
from zhengai.alerts.models import Alert
from zhengai.framework.queries import matrix
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]


def cell(client: Client, system: str, level: str) -> Any:
    rows = client.get("/matrix/").context["rows"]
    row = next(each for each in rows if each.code == system)
    return dict(row.cells)[level]


def test_five_systems_by_five_levels_and_two_rows_for_all_levels(signed_in: Browse) -> None:
    page = signed_in("chen").get("/matrix/")
    assert [row.name for row in page.context["rows"]] == [
        "决策指挥", "质量生成", "资源建设", "支持服务", "监督控制", "平台", "文化",
    ]  # fmt: skip
    assert [name for _, name in page.context["levels"]] == ["学校", "专业", "课程", "教师", "学生"]
    assert all(seen for row in page.context["rows"] for _, seen in row.cells)
    assert [row.name for row in page.context["rows"] if row.spans] == ["平台", "文化"]
    text = page.content.decode()
    assert text.count('class="z-cell"') == 27
    assert text.count('colspan="5"') == 4
    assert "授课教师资质" in text
    assert "还没有指标测量" in text


def test_sub_rows_carry_their_chain_and_elements(signed_in: Browse) -> None:
    rows = {row.code: row for row in signed_in("lin").get("/matrix/").context["rows"]}
    decision = rows["decision"]
    assert [(part.name, part.chains) for part in decision.parts] == [
        ("发展规划", "目标"),
        ("质量标准", "标准"),
    ]
    assert decision.parts[0].cells[0] == ("学校", "章程、组织机构、发展规划体系、人才培养目标")
    assert decision.split
    assert not rows["generation"].split
    assert rows["generation"].chains == "实施"


def test_a_cell_is_complete_as_far_as_its_indicators_have_value_and_standard(
    school: School, signed_in: Browse
) -> None:
    """Only 课程 缺课率 is both computed and judged in this school: no cell names it, so nothing is complete."""
    assert cell(signed_in("lin"), "generation", "course").complete == 0
    CurrentValue.objects.filter(level="course", indicator="absence_rate").update(
        indicator="absence_rate_4_weeks"
    )
    school.alert.rule.__class__.objects.filter(pk=school.alert.rule_id).update(
        indicator="absence_rate_4_weeks"
    )
    definitions = school.college.definitions
    definitions.filter(code="absence_rate").update(code="absence_rate_4_weeks")
    found = cell(signed_in("lin"), "generation", "course")
    assert (found.complete, found.number) == (1, 4)
    assert found.share == 25


def test_warnings_of_a_cell_and_the_gravest(school: School, signed_in: Browse) -> None:
    Alert.objects.update(indicator="pass_rate")
    found = cell(signed_in("lin"), "generation", "course")
    assert (found.alerts, found.worst) == (37, "severe")
    assert cell(signed_in("zhou"), "generation", "course").alerts == 1
    text = signed_in("lin").get("/matrix/course/generation/").content.decode()
    assert "/alerts/?level=course&amp;indicator=pass_rate" in text


def test_a_cell_names_its_elements_indicators_points_and_department(signed_in: Browse) -> None:
    page = signed_in("lin").get("/matrix/course/supervision/")
    text = page.content.decode()
    for word in ("课程诊断与改进机制", "由质管办负责", "evaluation_score", "外部评估"):
        assert word in text
    assert page.context["points"]
    assert page.context["points"][0].question


def test_a_cell_that_does_not_exist(signed_in: Browse) -> None:
    assert signed_in("lin").get("/matrix/class/decision/").status_code == 404


def test_the_matrix_is_the_packs(school: School) -> None:
    scheme = matrix(school.college)
    assert len(scheme.cells) == 27
    assert scheme.cell("resources", "student") is not None
    assert scheme.cell("resources", "class") is None
