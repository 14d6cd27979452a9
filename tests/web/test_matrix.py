"""五纵五横: which cells are whole, their warnings, and what belongs to one."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.web.school import NOW, School
from zhengai.alerts.models import Alert
from zhengai.framework.queries import matrix
from zhengai.indicators.models import CurrentValue
from zhengai.regulations.models import Regulation
from zhengai.standards.models import Standard, StandardVersion

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


def test_documents_stand_in_the_cells_of_their_chain_or_system(school: School, signed_in: Browse) -> None:
    college = school.college
    listed = Standard.objects.create(college=college, code="s1", name="课程建设标准", level="course")
    Standard.objects.create(college=college, code="s2", name="课程教学标准", level="course")
    StandardVersion.objects.create(
        standard=listed, number=1, state="approved", proposed_by="林敏", proposed_at=NOW
    )
    Regulation.objects.create(
        college=college, code="r1", name="督导工作办法", system="supervision", state="in_force"
    )
    lin = signed_in("lin")
    held = cell(lin, "decision", "course").held
    assert [(each.word, each.number, each.standing) for each in held.kinds] == [("标准", 2, 1)]
    assert cell(lin, "generation", "course").held.number == 0
    # one without a level is the whole college's
    assert [each.word for each in cell(lin, "supervision", "college").held.kinds] == ["制度"]
    text = lin.get("/matrix/course/decision/").content.decode()
    assert f"/library/{listed.pk}/" in text
    assert "课程教学标准" in text
    assert "督导工作办法" in lin.get("/matrix/college/supervision/").content.decode()


def test_three_processes_count_each_thing_once(school: School, signed_in: Browse) -> None:
    """缺课 indicators stand in several cells, their alerts are counted once here."""
    Alert.objects.update(indicator="absence_rate_4_weeks", level="course")
    processes = {each.name: each for each in signed_in("lin").get("/matrix/").context["processes"]}
    assert list(processes) == ["质量计划", "质量控制", "质量提升"]
    control = {part.word: part.number for part in processes["质量控制"].parts}
    assert control["未关闭的预警"] == 37


def test_the_whole_map_asks_few_questions(
    signed_in: Browse, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    lin = signed_in("lin")
    lin.get("/matrix/")
    with django_assert_max_num_queries(20):
        lin.get("/matrix/")
