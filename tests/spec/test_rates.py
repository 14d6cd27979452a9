"""Counts, shares and means: what is divided by what, who appears, and why there is no value."""

from tests.spec.conftest import Ask
from tests.spec.tables import same
from tests.spec.write import aggregate, both, calculate, compare, count, indicator, share, where
from zhengai_engine.model.expression import IndicatorRef, Round

ABSENT = where("status", "=", "absent")
ATTENDANCE = """
    student | offering | semester    | week | status
    s1      | o1       | 2026-2027-1 | 6    | absent
    s1      | o1       | 2026-2027-1 | 7    | present
    s2      | o1       | 2026-2027-1 | 6    | present
    s3      | o2       | 2026-2027-1 | 6    | present
"""
GRADES = """
    student | offering | semester    | score
    s1      | o1       | 2026-2027-1 | 90
    s1      | o2       | 2026-2027-1 | 60
    s2      | o1       | 2026-2027-1 | 30
    s3      | o1       | 2026-2027-1 | -
"""


def test_a_rate_keeps_its_numerator_and_denominator(ask: Ask) -> None:
    found = ask(
        indicator("x", share("attendance", ABSENT)),
        level="course",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
    )
    same(
        found,
        """
        subject | value        | numerator | denominator | reason
        c1      | 0.3333333333 | 1         | 3           | -
        c2      | 0            | 0         | 1           | -
        """,
    )


def test_a_member_without_rows_appears_with_no_data(ask: Ask) -> None:
    found = ask(
        indicator("x", share("attendance", ABSENT)),
        level="student",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
    )
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        s1      | 0.5   | 1         | 2           | -
        s2      | 0     | 0         | 1           | -
        s3      | 0     | 0         | 1           | -
        s4      | -     | 0         | 0           | no_data
        """,
    )


def test_a_programme_without_students_has_a_denominator_of_nought_not_one(ask: Ask) -> None:
    found = ask(
        indicator("x", share("students", where("gender", "=", "女"))),
        level="programme",
        periods="2026-2027-1",
        students="""
            student | programme | gender
            s1      | p1        | 女
        """,
    )
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        p1      | 1     | 1         | 1           | -
        p2      | -     | 0         | 0           | no_data
        p3      | -     | 0         | 0           | no_data
        """,
    )


def test_rows_but_nothing_to_divide_by_is_no_denominator(ask: Ask) -> None:
    late = where("status", "=", "late")
    rate = calculate(count("attendance", ABSENT), "/", count("attendance", late))
    found = ask(indicator("x", rate), level="student", periods="2026-2027-1", attendance=ATTENDANCE)
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        s1      | -     | 1         | 0           | no_denominator
        s2      | -     | 0         | 0           | no_denominator
        s3      | -     | 0         | 0           | no_denominator
        s4      | -     | 0         | 0           | no_data
        """,
    )


def test_one_dataset_with_rows_is_enough_to_be_no_denominator(ask: Ask) -> None:
    found = ask(
        indicator("x", calculate(count("grades"), "/", count("attendance"))),
        level="course",
        periods="2026-2027-1",
        grades="""
            student | offering | semester    | score
            s1      | o1       | 2026-2027-1 | 90
        """,
    )
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        c1      | -     | 1         | 0           | no_denominator
        c2      | -     | 0         | 0           | no_data
        """,
    )


def test_a_denominator_counts_those_without_a_numerator(ask: Ask) -> None:
    """Absences per student: students who were never absent are in the denominator."""
    rate = calculate(count("attendance", ABSENT), "/", count("students"))
    found = ask(indicator("x", rate), level="programme", periods="2026-2027-1", attendance=ATTENDANCE)
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        p1      | 0.5   | 1         | 2           | -
        p2      | 0     | 0         | 1           | -
        p3      | 0     | 0         | 1           | -
        """,
    )


def test_a_count_over_no_rows_is_nought_and_everything_else_null(ask: Ask) -> None:
    found = ask(
        indicator("count", count("grades")),
        indicator("distinct", aggregate("count_distinct", "grades.student")),
        *(
            indicator(f, aggregate(f, "grades.score"))
            for f in ("sum", "mean", "max", "min", "median", "stddev", "latest")
        ),
        indicator("quantile", aggregate("quantile", "grades.score", quantile=0.5)),
        codes=["count", "distinct", "sum", "mean", "max", "min", "median", "stddev", "latest", "quantile"],
        level="college",
        periods="2026-2027-1",
    )
    same(
        found,
        """
        indicator | value | numerator | denominator | reason
        count     | 0     | -         | -           | -
        distinct  | 0     | -         | -           | -
        sum       | -     | -         | -           | no_data
        mean      | -     | 0         | 0           | no_data
        max       | -     | -         | -           | no_data
        min       | -     | -         | -           | no_data
        median    | -     | -         | -           | no_data
        stddev    | -     | -         | -           | no_data
        latest    | -     | -         | -           | no_data
        quantile  | -     | -         | -           | no_data
        """,
    )


def test_a_dataset_that_was_never_received_is_not_nought(ask: Ask) -> None:
    found = ask(
        indicator("count", count("grades")),
        indicator("mean", aggregate("mean", "grades.score")),
        indicator("share", share("grades", where("score", ">=", 60))),
        codes=["count", "mean", "share"],
        never=("grades",),
        level="college",
        periods="2026-2027-1",
    )
    same(
        found,
        """
        indicator | value | numerator | denominator | reason
        count     | -     | -         | -           | no_data
        mean      | -     | -         | -           | no_data
        share     | -     | -         | -           | no_data
        """,
    )


def test_a_mean_skips_nulls_and_is_a_sum_over_a_count(ask: Ask) -> None:
    found = ask(
        indicator("x", aggregate("mean", "grades.score")),
        level="student",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        subject | value | numerator | denominator | reason
        s1      | 75    | 150       | 2           | -
        s2      | 30    | 30        | 1           | -
        s3      | -     | 0         | 0           | no_data
        s4      | -     | 0         | 0           | no_data
        """,
    )


def test_a_higher_level_is_computed_from_rows_not_averaged(ask: Ask) -> None:
    """The mean of 75 and 30 would be 52.5; the mean of the three scores is 60."""
    found = ask(
        indicator("x", aggregate("mean", "grades.score")),
        level="programme",
        periods="2026-2027-1",
        grades=GRADES,
    )
    same(
        found,
        """
        subject | value | numerator | denominator
        p1      | 60    | 180       | 3
        p2      | -     | 0         | 0
        p3      | -     | 0         | 0
        """,
    )


def test_rounding_and_referring_keep_the_numerator(ask: Ask) -> None:
    found = ask(
        indicator("rate", share("attendance", ABSENT)),
        indicator("rounded", Round(share("attendance", ABSENT), 2)),
        indicator("same", IndicatorRef("rounded")),
        indicator("percent", calculate(IndicatorRef("rate"), "*", 100)),
        indicator("above", compare(IndicatorRef("rate"), ">", 0.3)),
        codes=["rounded", "same", "percent", "above"],
        level="college",
        periods="2026-2027-1",
        attendance=ATTENDANCE.replace(
            "s3      | o2       | 2026-2027-1 | 6", "s3      | o2       | 2025-2026-1 | 6"
        ),
    )
    same(
        found,
        """
        indicator | value       | numerator | denominator
        rounded   | 0.33        | 1         | 3
        same      | 0.33        | 1         | 3
        percent   | 33.33333333 | -         | -
        above     | 1           | -         | -
        """,
    )


def test_two_fact_tables_do_not_multiply_each_other(ask: Ask) -> None:
    """s1 has two grades and two attendance rows: four would be the cross product."""
    found = ask(
        indicator("x", calculate(count("attendance"), "+", count("grades"))),
        indicator("ratio", calculate(count("attendance"), "/", aggregate("sum", "grades.score"))),
        codes=["x", "ratio"],
        level="programme",
        periods="2026-2027-1",
        attendance=ATTENDANCE,
        grades=GRADES,
    )
    same(
        found,
        """
        indicator | subject | value        | numerator | denominator | reason
        x         | p1      | 6            | -         | -           | -
        x         | p2      | 2            | -         | -           | -
        x         | p3      | 0            | -         | -           | -
        ratio     | p1      | 0.0166666667 | 3         | 180         | -
        ratio     | p2      | -            | 1         | -           | no_data
        ratio     | p3      | -            | 0         | -           | no_data
        """,
    )


def test_the_same_dimension_joined_twice(ask: Ask) -> None:
    """Departments are reached through the student's programme, the course and the teacher, in one formula."""
    strangers = both(
        where("offering.course.department", "=", "d1"), where("offering.teacher.department", "!=", "d1")
    )
    found = ask(
        indicator("x", share("attendance", strangers)),
        level="department",
        periods="2026-2027-1",
        attendance="""
            student | offering | semester    | week
            s1      | o1       | 2026-2027-1 | 6
            s1      | o3       | 2026-2027-1 | 6
            s4      | o3       | 2026-2027-1 | 6
            s4      | o2       | 2026-2027-1 | 6
        """,
    )
    same(
        found,
        """
        subject | value | numerator | denominator
        d1      | 0.5   | 1         | 2
        d2      | 0.5   | 1         | 2
        """,
    )


def test_rows_with_a_null_or_dangling_reference_reach_only_the_levels_they_can(ask: Ask) -> None:
    attendance = """
        student | offering | semester    | week
        s1      | o1       | 2026-2027-1 | 6
        ghost   | o1       | 2026-2027-1 | 6
        -       | o1       | 2026-2027-1 | 6
        s1      | nowhere  | 2026-2027-1 | 6
    """
    rows = indicator("x", count("attendance"))
    assert [v.value for v in ask(rows, level="college", periods="2026-2027-1", attendance=attendance)] == [4]
    assert [v.value for v in ask(rows, level="course", periods="2026-2027-1", attendance=attendance)] == [
        3,
        0,
    ]
    assert [v.value for v in ask(rows, level="programme", periods="2026-2027-1", attendance=attendance)] == [
        2,
        0,
        0,
    ]
    assert [v.value for v in ask(rows, level="student", periods="2026-2027-1", attendance=attendance)] == [
        2,
        0,
        0,
        0,
    ]


def test_a_level_or_period_that_is_not_offered_is_not_applicable(ask: Ask) -> None:
    rate = indicator("rate", share("attendance", ABSENT), levels=("course",), periods=("semester",))
    copy = indicator("copy", IndicatorRef("rate"))
    for level, period in (("college", "2026-2027-1"), ("course", "2026-2027-1-W06")):
        found = ask(rate, copy, codes=["rate", "copy"], level=level, periods=period, attendance=ATTENDANCE)
        assert {(v.value, str(v.reason), v.numerator) for v in found} == {(None, "not_applicable", None)}


def test_rows_that_do_not_reach_the_level_are_not_applicable(ask: Ask) -> None:
    found = ask(indicator("x", count("incidents")), level="student", periods="2026-2027-1")
    assert {(v.value, str(v.reason)) for v in found} == {(None, "not_applicable")}


def test_a_level_without_members_has_no_values(ask: Ask) -> None:
    x = indicator("x", count("attendance"))
    assert ask(x, level="student", periods="2026-2027-1", students="student") == []
    assert ask(x, level="student", periods="2026-2027-1", never=("students",)) == []
