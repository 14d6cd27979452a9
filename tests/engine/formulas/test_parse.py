"""Formula → tree, as a table."""

from datetime import date

import pytest

from tests.engine.formulas.school import VOCABULARY
from zhengai_engine.formulas import parse, split_definition
from zhengai_engine.model.expression import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Change,
    ChangeKind,
    Children,
    ChildrenFunction,
    ChildValue,
    Clip,
    Comparison,
    ComparisonOperator,
    Expression,
    FieldRef,
    If,
    IndicatorRef,
    InList,
    IsNull,
    Literal,
    Logic,
    LogicOperator,
    Not,
    PeerMean,
    Rank,
    Round,
    Shift,
    ShiftKind,
    Type,
    Weighted,
    WeightedPart,
    Window,
    WindowKind,
)
from zhengai_engine.model.period import PeriodKind

A, C, F = ArithmeticOperator, ComparisonOperator, AggregateFunction


def number(value: float) -> Literal:
    return Literal(float(value), Type.NUMBER)


def words(value: str) -> Literal:
    return Literal(value, Type.TEXT)


def field(*path: str) -> FieldRef:
    return FieldRef(path)


def equal(name: str, value: str, operator: ComparisonOperator = C.EQUAL) -> Comparison:
    return Comparison(operator, field(name), words(value))


def count(condition: Expression | None = None, dataset: str = "attendance") -> Aggregate:
    return Aggregate(F.COUNT, dataset, None, condition)


def of(function: AggregateFunction, *path: str, condition: Expression | None = None) -> Aggregate:
    return Aggregate(function, "grades", field(*path), condition)


ABSENT = equal("status", "缺勤")
RATE = IndicatorRef("absence_rate")
GOOD = Comparison(C.GREATER_OR_EQUAL, field("total"), number(60))

AGGREGATES = [
    ("计数(考勤)", count()),
    ("count(attendance)", count()),
    ("COUNT(考勤记录)", count()),
    ('计数(考勤, 状态 = "缺勤")', count(ABSENT)),
    ('计数(考勤, 考勤.状态 = "缺勤")', count(ABSENT)),
    ('count(attendance, status = "absent")', count(ABSENT)),
    ('计数(考勤, 考勤状态 = "旷课")', count(ABSENT)),
    ('计数(考勤, 学号.性别 = "女")', count(Comparison(C.EQUAL, field("student", "gender"), words("女")))),
    ('计数(考勤, 学生.性别 = "女")', count(Comparison(C.EQUAL, field("student", "gender"), words("女")))),
    (
        "计数(考勤, 学生.专业.学制 > 2)",
        count(Comparison(C.GREATER, field("student", "programme", "years"), number(2))),
    ),
    ("计数(学生, 是否贫困)", count(field("poor"), "students")),
    ("去重计数(成绩.学号)", of(F.COUNT_DISTINCT, "student")),
    ("去重计数(成绩.学号, 总评 >= 60)", of(F.COUNT_DISTINCT, "student", condition=GOOD)),
    ("求和(成绩.学分)", of(F.SUM, "credits")),
    ("平均(成绩.总评)", of(F.MEAN, "total")),
    ("最大(成绩.总评)", of(F.MAX, "total")),
    ("最小(成绩.总评)", of(F.MIN, "total")),
    ("中位数(成绩.总评)", of(F.MEDIAN, "total")),
    ("标准差(成绩.总评)", of(F.STDDEV, "total")),
    ("最新(成绩.总评)", of(F.LATEST, "total")),
    ("分位数(成绩.总评, 90%)", Aggregate(F.QUANTILE, "grades", field("total"), None, 0.9)),
    ("quantile(grades.total, 0.9, total >= 60)", Aggregate(F.QUANTILE, "grades", field("total"), GOOD, 0.9)),
    ("求和(成绩.学生.专业.学制)", of(F.SUM, "student", "programme", "years")),
    (
        "求和(成绩.学分 * 总评)",
        Aggregate(F.SUM, "grades", Arithmetic(A.MULTIPLY, field("credits"), field("total"))),
    ),
    (
        "求和(如果(成绩.补考, 0, 成绩.学分))",
        Aggregate(F.SUM, "grades", If(field("resit"), number(0), field("credits"))),
    ),
    (
        '占比(考勤, 状态 = "缺勤")',
        Arithmetic(A.DIVIDE, count(ABSENT), count()),
    ),
    (
        '占比(考勤, 状态 = "缺勤", 状态 ≠ "免修")',
        Arithmetic(
            A.DIVIDE,
            count(Logic(LogicOperator.AND, (ABSENT, equal("status", "免修", C.NOT_EQUAL)))),
            count(equal("status", "免修", C.NOT_EQUAL)),
        ),
    ),
    ('存在(考勤, 状态 = "缺勤")', Comparison(C.GREATER, count(ABSENT), number(0))),
    (
        '最新(考勤.状态) = "absent"',
        Comparison(C.EQUAL, Aggregate(F.LATEST, "attendance", field("status")), words("缺勤")),
    ),
    (
        '最大(考勤.上课日期) >= 日期("2026-11-20")',
        Comparison(
            C.GREATER_OR_EQUAL,
            Aggregate(F.MAX, "attendance", field("day")),
            Literal(date(2026, 11, 20), Type.DATE),
        ),
    ),
]

CONDITIONS = [
    ('状态 等于 "缺勤"', ABSENT),
    ('状态不等于"缺勤"', equal("status", "缺勤", C.NOT_EQUAL)),
    ('状态 <> "缺勤"', equal("status", "缺勤", C.NOT_EQUAL)),
    ("迟到分钟 小于 5", Comparison(C.LESS, field("late"), number(5))),
    ("迟到分钟 不大于 5", Comparison(C.LESS_OR_EQUAL, field("late"), number(5))),
    ("迟到分钟 小于等于 5", Comparison(C.LESS_OR_EQUAL, field("late"), number(5))),
    ("迟到分钟大于5", Comparison(C.GREATER, field("late"), number(5))),
    ("迟到分钟 不小于 5", Comparison(C.GREATER_OR_EQUAL, field("late"), number(5))),
    ("迟到分钟 大于或等于 5", Comparison(C.GREATER_OR_EQUAL, field("late"), number(5))),
    ("5 < 迟到分钟", Comparison(C.LESS, number(5), field("late"))),
    ('状态 属于 ("缺勤", "present")', InList(field("status"), (words("缺勤"), words("出勤")))),
    ('状态 not in ("缺勤")', InList(field("status"), (words("缺勤"),), True)),
    ("迟到分钟 不属于 (1, -2)", InList(field("late"), (number(1), number(-2)), True)),
    ("状态 为空", IsNull(field("status"))),
    ("状态不为空", IsNull(field("status"), True)),
    ("status is not null", IsNull(field("status"), True)),
    ("status is null", IsNull(field("status"))),
    ('非 状态 = "缺勤"', Not(ABSENT)),
    ('非状态="缺勤"', Not(ABSENT)),
    ("学生.是否贫困 = 是", Comparison(C.EQUAL, field("student", "poor"), Literal(True, Type.BOOLEAN))),
    ("not 学生.是否贫困", Not(field("student", "poor"))),
    (
        '状态="缺勤"且迟到分钟为空或学生.是否贫困=否且学生.性别="男"',
        Logic(
            LogicOperator.OR,
            (
                Logic(LogicOperator.AND, (ABSENT, IsNull(field("late")))),
                Logic(
                    LogicOperator.AND,
                    (
                        Comparison(C.EQUAL, field("student", "poor"), Literal(False, Type.BOOLEAN)),
                        Comparison(C.EQUAL, field("student", "gender"), words("男")),
                    ),
                ),
            ),
        ),
    ),
    (
        "学生.是否贫困=是且迟到分钟>0",
        Logic(
            LogicOperator.AND,
            (
                Comparison(C.EQUAL, field("student", "poor"), Literal(True, Type.BOOLEAN)),
                Comparison(C.GREATER, field("late"), number(0)),
            ),
        ),
    ),
    (
        'status = "absent" and (late > 1 or late is null)',
        Logic(
            LogicOperator.AND,
            (
                ABSENT,
                Logic(
                    LogicOperator.OR, (Comparison(C.GREATER, field("late"), number(1)), IsNull(field("late")))
                ),
            ),
        ),
    ),
]

VALUES = [
    ("[缺课率]", RATE),
    ("[absence_rate]", RATE),
    ("[absence rate]", RATE),
    ("【 缺课率 】", RATE),
    ("上期([缺课率])", Shift(ShiftKind.PREVIOUS, "absence_rate")),
    ("last_year([absence_rate])", Shift(ShiftKind.LAST_YEAR, "absence_rate")),
    ("同比([课程平均分])", Change(ChangeKind.YOY, "mean_grade")),
    ("环比([课程平均分])", Change(ChangeKind.POP, "mean_grade")),
    ("滚动([缺课率], 4, 周)", Window(WindowKind.ROLLING, "absence_rate", 4, PeriodKind.WEEK)),
    ("rolling([absence_rate],4,week)", Window(WindowKind.ROLLING, "absence_rate", 4, PeriodKind.WEEK)),
    ("滚动([缺课率],2,天)", Window(WindowKind.ROLLING, "absence_rate", 2, PeriodKind.DAY)),
    ("累计([缺课率])", Window(WindowKind.CUMULATIVE, "absence_rate")),
    ("排名([缺课率])", Rank("absence_rate")),
    ("校均([缺课率])", PeerMean("absence_rate")),
    ("子级([缺课率], 学生, 平均)", Children(ChildrenFunction.MEAN, "absence_rate", "student")),
    (
        "children([absence_rate], student, count, value > 5%)",
        Children(
            ChildrenFunction.COUNT,
            "absence_rate",
            "student",
            Comparison(C.GREATER, ChildValue(), number(0.05)),
        ),
    ),
    (
        "加权([缺课率] 权 0.4 反向, [课程平均分] 权 0.6)",
        Weighted((WeightedPart("absence_rate", 0.4, True), WeightedPart("mean_grade", 0.6))),
    ),
    (
        "weighted([缺课率]weight 40% inverted,[课程平均分]权0.6)",
        Weighted((WeightedPart("absence_rate", 0.4, True), WeightedPart("mean_grade", 0.6))),
    ),
    ("加权([缺课率]权0.4反向)", Weighted((WeightedPart("absence_rate", 0.4, True),))),
    (
        "1 + 2 * [缺课率] - 3",
        Arithmetic(
            A.SUBTRACT, Arithmetic(A.ADD, number(1), Arithmetic(A.MULTIPLY, number(2), RATE)), number(3)
        ),
    ),
    ("[缺课率] ÷ 2 × 3", Arithmetic(A.MULTIPLY, Arithmetic(A.DIVIDE, RATE, number(2)), number(3))),
    ("[缺课率] / (2 * 3)", Arithmetic(A.DIVIDE, RATE, Arithmetic(A.MULTIPLY, number(2), number(3)))),
    ("-[缺课率]", Arithmetic(A.MULTIPLY, number(-1), RATE)),
    ("[缺课率] - -5", Arithmetic(A.SUBTRACT, RATE, number(-5))),
    ("+[缺课率] + .5", Arithmetic(A.ADD, RATE, number(0.5))),
    ("[缺课率] > 5 %", Comparison(C.GREATER, RATE, number(0.05))),
    ("四舍五入([缺课率])", Round(RATE)),
    ("round([缺课率], 2)", Round(RATE, 2)),
    ("截取([缺课率], -1, 1)", Clip(RATE, -1.0, 1.0)),
    ("如果([已达标], 1, 0)", If(IndicatorRef("reached"), number(1), number(0))),
    (
        "上期([已达标]) = 是",
        Comparison(C.EQUAL, Shift(ShiftKind.PREVIOUS, "reached"), Literal(True, Type.BOOLEAN)),
    ),
    ("[缺课率] 为空 或 非 [已达标]", Logic(LogicOperator.OR, (IsNull(RATE), Not(IndicatorRef("reached"))))),
]


@pytest.mark.parametrize(("text", "tree"), AGGREGATES + VALUES)
def test_formula_becomes_its_tree(text: str, tree: Expression) -> None:
    assert parse(text, VOCABULARY) == tree


@pytest.mark.parametrize(("text", "tree"), CONDITIONS)
def test_condition_becomes_its_tree(text: str, tree: Expression) -> None:
    assert parse(f"计数(考勤, {text})", VOCABULARY) == count(tree)


@pytest.mark.parametrize(
    "text",
    [
        "计数（考勤，状态＝“缺勤”）／计数（考勤，状态≠“免修”）",
        "计数(考勤,状态='缺勤')/计数(考勤,状态!='免修')",
        "计数(考勤,状态=‘缺勤’)÷计数(考勤,状态<>”免修“)",
        '  计数( 考勤 , 状态 = “缺勤" )\n / count(attendance, status 不等于 ＂免修＂)  ',
        '计数(考勤，状态等于"缺勤")\u3000/\u3000计数(考勤、状态不等于"免修")',
    ],
)
def test_full_width_and_spacing_do_not_matter(text: str) -> None:
    plain = '计数(考勤, 状态 = "缺勤") / 计数(考勤, 状态 != "免修")'
    assert parse(text, VOCABULARY) == parse(plain, VOCABULARY)


def test_full_width_digits_and_percent() -> None:
    assert parse("[缺课率]＞５％", VOCABULARY) == parse("[缺课率] > 0.05", VOCABULARY)


def test_percent_is_exact() -> None:
    assert parse("[缺课率] * 29%", VOCABULARY) == Arithmetic(A.MULTIPLY, RATE, number(0.29))


def test_doubled_quote_stands_for_one() -> None:
    read = parse('去重计数(成绩.编号, 编号 = "A""1")', VOCABULARY)
    assert isinstance(read, Aggregate)
    assert read.condition == equal("record", 'A"1')


def test_names_that_contain_operator_words_stay_whole() -> None:
    read = parse("求和(成绩.不合格数, 非补考且不合格数大于0)", VOCABULARY)
    condition = Logic(
        LogicOperator.AND, (Not(field("resit")), Comparison(C.GREATER, field("不合格数"), number(0)))
    )
    assert read == Aggregate(F.SUM, "grades", field("不合格数"), condition)


def test_long_and_wide_formulas_within_the_limits_are_read() -> None:
    condition = " 或 ".join(["迟到分钟 = 1"] * 500)
    assert isinstance(parse(f"计数(考勤, {condition})", VOCABULARY), Aggregate)
    assert isinstance(parse(" + ".join(["计数(考勤)"] * 49), VOCABULARY), Arithmetic)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("缺课率 = 计数(考勤)", ("缺课率", "计数(考勤)")),
        ("缺课率＝计数(考勤)", ("缺课率", "计数(考勤)")),
        (
            'absence_rate=count(attendance, status = "absent")',
            ("absence_rate", 'count(attendance, status = "absent")'),
        ),
        ("计数(考勤)", (None, "计数(考勤)")),
        ("[缺课率] = 1", (None, "[缺课率] = 1")),
        ("缺课率 == 1", (None, "缺课率 == 1")),
        ("1 = 1", (None, "1 = 1")),
    ],
)
def test_a_leading_name_can_be_split_off(text: str, parts: tuple[str | None, str]) -> None:
    assert split_definition(text) == parts
