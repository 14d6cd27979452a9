"""What a formula asks for that nobody keeps: the tables, their fields, and what its words say of each."""

import pytest

from tests.engine.formulas.school import VOCABULARY
from zhengai_engine.formulas import FormulaError, WantedField, wanted
from zhengai_engine.tables.dataset import FieldType

TEXT, NUMBER, BOOLEAN, DATE = FieldType.TEXT, FieldType.NUMBER, FieldType.BOOLEAN, FieldType.DATE


def found(formula: str) -> dict[str, tuple[str, list[WantedField]]]:
    return {each.name: (each.dataset, list(each.fields)) for each in wanted(formula, VOCABULARY)}


@pytest.mark.parametrize(
    ("formula", "fields"),
    [
        ("计数(竞赛)", []),
        ('计数(竞赛, 级别 = "国家级")', [WantedField("级别", TEXT, ("国家级",))]),
        (
            '占比(竞赛, 级别 = "国家级" 或 级别 = "省级", 名次 <= 3)',
            [WantedField("级别", TEXT, ("国家级", "省级")), WantedField("名次", NUMBER)],
        ),
        ('计数(竞赛, 级别 属于 ("省级", "校级"))', [WantedField("级别", TEXT, ("省级", "校级"))]),
        (
            "计数(竞赛, 团体 = 是 且 非 已撤销)",
            [WantedField("团体", BOOLEAN), WantedField("已撤销", BOOLEAN)],
        ),
        ('计数(竞赛, 获奖日期 >= 日期("2026-09-01"))', [WantedField("获奖日期", DATE)]),
        ("求和(竞赛.奖金 * 竞赛.份数)", [WantedField("奖金", NUMBER), WantedField("份数", NUMBER)]),
        ("平均(如果(竞赛.团体, 竞赛.奖金, 0))", [WantedField("团体", BOOLEAN), WantedField("奖金", NUMBER)]),
        ("分位数(竞赛.奖金, 0.9, 指导教师 不为空)", [WantedField("奖金", NUMBER), WantedField("指导教师")]),
        ("去重计数(竞赛.学生)", [WantedField("学生")]),
        # a step to members that are there
        ('计数(竞赛, 学生.性别 = "女")', [WantedField("学生", TEXT, (), "students")]),
        ("四舍五入(100 * 求和(竞赛.奖金), 1) / 计数(学生)", [WantedField("奖金", NUMBER)]),
    ],
)
def test_a_table_nobody_has(formula: str, fields: list[WantedField]) -> None:
    assert found(formula) == {"竞赛": ("", fields)}


def test_a_field_that_a_dataset_lacks() -> None:
    assert found('计数(考勤, 状态 = "缺勤" 且 请假天数 > 2)') == {
        "考勤": ("attendance", [WantedField("请假天数", NUMBER)])
    }
    # behind a reference: it is the other dataset that lacks it
    assert found('计数(考勤, 学生.民族 = "汉")') == {
        "学生": ("students", [WantedField("民族", TEXT, ("汉",))])
    }
    # through a member that a new table refers to
    both = found('计数(竞赛, 学生.民族 = "汉")')
    assert both == {
        "竞赛": ("", [WantedField("学生", TEXT, (), "students")]),
        "学生": ("students", [WantedField("民族", TEXT, ("汉",))]),
    }


def test_two_tables_each_with_its_own() -> None:
    assert found("求和(竞赛.奖金) / 求和(证书.费用)") == {
        "竞赛": ("", [WantedField("奖金", NUMBER)]),
        "证书": ("", [WantedField("费用", NUMBER)]),
    }


@pytest.mark.parametrize(
    "formula",
    [
        "计数(考勤)",
        '计数(考勤, 状态 = "缺勤")',
        "计数(考勤, 状态 = 缺勤)",  # quotes are missing, not a field
        "[缺课率] * 2",
        "去重计数(考勤.学生)",
    ],
)
def test_nothing_is_missing(formula: str) -> None:
    assert found(formula) == {}


def test_what_is_no_formula_says_so() -> None:
    with pytest.raises(FormulaError):
        wanted("计数(竞赛", VOCABULARY)
