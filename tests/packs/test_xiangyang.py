"""襄阳方案: 28 plans, 43 standards, 90 rows of the schedule, each name against the scheme's own tables."""

from tests.packs.lists import count_by, golden, named, section
from zhengai.cycles.rules.reading import read_templates
from zhengai.framework import queries

PACK = "xiangyang"


def test_table_4_has_28_plans_with_the_names_of_the_scheme() -> None:
    plans = section(PACK, "plans")
    assert len(plans) == 28
    assert count_by(plans, "category") == {
        "总规划": 1, "专项规划": 10, "子规划": 1, "学校": 3, "专业": 4, "课程": 3, "师资": 3, "学生": 3,
    }  # fmt: skip
    rows = list(golden("xiangyang_table4"))
    assert [(each["category"], each["name"]) for each in plans] == [row[:2] for row in rows]
    differ = [(row[1], row[2], each["department"]) for row, each in zip(rows, plans, strict=True)
              if row[2] != each["department"]]  # fmt: skip
    assert differ == [("各专业课程建设规划", "各课程组", "各专业")], "表8 wins for who answers"


def test_every_plan_but_the_overall_one_has_its_parent() -> None:
    plans = named(PACK, "plans")
    assert [code for code, each in plans.items() if not each.get("parent")] == ["t4-01"]
    assert {each["parent"] for code, each in plans.items() if code != "t4-01"} <= set(plans)
    assert [each["count"] for each in plans.values() if "count" in each] == [6]
    yearly = [each["name"] for each in plans.values() if each.get("yearly")]
    assert yearly == [
        "学校年度工作计划",
        "各部门年度工作计划",
        "职工年度工作计划",
        "各专业年度建设实施计划",
        "教学单位师资年度培养计划",
    ]


def test_table_7_has_43_standards_with_the_names_of_the_scheme() -> None:
    standards = section(PACK, "standards")
    assert len(standards) == 43
    assert count_by(standards, "type") == {"学校": 12, "专业": 7, "课程": 15, "师资": 4, "学生": 5}
    rows = list(golden("xiangyang_table7"))
    assert [(each["type"], each["name"]) for each in standards] == [row[:2] for row in rows]
    differ = [(row[1], row[2], each["department"]) for row, each in zip(rows, standards, strict=True)
              if row[2] != each["department"]]  # fmt: skip
    assert differ == [("课程诊断标准", "", "教务处")], "表7 leaves it out, 表8 says it"


def test_table_8_has_90_rows_word_for_word() -> None:
    schedule = section(PACK, "schedule")
    assert len(schedule) == 90
    assert count_by(schedule, "item") == {
        "实施方案": 2, "组织机构": 3, "目标体系": 28, "标准体系": 42, "制度体系": 14, "平台建设": 1,
    }  # fmt: skip
    said = [(each["item"], each["content"], each["department"], each["original"]) for each in schedule]
    assert said == list(golden("xiangyang_table8"))


def test_dates_are_months_from_the_first_month_of_construction() -> None:
    schedule = section(PACK, "schedule")
    for each in schedule:
        if each["original"] == "每年初":
            assert (each["month"], each["yearly"]) == (None, "年初")
        else:
            year, month = map(int, each["original"].split("."))
            assert each["month"] == (year - 2017) * 12 + month - 1
    months = [each["month"] for each in schedule if each["month"] is not None]
    assert (min(months), max(months)) == (0, 35)
    assert sum(each["month"] is None for each in schedule) == 3


def test_14_regulations_are_those_of_table_8() -> None:
    regulations = section(PACK, "regulations")
    rows = [row for row in golden("xiangyang_table8") if row[0] == "制度体系"]
    assert len(regulations) == 14
    said = [(each["name"], each["department"], each["original"]) for each in regulations]
    assert said == [row[1:] for row in rows]


def test_topics_of_the_regulations_are_known() -> None:
    topics = named(PACK, "regulation_topics")
    assert len(topics) == 10
    assert {each["topic"] for each in section(PACK, "regulations") if "topic" in each} <= set(topics)


def test_bodies_stand_in_three_tiers_with_the_two_of_table_8() -> None:
    bodies = named(PACK, "bodies")
    assert {each["tier"]: each["tier_name"] for each in bodies.values()} == {
        1: "学校", 2: "二级单位", 3: "专业（课程）",
    }  # fmt: skip
    assert {"学校诊改专家委员会", "专项工作小组"} <= {each["name"] for each in bodies.values()}
    assert bodies["leading-group"]["heads"] == ["书记", "校长"]
    assert {each["parent"] for each in bodies.values() if "parent" in each} <= set(bodies)


def test_every_department_of_the_tables_is_placed() -> None:
    placed = {
        name for each in section(PACK, "placements") for name in (each["name"], *each.get("aliases", []))
    }
    asked = {
        department
        for each in section(PACK, "schedule")
        for department in each["department"].removesuffix("等").split("、")
        if not department.startswith("各") or department == "各教学单位"
    }
    assert asked <= placed
    systems = {each["code"] for each in queries.merged_section(queries.with_required(PACK), "systems")}
    for each in section(PACK, "placements"):
        assert set(each["systems"]) <= systems


def test_the_school_level_has_two_rings_the_others_ten_nodes() -> None:
    chain = queries.with_required(PACK)
    templates = read_templates(queries.merged_section(chain, "spirals"))
    school = templates["xiangyang-school"]
    assert [node.name for node in school.static] == ["目标标准", "计划保障", "组织实施", "诊断改进"]
    assert [node.name for node in school.dynamic] == ["采集信息", "数据分析", "监测", "预警", "纠偏"]
    assert [node.name for node in templates["ten"].static] == [
        "目标", "标准", "计划", "组织", "实施", "诊断", "激励", "学习", "创新", "改进",
    ]  # fmt: skip
    cycles = {each["code"]: each["template"] for each in section(PACK, "cycles")}
    assert cycles.pop("college") == "xiangyang-school"
    assert set(cycles.values()) == {"ten"}
    assert len(cycles) == 6


def test_the_self_test_has_4_dimensions_and_12_elements() -> None:
    (asked,) = section(PACK, "questionnaires")
    assert [each["name"] for each in asked["dimensions"]] == ["思想政治", "科学文化", "身心健康", "实践能力"]
    elements = [question.split("：")[0] for each in asked["dimensions"] for question in each["questions"]]
    assert elements == [
        "政治思想", "道德法纪", "劳动与生活", "学习态度", "专业技能", "人文拓展", "身体运动", "心理人格", "交往适应",
        "创新实践", "组织表达", "社会职业",
    ]  # fmt: skip


def test_reports_of_three_tiers_five_levels_and_five_subjects() -> None:
    reports = section(PACK, "report_list")
    assert len(reports) == 15
    diagnosing = [each["level"] for each in reports if each["code"].startswith("diagnosis-")]
    assert diagnosing == ["college", "programme", "course", "teacher", "student"]
    items = [each["name"].removesuffix("报告") for each in reports if each["code"].startswith("item-")]
    assert items == ["教师建设与发展", "招生与就业", "教学建设与改革", "科研与服务", "国际交流与合作"]


def test_work_has_three_attributes_and_its_beats_the_words_of_the_scheme() -> None:
    chain = queries.with_required(PACK)
    attributes = queries.merged_section(chain, "task_attributes")
    assert [each["name"] for each in attributes] == ["重点工作", "常规工作", "临时工作"]
    beats = queries.merged_section(chain, "beats")
    assert [each["name"] for each in beats] == ["季度沟通反馈", "学期小结", "年末考核性诊断"]
