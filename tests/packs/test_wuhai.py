"""乌海方案: 附件1 (38 points, 103 hints, 202 data items), the matrix, the standards and the ladder of teachers."""

from tests.packs.lists import count_by, form, golden, named, section
from zhengai.diagnosis.rules.form import UNNAMED, Evidence
from zhengai.framework import queries

PACK = "wuhai"
DEPARTMENTS = {
    "院办": 7, "招办": 1, "教务科技处": 3, "督导办": 2, "组织人事处": 4, "教务科技处、宣传处": 1,
    "督导办、教务科技处、各系": 1, "教务科技处、组织人事处、学生工作处": 1, "相关部门": 1,
}  # fmt: skip


def test_the_tree_has_5_items_16_elements_38_points_103_hints() -> None:
    scheme = form(PACK)
    assert len(scheme.items) == 5
    assert len(scheme.elements()) == 16
    assert len(scheme.points()) == 38
    assert [len(point.hints) for point in scheme.points()] == [
        3, 2, 4, 2, 5, 2, 4, 3, 1, 2, 2, 2, 2, 3, 2, 4, 5, 2, 3, 1, 1, 6, 4, 1, 2, 3, 5, 3, 2, 2, 2, 3, 3, 3, 1, 3, 4, 1,
    ]  # fmt: skip
    assert sum(len(point.hints) for point in scheme.points()) == 103


def test_202_data_items_stand_word_for_word_as_in_the_scheme() -> None:
    rows = list(golden("wuhai_data"))
    assert len(rows) == 202
    said = [
        (str(line), point.name, str(number), _written(each))
        for line, point in enumerate(form(PACK).points(), start=1)
        for number, each in enumerate(point.evidence, start=1)
    ]
    assert [_plain(row) for row in said] == [_plain(row) for row in rows]


def _written(each: Evidence) -> str:
    """As the table has it: the department in brackets, which may be empty."""
    if each.gap:
        return f"{each.name}（）"
    return f"{each.name}（{each.department}）" if each.department else each.name


def _plain(row: tuple[str, ...]) -> tuple[str, ...]:
    """The scheme puts blanks and 、 between departments as it likes."""
    return tuple(
        each.replace(" ", "").replace("督导办教务科技处各系", "督导办、教务科技处、各系") for each in row
    )


def test_departments_are_those_of_the_brackets_and_blanks_are_marked() -> None:
    evidence = [each for point in form(PACK).points() for each in point.evidence]
    kept = [{"department": each.department} for each in evidence if each.department]
    assert count_by(kept, "department") == DEPARTMENTS
    assert [each.name for each in evidence if each.gap] == [
        "学院内部质量保障机制建设规划",
        "质量保证机构、岗位考核标准、考核制度",
    ]


def test_platform_codes_are_normalised() -> None:
    points = {point.code: point for point in form(PACK).points()}
    assert points["2.1.3"].platform == ("3.4", "4", "5.1", "5.2", "6", "7.4", "7.5")
    codes = {code for point in points.values() for code in point.platform}
    assert codes == {
        "1.3", "2.2", "3", "3.4", "4", "5", "5.1", "5.2", "6", "6.1", "6.2", "6.3", "6.4", "7", "7.1", "7.2", "7.3", "7.4",
        "7.5", "7.6", "8", "8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "8.8", "9", "9.1", "9.2", "9.3",
    }  # fmt: skip


def test_elements_without_a_name_are_left_to_the_college() -> None:
    unnamed = [element for element in form(PACK).elements() if element.name == UNNAMED]
    assert [element.code for element in unnamed] == ["5.3", "5.4"]
    assert all(element.marks.gap for element in unnamed)


def test_the_review_counts_16_elements_by_the_national_shares() -> None:
    rule = named(PACK, "review_rules")["sampling-review"]
    assert (rule["elements"], rule["effective"], rule["abnormal"]) == (16, "12/15", "10/15")


def test_the_matrix_has_25_cells_and_the_platform_with_the_chains_of_the_table() -> None:
    cells = named(PACK, "matrix")
    assert len(cells) == 25 + 2, "and the rows 一平台 and 文化"
    assert [group["name"] for group in cells["decision-course"]["groups"]] == [
        "组织领导", "发展规划", "建设目标", "质量标准",
    ]  # fmt: skip
    chains = {code: [group["chain"] for group in cell["groups"]] for code, cell in cells.items()}
    assert chains["decision-teacher"] == ["目标链", "目标链", "目标链", "标准链"]
    assert chains["generation-college"] == ["执行链"]
    assert chains["resources-student"] == chains["support-student"] == ["保障机制"]
    assert chains["supervision-programme"] == ["诊改机制"] * 3
    assert chains["platform-college"] == ["信息链"]
    known = {each["name"] for each in section(PACK, "chains")}
    assert len(known) == 6
    assert {chain for found in chains.values() for chain in found} == known


def test_elements_of_the_matrix_are_those_of_the_table() -> None:
    cells = named(PACK, "matrix")

    def elements(code: str) -> list[str]:
        return [element for group in cells[code]["groups"] for element in group["elements"]]

    assert elements("resources-college") == [
        "人力资源", "财务支持", "校企合作", "教学资源", "安全保障", "生活保障", "文化保障",
    ]  # fmt: skip
    assert elements("support-college")[2] == "质量事故分类、认定管理办法"
    assert elements("decision-college")[:4] == [
        "学院党委",
        "院质量保证委员会",
        "学术委员会",
        "教学工作委员会",
    ]
    assert len(elements("decision-college")) == 4 + 4 + 2 + 4
    assert elements("supervision-student")[0] == "学习能力、学习风气、学业水平、品行等诊改机制"


def test_standards_have_the_elements_of_the_scheme() -> None:
    numbers = {each["name"]: len(each["elements"]) for each in section(PACK, "standards")}
    assert numbers == {
        "办学标准": 3, "管理服务标准": 6,
        "专业开发标准": 8, "专业条件标准": 6, "专业运行标准": 7, "培养规格标准": 7,
        "课程开发标准": 4, "教学设计标准": 5, "教学运行标准": 6, "课程管理标准": 5,
        "保障标准": 6,
        "思想政治素质标准": 9, "科学文化素质标准": 9, "身心健康素质标准": 9, "实践能力素质标准": 9,
    }  # fmt: skip


def test_advisers_have_a_ladder_of_their_own_without_invented_limits() -> None:
    """其他人员的标准 (STD-09): requirements from the teachers' standard, limits left to the school."""
    ladder = named(PACK, "ladders")["advisers"]
    assert (ladder["level"], ladder["answers_for"]) == ("teacher", "class")
    requirements = [each for step in ladder["steps"] for each in step["requirements"]]
    assert [len(step["requirements"]) for step in ladder["steps"]] == [4, 5, 7]
    assert all(set(each) == {"name"} for each in requirements)
    assert "待学校定" in ladder["note"]


def test_the_ladder_of_teachers_has_five_steps() -> None:
    ladder = named(PACK, "ladders")["teachers"]
    assert [(step["name"], len(step["requirements"])) for step in ladder["steps"]] == [
        ("新任教师（助课教师）", 7),
        ("合格教师", 6),
        ("骨干教师", 11),
        ("专业带头人（负责人）", 12),
        ("专家", 7),
    ]
    backbone, leader = (
        {each["name"] for each in step["requirements"]}
        for step in ladder["steps"]
        if step["code"] in ("backbone", "leader")
    )
    assert leader - backbone == {"组织领导能力"}


def test_ten_special_plans_stand_under_the_overall_plan() -> None:
    plans = named(PACK, "plans")
    special = [each for each in plans.values() if each["category"] == "专项规划"]
    assert len(special) == 10
    assert {each["parent"] for each in special} == {"overall"}
    assert {each["parent"] for each in plans.values() if "parent" in each} <= set(plans)
    assert {each["each"] for each in plans.values() if "each" in each} == {
        "department", "programme", "course", "teacher", "student",
    }  # fmt: skip


def test_annex_2_has_seven_categories() -> None:
    """They stand in the foundation, for every college; 乌海 names them."""
    categories = queries.merged_section(queries.with_required(PACK), "work_categories")
    assert [each["name"] for each in categories] == [
        "工作规划", "工作目标", "工作标准", "实施措施", "资源建设", "支持服务", "监督控制",
    ]  # fmt: skip
    assert {each["source"] for each in categories} == {"乌海方案 附件2"}


def test_bodies_stages_departments_and_reports() -> None:
    bodies = named(PACK, "bodies")
    assert count_by(list(bodies.values()), "tier") == {1: 5, 2: 2, 3: 3}
    assert {each["parent"] for each in bodies.values() if "parent" in each} <= set(bodies)
    assert [each["period"][:5] for each in section(PACK, "stages")] == [
        "2016年",
        "每年3月-",
        "每年1-2",
        "按内蒙古自",
    ]
    assert len(section(PACK, "report_list")) == 18
    placed = {
        name for each in section(PACK, "placements") for name in (each["name"], *each.get("aliases", []))
    }
    named_there = {part for cell in DEPARTMENTS for part in cell.split("、")} - {"相关部门"}
    assert named_there <= placed
    assert len(section(PACK, "regulations")) == 8
