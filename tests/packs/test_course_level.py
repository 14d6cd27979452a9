"""课程层面方案: four grades, plans of a course, five regulations, three tasks; it goes beside a college's own pack."""

from tests.packs.lists import named, section

PACK = "course-level"
GRADES = ["国家级标准", "省级标准", "校级优秀标准", "校级合格标准"]


def test_a_course_has_a_plan_of_three_years_and_two_of_each_year() -> None:
    plans = section(PACK, "plans")
    said = [(each["name"], each["years"], each.get("each", ""), each.get("yearly", False)) for each in plans]
    assert said == [
        ("学校“十三五”课程建设规划", 5, "", False),
        ("课程三年建设规划", 3, "course", False),
        ("年度课程建设工作计划", 1, "course", True),
        ("年度课程建设实施方案", 1, "course", True),
    ]


def test_standards_have_the_four_grades_best_first() -> None:
    standards = named(PACK, "standards")
    assert [each["name"] for each in standards.values()] == [
        "课程设置与调整标准",
        "课程建设质量标准",
        "课程标准编制指导意见",
        "课程建设标准",
    ]
    assert [code for code, each in standards.items() if each.get("grades") == GRADES] == [
        "course-quality",
        "course-own",
    ]


def test_five_regulations_and_three_tasks() -> None:
    assert [each["name"] for each in section(PACK, "regulations")] == [
        "课程设置调研论证制度", "课程建设评价制度", "课堂教学管理制度", "课堂教学规范", "课堂效果评价制度",
    ]  # fmt: skip
    assert [each["name"] for each in section(PACK, "stages")] == [
        "完善课程层面内部质量保证体系",
        "实施课程层面诊改",
        "实施课程层面诊改复核",
    ]
    assert [each["name"] for each in section(PACK, "data_sources")] == ["云课堂教学平台", "专业课程诊改系统"]


def test_annexes_that_are_not_at_hand_are_told() -> None:
    annexes = {
        each["source"][-3:] for name in ("plans", "standards", "report_list") for each in section(PACK, name)
    }
    assert {f"附件{n}" for n in range(1, 7)} <= annexes
