"""Exports of questionnaire platforms: what a column is, what an answer is worth, and who stays unknown."""

import pytest

from zhengai.datacentre.rules.answer_sheets import Role, long_rows, role_of, scale_of, score_of

GRID = [
    [
        "序号",
        "提交答卷时间",
        "来自IP",
        "1、您的身份",
        "2、您所在的学院",
        "3、您对教学是否满意？",
        "4、打几分",
        "5、您的姓名",
    ],
    ["17", "2026-11-01", "10.1.1.1", "学生", "D01", "A.非常满意", "4", "李晓"],
    ["18", "2026-11-02", "10.1.1.2", "教师", "", "不太满意", "5", ""],
    ["", "", "", "", "", "", "", ""],
]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("序号", Role.SHEET), ("提交答卷时间", Role.LEFT_OUT), ("来自IP", Role.LEFT_OUT), ("1、您的身份", Role.GROUP),
        ("2、您所在的学院", Role.DEPARTMENT), ("3、您对教学是否满意？", Role.QUESTION), ("您的手机号码", Role.LEFT_OUT),
        ("", Role.LEFT_OUT),
    ],
)  # fmt: skip
def test_what_a_column_is(header: str, role: Role) -> None:
    assert role_of(header) is role


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("非常满意", 100),
        ("B、满意", 80),
        ("一般", 60),
        ("不满意", 40),
        ("很不满意", 20),
        ("无所谓吧", None),
        ("", None),
    ],
)
def test_words_of_five_steps(answer: str, score: float | None) -> None:
    assert score_of(answer) == score


def test_numbers_are_out_of_their_own_scale() -> None:
    assert scale_of(["3", "5", "好"]) == 5
    assert scale_of(["7", "10"]) == 10
    assert score_of("4", 5) == 80
    assert score_of("101") is None


def test_one_row_for_each_answer_and_nobody_s_name() -> None:
    """Also where somebody calls the name a question."""
    roles = {at: role_of(header) for at, header in enumerate(GRID[0])} | {7: Role.QUESTION, 2: Role.QUESTION}
    rows = list(long_rows(GRID, roles, "教学调查", "2026-2027-1"))
    assert rows == [
        ["教学调查", "2026-2027-1", "17", "您对教学是否满意？", "学生", "D01", "A.非常满意", "100"],
        ["教学调查", "2026-2027-1", "17", "打几分", "学生", "D01", "4", "80"],
        ["教学调查", "2026-2027-1", "18", "您对教学是否满意？", "教师", "", "不太满意", "40"],
        ["教学调查", "2026-2027-1", "18", "打几分", "教师", "", "5", "100"],
    ]
