"""国家指导方案 (教职成司函〔2015〕168号): 5 items, 15 elements, 37 points, the rule of the review."""

from tests.packs.lists import form, named, section
from zhengai.diagnosis.rules.form import FormPoint

PACK = "national-2015"
# names that no source at hand confirms, or that 乌海 writes otherwise
TO_CHECK = {"2.2.3", "2.3.1", "2.3.2", "3.1.1", "4.1.1", "4.1.2", "4.1.3", "5.3.2"}


def points() -> dict[str, FormPoint]:
    return {point.code: point for point in form(PACK).points()}


def test_the_tree_has_5_items_15_elements_37_points() -> None:
    scheme = form(PACK)
    assert [item.name for item in scheme.items] == [
        "体系总体构架",
        "专业质量保证",
        "师资质量保证",
        "学生全面发展保证",
        "体系运行效果",
    ]
    assert len(scheme.elements()) == 15
    assert len(scheme.points()) == 37
    per_item = [sum(len(element.points) for element in item.elements) for item in scheme.items]
    assert per_item == [9, 9, 4, 5, 10]


def test_names_that_no_source_confirms_are_marked() -> None:
    marked = {code for code, point in points().items() if point.marks.note.startswith("待核")}
    assert marked == TO_CHECK
    elements = {element.code for element in form(PACK).elements() if element.marks.note.startswith("待核")}
    assert elements == {"1.2", "3.1", "5.3", "5.4"}


def test_all_unmarked_names_stand_in_wuhais_table() -> None:
    """乌海 adapted the national table; what it writes word for word needs no mark."""
    in_wuhai = {
        "质量目标与定位", "质量保证规划", "质量文化建设", "质量保证机构与分工", "质量保证队伍", "质量保证制度", "执行与改进",
        "信息采集与管理", "信息应用", "规划制定与实施", "目标与标准", "条件保障", "诊改制度与运行", "诊改效果",
        "诊改制度实施与效果", "实施保障", "诊改制度", "实施效果", "安全与生活保障", "特殊学生群体服务与资助", "政策环境",
        "资源环境", "合作发展环境", "管控制度", "发生率及影响", "预警机制", "规划体系建设及效果", "诊改机制建设及效果",
        "学校质量保证体系特色",
    }  # fmt: skip
    unmarked = {point.name for code, point in points().items() if code not in TO_CHECK}
    assert unmarked == in_wuhai


def test_the_review_rule_is_12_and_10_of_15() -> None:
    rule = named(PACK, "review_rules")["sampling-review"]
    assert (rule["elements"], rule["effective"], rule["abnormal"]) == (15, "12/15", "10/15")


def test_six_materials_are_public_30_days_before_the_review() -> None:
    materials = [each for each in section(PACK, "report_list") if each["code"].startswith("review-")]
    assert len(materials) == 6
    assert all("30 日" in each["when"] for each in materials)
    assert sum("近 2 年" in each["when"] for each in materials) == 3


def test_the_terms_of_the_guideline_are_kept() -> None:
    policies = named(PACK, "policies")
    assert policies["n-policy"]["title"] == "需求导向、自我保证，多元诊断、重在改进"
    assert "每 3 年至少" in policies["n-three-years"]["title"]
    assert "30 日" in policies["n-thirty-days"]["title"]
    assert policies["n-2015-168"]["number"] == "教职成司函〔2015〕168号"
