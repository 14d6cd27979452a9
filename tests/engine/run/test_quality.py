"""Quality rules: what each kind judges and fails, and what of it can be listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE, rows
from zhengai_engine.formulas import Vocabulary, parse, parse_condition
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.reference.quality import Judge
from zhengai_engine.run.quality import Judging
from zhengai_engine.run.sources import MemorySource
from zhengai_engine.tables.quality import (
    Age,
    Aspect,
    Balance,
    Check,
    Drift,
    Fresh,
    Holds,
    InRange,
    QualityRule,
    Refers,
    Required,
    Unique,
    Verdict,
    Volume,
)

TODAY = date(2026, 11, 20)
WORDS = Vocabulary(CATALOGUE)
GRADES = """
    student | offering | semester    | score | weight | passed
    s1      | o1       | 2026-2027-1 | 55    | 1      | 是
    s2      | o1       | 2026-2027-1 | 120   | 1      | 是
    s3      | o1       | 2026-2027-1 | -     | 1      | -
    s9      | o1       | 2026-2027-1 | 80    | 1      | 是
    s1      | o2       | 2026-2027-1 | 59    | 1      | 否
"""


def rule(dataset: str, check: Check, where: str = "") -> QualityRule:
    scope = parse_condition(where, dataset, WORDS) if where else None
    return QualityRule("r", "规则", dataset, check, Aspect.TRUE, scope, where)


def holds(dataset: str, text: str) -> Holds:
    return Holds(parse_condition(text, dataset, WORDS), text)


def judged(found: QualityRule, tables: dict[str, list[dict[str, Any]]], **more: Any) -> Verdict:
    """By both engines, which must agree."""
    wanted = Judge(CATALOGUE, tables, CALENDAR, college=COLLEGE, today=TODAY, **more).verdict(found)
    with _judging([found], tables, **more) as judging:
        assert judging.verdicts() == [wanted]
    return wanted


def _judging(rules: Sequence[QualityRule], tables: dict[str, list[dict[str, Any]]], **more: Any) -> Judging:
    return Judging(rules, CATALOGUE, CALENDAR, MemorySource(tables), college=COLLEGE, today=TODAY, **more)


@pytest.mark.parametrize(
    ("check", "where", "expected"),
    [
        (Required("score"), "", (5, 1)),
        (InRange("score", 0, 100), "", (4, 1)),
        (InRange("score", None, 100), "", (4, 1)),
        (Refers("student"), "", (5, 1)),
        (Unique(("student",)), "", (5, 2)),
        (Unique(("student", "offering")), "", (5, 0)),
        (Required("score"), "offering = 'o1'", (4, 1)),
        (Required("score"), "score > 60", (2, 0)),
    ],
)
def test_what_a_check_counts(check: Check, where: str, expected: tuple[int, int]) -> None:
    found = judged(rule("grades", check, where), rows(grades=GRADES))
    assert (found.judged, found.failing) == expected


def test_a_condition_over_fields_judges_only_rows_that_have_them() -> None:
    found = judged(rule("grades", holds("grades", "passed = 否 或 score >= 60")), rows(grades=GRADES))
    assert (found.judged, found.failing) == (4, 1)


def test_a_condition_may_look_at_the_row_referred_to() -> None:
    found = judged(rule("grades", holds("grades", 'student.gender = "女"')), rows(grades=GRADES))
    assert (found.judged, found.failing) == (4, 1)


def test_age_is_counted_from_today() -> None:
    tables = rows()
    tables["teachers"] += [{"teacher": "t3", "born": date(2015, 1, 1)}, {"teacher": "t4", "born": None}]
    found = judged(rule("teachers", Age("born", 18, 75)), tables)
    assert (found.judged, found.failing) == (3, 1)
    year = [{"year": 2026, "amount": 1.0}, {"year": 2027, "amount": 1.0}]
    assert judged(rule("finance", Age("year", 0)), rows() | {"finance": year}).failing == 1


def test_two_formulas_balance_within_a_tolerance() -> None:
    left = parse("去重计数(grades.student)", WORDS)
    right = parse("去重计数(registrations.student)", WORDS)
    registered = """
        student | semester    | state
        s1      | 2026-2027-1 | 在读
        s2      | 2026-2027-1 | 在读
        s4      | 2026-2027-1 | 在读
    """
    tables = rows(grades=GRADES, registrations=registered)
    balance = Balance(left, right, "", "programme", PeriodKind.SEMESTER)
    found = judged(rule("grades", balance), tables)
    assert (found.judged, found.failing) == (3, 2)  # p1 has 2 and 2, p2 1 and 0, p3 0 and 1
    at_most = Balance(left, right, "", "programme", PeriodKind.SEMESTER, at_most=True)
    assert judged(rule("grades", at_most), tables).failing == 1
    assert (
        judged(
            rule("grades", Balance(left, right, "", "programme", PeriodKind.SEMESTER, tolerance=1)), tables
        ).failing
        == 0
    )
    with _judging([rule("grades", balance)], tables) as judging:
        cells = judging.failing("r", 10)
    assert [dict(each.key)["subject"] for each in cells] == ["p2", "p3"]
    assert dict(cells[0].values) == {"left": 1.0, "right": 0.0}


def _attendance(weeks: dict[int, list[str]]) -> list[dict[str, Any]]:
    return [
        {"student": f"x{number}", "offering": "o1", "semester": "2026-2027-1", "week": week, "status": status}
        for week, states in weeks.items()
        for number, status in enumerate(states)
    ]


def test_freshness_counts_days_after_the_newest_period() -> None:
    tables = rows() | {"attendance": _attendance({9: ["present"]})}  # week 9 ends on 1 November
    found = judged(rule("attendance", Fresh(8)), tables)
    assert (found.failing, found.measured, found.period) == (1, 11.0, "2026-2027-1-W09")
    assert judged(rule("attendance", Fresh(30)), tables).failing == 0


def test_a_dataset_without_time_is_as_fresh_as_its_last_receipt() -> None:
    assert judged(rule("students", Fresh(30)), rows()).judged == 0
    late = judged(rule("students", Fresh(30)), rows(), received={"students": date(2026, 9, 1)})
    assert (late.failing, late.measured) == (1, 50.0)


@pytest.mark.parametrize(("last", "fails"), [(10, 0), (4, 1), (30, 1), (20, 0)])
def test_a_period_with_unusually_many_or_few_rows_fails(last: int, fails: int) -> None:
    weeks = {7: ["present"] * 10, 8: ["present"] * 10, 9: ["present"] * last, 12: ["present"] * 3}
    tables = rows() | {"attendance": _attendance(weeks)}  # week 12 is not over yet
    found = judged(rule("attendance", Volume(PeriodKind.WEEK)), tables)
    assert (found.judged, found.failing, found.period) == (1, fails, "2026-2027-1-W09")
    assert found.measured == pytest.approx(last / 10)


def test_the_first_period_is_not_judged() -> None:
    tables = rows() | {"attendance": _attendance({7: ["present"] * 10})}
    assert judged(rule("attendance", Volume(PeriodKind.WEEK)), tables).judged == 0


def test_a_distribution_that_moved_fails() -> None:
    usual, moved = ["present"] * 90 + ["absent"] * 10, ["present"] * 50 + ["absent"] * 50
    check = Drift("status", PeriodKind.WEEK)
    same = rows() | {"attendance": _attendance({7: usual, 8: usual, 9: usual})}
    assert judged(rule("attendance", check), same) == Verdict("r", 1, 0, 0.0, "2026-2027-1-W09")
    other = rows() | {"attendance": _attendance({7: usual, 8: usual, 9: moved})}
    found = judged(rule("attendance", check), other)
    assert found.failing == 1
    assert found.measured is not None
    assert found.measured > 0.25
    few = rows() | {"attendance": _attendance({7: usual, 8: moved[:40]})}
    assert judged(rule("attendance", check), few).judged == 0


def test_numbers_are_cut_into_classes() -> None:
    check = Drift("score", PeriodKind.SEMESTER, edges=(60.0, 80.0), least=2)
    grades = [
        {"student": f"x{n}", "offering": "o1", "semester": semester, "score": score}
        for semester, scores in (("2025-2026-1", [50, 60, 79.5, 80]), ("2025-2026-2", [55, 61, 70, 90]))
        for n, score in enumerate(scores)
    ]
    found = judged(rule("grades", check), rows() | {"grades": grades})
    assert (found.judged, found.failing, found.measured) == (1, 0, 0.0)


def test_failing_rows_come_by_key_with_their_fields() -> None:
    check = rule("grades", InRange("score", 60, 100))
    with _judging([check], rows(grades=GRADES)) as judging:
        found = judging.failing("r", 2)
        again = judging.failing("r", 10, keys=[("s2", "o1", "2026-2027-1"), ("s9", "o1", "2026-2027-1")])
    assert [dict(each.key)["student"] for each in found] == ["s1", "s1"]
    assert dict(found[0].values)["score"] == 55.0
    assert [dict(each.key)["student"] for each in again] == ["s2"]


def test_rows_that_repeat_are_listed_together() -> None:
    with _judging([rule("grades", Unique(("student",)))], rows(grades=GRADES)) as judging:
        assert [dict(each.key)["offering"] for each in judging.failing("r", 10)] == ["o1", "o2"]


def test_a_dataset_that_was_never_received_has_no_verdict() -> None:
    with _judging([rule("grades", Required("score"))], rows(never=("grades",))) as judging:
        assert judging.verdicts() == []


def test_all_row_checks_of_a_dataset_are_one_pass() -> None:
    rules = [
        QualityRule(f"r{number}", "", "grades", check, Aspect.TRUE)
        for number, check in enumerate(
            [Required("score"), InRange("score", 0, 100), Refers("student"), Refers("offering")]
        )
    ]
    with _judging(rules, rows(grades=GRADES)) as judging:
        assert judging.sql("grades").count('"data_grades"') == 1


def test_formulas_of_days_balance_by_week() -> None:
    incidents = [
        {"incident": "i1", "teacher": "t1", "day": date(2026, 11, 17), "severity": 1.0, "kind": "教学"}
    ]
    every = parse("计数(incidents)", WORDS)
    balance = Balance(every, every, "", "department", PeriodKind.WEEK)
    assert judged(rule("incidents", balance), rows() | {"incidents": incidents}).judged == 2
