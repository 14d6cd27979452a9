"""Semesters, weeks, months and years in the words of timetables and exports."""

import pytest

from zhengai_engine.compile.intake.times import (
    read_academic_year,
    read_month,
    read_semester,
    read_week,
    read_year,
    time_reader,
)
from zhengai_engine.compile.intake.values import Unreadable
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, TimeRule


@pytest.mark.parametrize(
    "written",
    [
        "2026-2027-1",
        "2026-2027学年第1学期",
        "2026-2027学年第一学期",
        "2026-2027学年度第一学期",
        "2026—2027学年 第一学期",
        "2026/2027(1)",
        "2026-2027学年上学期",
        "2026-27-1",
        "20261",
        "202620271",
        "2026秋",
        "2026年秋季学期",
        "\uff12\uff10\uff12\uff16-2027-1",
    ],
)
def test_the_first_semester(written: str) -> None:
    assert read_semester(written) == "2026-2027-1"


@pytest.mark.parametrize("written", ["2026-2027学年第二学期", "2027春", "20262", "2026-2027学年下学期"])
def test_the_second_semester(written: str) -> None:
    assert read_semester(written) == "2026-2027-2"


@pytest.mark.parametrize("written", ["2026", "第一学期", "2026-2027-3", "2026-2027", "下学期"])
def test_what_is_no_semester(written: str) -> None:
    with pytest.raises(Unreadable, match="不是学期，请写成 2026-2027-1 的样子"):
        read_semester(written)


def test_an_academic_year_joins_two_years_in_a_row() -> None:
    assert [read_academic_year(each) for each in ["2026-2027", "2026-2027学年", "2026~2027学年度"]] == [
        "2026-2027"
    ] * 3
    with pytest.raises(Unreadable, match="学年应是相连的两年，例如 2026-2027"):
        read_academic_year("2026-2028")
    with pytest.raises(Unreadable, match="不是学年"):
        read_academic_year("2026")


def test_weeks() -> None:
    assert [read_week(each) for each in ["6", "第6周", "第六周", "W06", "6周", "第6教学周"]] == [6] * 6
    assert read_week("第十二周") == 12
    for wrong in ["第6-8周", "0", "单周"]:
        with pytest.raises(Unreadable, match="不是周次"):
            read_week(wrong)


def test_months_and_years() -> None:
    assert [read_month(each) for each in ["2026-11", "2026年11月", "202611", "2026/11", "2026-11-01"]] == [
        "2026-11"
    ] * 5
    assert [read_year(each) for each in ["2026", "2026年", "2026年度", "2026.0"]] == [2026] * 4
    with pytest.raises(Unreadable, match="这个月不存在"):
        read_month("2026-13")
    with pytest.raises(Unreadable, match="不是月份"):
        read_month("十一月")
    with pytest.raises(Unreadable, match="不是年份"):
        read_year("26")


@pytest.mark.parametrize(
    ("kind", "type_", "written", "meaning"),
    [
        (PeriodKind.SEMESTER, FieldType.TEXT, "2026秋", "2026-2027-1"),
        (PeriodKind.MONTH, FieldType.TEXT, "2026年1月", "2026-01"),
        (PeriodKind.ACADEMIC_YEAR, FieldType.TEXT, "2026-2027学年", "2026-2027"),
        (PeriodKind.CALENDAR_YEAR, FieldType.TEXT, "2026年", "2026"),
        (PeriodKind.CALENDAR_YEAR, FieldType.INTEGER, "2026年度", 2026),
    ],
)
def test_the_time_rule_decides_the_reader(
    kind: PeriodKind, type_: FieldType, written: str, meaning: object
) -> None:
    fields = (Field("when", "时间", type_), Field("other", "其他", type_))
    dataset = Dataset("d", "数据", fields, ("when",), time=TimeRule(kind, ("when",)))
    read = time_reader(dataset, fields[0])
    assert read is not None
    assert read(written) == meaning
    assert time_reader(dataset, fields[1]) is None


def test_a_day_is_read_by_its_type() -> None:
    fields = (Field("on", "日期", FieldType.DATE),)
    assert (
        time_reader(Dataset("d", "数据", fields, ("on",), TimeRule(PeriodKind.DAY, ("on",))), fields[0])
        is None
    )
