"""One written value at a time: what people write, what it means, and why it cannot be read."""

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengai_engine.compile.intake.characters import plain, tidy
from zhengai_engine.compile.intake.cleaning import tidy_text
from zhengai_engine.compile.intake.columns import PLAIN, is_plain, reader_of
from zhengai_engine.compile.intake.values import (
    Unreadable,
    choice_reader,
    read_boolean,
    read_date,
    read_integer,
    read_number,
)
from zhengai_engine.compile.quoting import literal as quoted_text
from zhengai_engine.tables.dataset import Choice, Field, FieldType

FULL = {each: chr(ord(each) + 0xFEE0) for each in "0123456789ABCabc%.,-/()"}


def wide(text: str) -> str:
    return "".join(FULL.get(each, each) for each in text)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("85", 85.0),
        (" 85.50 ", 85.5),
        ("\u300085\u00a0", 85.0),
        (wide("85.5"), 85.5),
        ("1,234,567.8", 1234567.8),
        (wide("1,234"), 1234.0),
        ("85%", 0.85),
        (wide("85.5%"), 0.855),
        ("-3", -3.0),
        ("+3", 3.0),
        ("1.2E3", 1200.0),
        (".5", 0.5),
    ],
)
def test_numbers(written: str, value: float) -> None:
    assert read_number(written) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "written", ["八十五", "85分左右", "1,23", "1.2.3", "--", "", ".", "缓考", "1e999x", "inf"]
)
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(Unreadable, match="不是数字"):
        read_number(written)


def test_the_fields_own_unit_may_be_written_and_another_may_not() -> None:
    assert read_number("3.5元", "元") == 3.5
    assert read_number("85%", "%") == 85
    with pytest.raises(Unreadable):
        read_number("3.5万元", "元")


@pytest.mark.parametrize(("written", "value"), [("2021001.0", 2021001), ("1,000", 1000), (wide("12"), 12)])
def test_whole_numbers(written: str, value: int) -> None:
    assert read_integer(written) == value


@pytest.mark.parametrize(
    ("written", "reason"), [("3.5", "不是整数"), ("三", "不是整数"), ("99999999999999999999", "数字太大")]
)
def test_what_is_no_whole_number(written: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_integer(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-01",
        "2026-9-1",
        "2026/9/1",
        "2026.9.1",
        "2026年9月1日",
        "2026年09月01号",
        "20260901",
        "2026-09-01 00:00:00",
        "2026-09-01T08:30",
        "二〇二六年九月一日",
        "二零二六年九月一日",
        "46266",
        "46266.5",
        " 2026-09-01\u3000",
        wide("2026/9/1"),
    ],
)
def test_dates(written: str) -> None:
    assert read_date(written) == date(2026, 9, 1)


def test_chinese_numerals_up_to_31() -> None:
    assert read_date("二〇二六年十二月三十一日") == date(2026, 12, 31)
    assert read_date("二〇二六年十月二十日") == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-02-30", "这一天不存在"),
        ("20260230", "这一天不存在"),
        ("二〇二六年十三月一日", "这一天不存在"),
        ("1026-01-01", "年份不在 1900 到 2100 之间"),
        ("9/1/2026", "不是日期，请写成 2026-09-01 的样子"),
        ("2026-09", "不是日期，请写成 2026-09-01 的样子"),
        ("去年", "不是日期，请写成 2026-09-01 的样子"),
    ],
)
def test_what_is_no_date(written: str, reason: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read_date(written)
    assert str(problem.value) == reason


def test_yes_and_no() -> None:
    assert all(read_boolean(each) for each in ["是", "有", "Y", "y", "√", "1", "TRUE", wide("1"), " 是 "])
    assert not any(read_boolean(each) for each in ["否", "无", "N", "n", "×", "0", "false"])
    with pytest.raises(Unreadable, match="不是“是”或“否”"):
        read_boolean("也许")


def test_choices_by_value_or_alias() -> None:
    read = choice_reader(
        Field(
            "status",
            "状态",
            FieldType.TEXT,
            choices=(Choice("缺勤", ("旷课", "absent")), Choice("业余(夜大)"), Choice("出勤")),
        )
    )
    assert [read(each) for each in ["缺勤", "旷课", "Absent", " 出勤"]] == ["缺勤", "缺勤", "缺勤", "出勤"]
    assert read("业余" + wide("(") + "夜大" + wide(")")) == "业余(夜大)"
    with pytest.raises(Unreadable) as problem:
        read("逃课")
    assert str(problem.value) == "不在可选值中(可选：缺勤、业余(夜大)、出勤)"


def test_tidy_keeps_inner_text_and_brackets() -> None:
    assert tidy("\u3000张 三(" + wide("A1") + ")\u00a0") == "张 三(A1)"
    assert plain(wide("2026") + " - 2027") == "2026-2027"
    assert [tidy(each) for each in ["-", " / ", "NULL", "#N/A", "\u3000"]] == [""] * 5


@given(st.from_regex(PLAIN[FieldType.NUMBER], fullmatch=True, alphabet="0123456789.-"))
def test_what_sql_casts_by_itself_is_what_the_reader_reads(written: str) -> None:
    """PLAIN numbers never see their reader: both ways must agree."""
    assert is_plain(FieldType.NUMBER, written)
    row = duckdb.execute("SELECT TRY_CAST(? AS DOUBLE)", [written]).fetchone()
    assert row is not None
    assert row[0] == read_number(written)


@given(st.text(alphabet="张三ab1 -/" + FULL["1"] + FULL["a"] + "\u3000\u00a0\t\ufeff", max_size=8))
def test_sql_tidies_as_python_does(written: str) -> None:
    row = duckdb.execute(f"SELECT {tidy_text(quoted_text(written))}").fetchone()
    assert row is not None
    assert (row[0] or "") == tidy(written)


def test_a_year_may_be_written_as_a_grade() -> None:
    read = reader_of(Field("enrol_year", "入学年份", FieldType.INTEGER, unit="年"))
    assert read is not None
    assert [read(each) for each in ["2026", "2026级", "2026年", "2026.0"]] == [2026] * 4


def test_free_text_needs_no_reader() -> None:
    assert reader_of(Field("name", "姓名", FieldType.TEXT)) is None
