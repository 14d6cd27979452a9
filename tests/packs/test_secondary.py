"""中职: the national tree of 6 items and 16 elements, and the scheme of a school in 湖南."""

from tests.packs.lists import count_by, form, named, section
from zhengai.cycles.rules.reading import read_templates
from zhengai.framework import queries

NATIONAL, HUNAN = "national-secondary-2016", "hunan-secondary"
TEN = {
    "办学方向", "办学定位", "人才培养目标", "专业设置与条件", "教师队伍与建设", "课程体系与改革", "课堂教学与实践",
    "学校管理与制度", "校企合作和创新", "质量监控与成效",
}  # fmt: skip


def test_the_national_tree_has_6_items_and_16_elements() -> None:
    scheme = form(NATIONAL)
    assert [len(item.elements) for item in scheme.items] == [3, 3, 2, 2, 3, 3]
    assert len(scheme.elements()) == 16
    assert [element.name for element in scheme.elements()] == [
        "办学定位", "人才培养目标", "素质教育", "专业建设", "课程建设", "课堂教学与实践教学", "专任教师", "兼职教师",
        "教学投入及基础设施", "教学资源", "校企合作", "学校管理制度", "质量监控", "学生反馈", "用人方反馈", "其他",
    ]  # fmt: skip


def test_names_without_a_source_are_marked_and_missing_points_are_gaps() -> None:
    scheme = form(NATIONAL)
    unmarked = [element.name for element in scheme.elements() if "待核" not in element.marks.note]
    assert unmarked == ["办学定位", "人才培养目标"]
    assert [item.code for item in scheme.items if "待核" in item.marks.note] == ["1", "3", "4", "5"]
    with_source = [point.name for point in scheme.points() if not point.marks.gap]
    assert with_source == [
        "在校生规模",
        "开设、新增、撤消、停招专业数量",
        "专业招生计划:面向、类型、层次、数量等",
        "社会服务类型、规模",
    ]
    assert len(scheme.points()) == 4 + 15


def test_the_six_data_of_scale_and_structure() -> None:
    evidence = [each.name for point in form(NATIONAL).points() for each in point.evidence]
    assert evidence == [
        "在校生总数", "升学、就业学生占比", "招生专业数量、结构", "各专业学生数量分布及趋势", "毕业生去向分布及趋势",
        "各类社会服务数量统计及趋势",
    ]  # fmt: skip


def test_all_ten_elements_of_the_notice_are_placed() -> None:
    notes = "".join(element.marks.note for element in form(NATIONAL).elements())
    assert {each for each in TEN if f"“{each}”" in notes} == TEN


def test_hunan_lists_regulations_for_each_level() -> None:
    regulations = [each for each in section(HUNAN, "regulations") if not each["code"].startswith("safety")]
    assert count_by(regulations, "level") == {
        "college": 9, "programme": 5, "course": 6, "teacher": 8, "student": 8,
    }  # fmt: skip
    content = [each for each in regulations if each["note"] == "修订完善。"]
    assert count_by(content, "level") == {
        "college": 5,
        "programme": 2,
        "course": 3,
        "teacher": 5,
        "student": 5,
    }
    assert [each["name"] for each in content[:7]] == [
        "教学管理制度", "学生管理制度", "后勤管理制度", "质量监控制度", "校企合作制度", "专业开发建设制度与流程",
        "专业质量评价制度",
    ]  # fmt: skip
    topics = queries.merged_section(queries.with_required(HUNAN), "regulation_topics")
    assert {each["topic"] for each in regulations} <= {each["code"] for each in topics}


def test_hunans_static_ring_has_the_sixteen_steps() -> None:
    chain = queries.with_required(HUNAN)
    templates = read_templates(queries.merged_section(chain, "spirals"))
    assert [node.name for node in templates["sixteen"].nodes] == [
        "目标", "标准", "设计", "组织", "实施", "监测", "预警", "改进", "设计", "组织", "实施", "诊断", "学习", "创新", "存储",
        "改进",
    ]  # fmt: skip
    assert {each["template"] for each in section(HUNAN, "cycles")} == {"sixteen"}
    assert [node.name for node in templates["pdca"].static] == ["计划", "执行", "检查", "处理"]


def test_hunans_eight_goals_of_the_platform_are_a_checklist() -> None:
    goals = section(HUNAN, "schedule")
    assert len(goals) == 8
    assert goals[0]["content"] == "构建统一的学校信息门户应用系统"
    assert goals[7]["content"] == "建立信息中心的基本服务及虚拟校园功能"


def test_hunans_eight_control_points_are_all_computed() -> None:
    points = section(HUNAN, "measures")
    assert [(each["name"], each["indicator"], *each.get("parts", ())) for each in points] == [
        ("就业率", "employment_rate"),
        ("月收入", "average_salary"),
        ("自主创业率", "self_employment_rate"),
        ("核心知识重要度与满意度", "knowledge_importance", "knowledge_satisfaction"),
        ("基本工作能力重要度与满足度", "ability_importance", "ability_met"),
        ("核心课程有效性", "core_course_effect"),
        ("社会服务贡献度", "social_service_people", "social_service_number"),
        ("国(省)内影响力", "honours_of_note"),
    ]
    known = {
        each["code"]: each for each in queries.merged_section(queries.with_required(HUNAN), "indicators")
    }
    for point in points:
        for code in (point["indicator"], *point.get("parts", ())):
            assert "programme" in known[code]["levels"]


def test_the_hints_of_scale_and_structure_are_all_computed() -> None:
    """Each of the four points, and so each of the six data, has figures of the college."""
    points = {point.name: point.indicators for point in form(NATIONAL).points() if not point.marks.gap}
    assert {name: set(codes) for name, codes in points.items()} == {
        "在校生规模": {"enrolled_students", "further_study_rate", "employment_rate", "withdrawal_rate"},
        "开设、新增、撤消、停招专业数量": {"programmes_enrolling", "programmes_new", "programmes_ended"},
        "专业招生计划:面向、类型、层次、数量等": {"plan_completion", "registration_rate"},
        "社会服务类型、规模": {"social_service_number", "social_service_people", "service_income"},
    }
    known = {
        each["code"]: each for each in queries.merged_section(queries.with_required(NATIONAL), "indicators")
    }
    assert all("college" in known[code]["levels"] for codes in points.values() for code in codes)
    assert "programme" in known["enrolled_students"]["levels"]  # 各专业学生数量分布


def test_hunans_standards_goal_fields_and_the_lists_inside_them() -> None:
    standards = named(HUNAN, "standards")
    programme = [each["name"] for each in standards.values() if each["type"] == "专业"]
    assert programme == [
        "专业质量保证体系建设文件编制标准",
        "专业建设标准",
        "专业质量诊断标准",
        "专业教学标准",
    ]

    def elements(code: str) -> list[str]:
        return [each["name"] for each in standards[code]["elements"]]

    assert elements("programme-building") == ["专业定位", "专业师资", "课程教学", "实训保障"]
    assert standards["teacher"]["revise_years"] == 3
    assert elements("safety") == [
        "防火", "防盗", "防电", "防毒", "防流行性传染病", "防交通事故", "防地质灾害", "防打架斗殴",
    ]  # fmt: skip
    assert elements("support") == [
        "行政管理质量保障机制", "财务支持保障机制", "教师资源保障机制", "安全保障机制", "生活保障机制",
    ]  # fmt: skip
    assert len(elements("student")) == 4
    assert "第 5 个由学校补充" in standards["student"]["note"]
    fields = [each["name"] for each in section(HUNAN, "goal_fields")]
    assert fields == ["人才培养方案", "人才培养过程", "教学发展", "校企合作", "社会服务"]


def test_hunans_bodies_reach_from_school_to_post() -> None:
    bodies = named(HUNAN, "bodies")
    assert {each["tier"]: each["tier_name"] for each in bodies.values()} == {
        1: "学校", 2: "职能部门", 3: "责任岗位",
    }  # fmt: skip
    assert len(bodies["programme-committee"]["members"]) == 6
    assert "16 个教研室" in bodies["sections"]["note"]
    assert len(bodies["quality-office"]["duties"]) == 4
    assert {each["parent"] for each in bodies.values() if "parent" in each} <= set(bodies)


def test_hunans_matrix_speaks_of_its_five_chains() -> None:
    chains = {each["name"] for each in section(HUNAN, "chains")}
    assert chains == {"目标链", "标准链", "实施链", "保障链", "信息链"}
    cells = named(HUNAN, "matrix")
    assert len(cells) == 25 + 2
    assert {group["chain"] for cell in cells.values() for group in cell["groups"]} == chains
    assert len(cells["support-college"]["groups"][0]["elements"]) == 5


def test_hunans_plans_reports_and_stage() -> None:
    plans = named(HUNAN, "plans")
    assert len(plans) == 6
    assert {each["parent"] for each in plans.values() if "parent" in each} <= set(plans)
    assert len(section(HUNAN, "report_list")) == 7
    (stage,) = section(HUNAN, "stages")
    assert len(stage["tasks"]) == 4
