"""Proofs are told once, found by cycle, and counted in the database."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.rooms.cycles.telling import SEMESTER, new
from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, only_college, subjects
from zhengai.core.models import AuditEvent
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.cycles.models import Proof
from zhengai.cycles.queries import (
    Coverage,
    coverages,
    covered,
    current_cycle,
    cycle_of,
    earlier_turns,
    turn,
    turns,
)
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.span import OutsideCalendar, cycle_period, span_of
from zhengai.cycles.rules.stages import Stage
from zhengai_engine.model.period import Calendar, Period, PeriodKind, Semester


def period(college: College, code: str = SEMESTER) -> Period:
    return calendar_of(college).period(code)


def tell(college: College, *proofs: object) -> int:
    return record_proofs(college=college, proofs=proofs, by="lin")  # type: ignore[arg-type]


def reached(college: College, subject: str = "C001", code: str = SEMESTER) -> list[str]:
    return [state.node.code for state in turn(college, "course", subject, period(college, code)).reached]


def test_told_twice_is_one_proof(college: College) -> None:
    for _ in range(2):
        told = NewProof(
            level="course",
            subject="C001",
            period=SEMESTER,
            stage=Stage.GOAL,
            key="goal:1",
            about="goal:1",
            sentence="目标已批准",
        )
        record_proofs(college=college, proofs=[told], by="lin")
    assert Proof.objects.get().by == "lin"
    assert AuditEvent.objects.filter(action="cycles.record_proofs").count() == 1
    assert tell(college, new(Stage.GOAL, "goal:1"), new(Stage.GOAL, "goal:2"), new(Stage.GOAL, "goal:2")) == 1


def test_the_same_key_of_two_subjects_is_two_proofs(college: College) -> None:
    assert tell(college, new(Stage.GOAL, "g:1"), new(Stage.GOAL, "g:1", subject="C002")) == 2


def test_a_long_sentence_is_cut_where_it_fits(college: College) -> None:
    told = NewProof(
        level="course",
        subject="C001",
        period=SEMESTER,
        stage=Stage.GOAL,
        key="goal:1",
        about="goal:1",
        sentence="长" * 500,
    )
    record_proofs(college=college, proofs=[told], by="lin")
    assert Proof.objects.get().sentence == "长" * 399 + "…"


def test_dropping_takes_whole_keys_only(college: College) -> None:
    tell(college, *(new(Stage.WARN, f"alert:{n}:raise") for n in (1, 12)), new(Stage.GOAL, "alert:1"))
    assert drop_proofs(college=college, prefix="alert:1", by="lin") == 2
    assert Proof.objects.get().key == "alert:12:raise"
    assert drop_proofs(college=college, prefix="alert:1:", by="lin") == 0


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        (SEMESTER, True),
        (f"{SEMESTER}-W06", True),
        ("2026-10", True),
        ("2026-10-09", True),
        ("2026", True),
        ("2026-2027", True),  # the last semester known of that year
        ("2025-2026-2", False),
        ("2025-2026", False),
        ("2026-07", False),
        ("2025", False),
    ],
)
def test_a_proof_belongs_to_the_cycle_that_holds_its_period(
    college: College, code: str, inside: bool
) -> None:
    tell(college, new(Stage.GOAL, "goal:1", period=code))
    assert reached(college) == (["goal"] if inside else [])


KINDS = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR)
CALENDAR = Calendar(
    [
        Semester("2025-2026-1", date(2025, 9, 1), 18),
        Semester("2025-2026-2", date(2026, 3, 2), 18),
        Semester("2026-2027-1", date(2026, 8, 31), 18),
        Semester("2026-2027-2", date(2027, 3, 1), 18),
    ]
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_period_lies_in_exactly_the_cycle_that_lists_it(kind: PeriodKind) -> None:
    cycles = [each for each in CALENDAR.all() if each.kind is kind]
    days = [CALENDAR.period(f"2026-{month:02d}-{day:02d}") for month in range(1, 13) for day in (1, 15, 28)]
    months = [CALENDAR.period(f"2026-{month:02d}") for month in range(1, 13)]
    known = [each for each in CALENDAR.all() if each.kind is not PeriodKind.CALENDAR_YEAR]
    for each in [*known, *months, *days, CALENDAR.period("2026")]:
        cycle = cycle_period(CALENDAR, kind, each)
        assert [c.code for c in cycles if span_of(CALENDAR, c).holds(each.code)] == [cycle.code], each


def test_outside_the_calendar_is_said(college: College) -> None:
    with pytest.raises(OutsideCalendar, match="先在校历中登记"):
        cycle_of(college, "course", calendar_of(college).period("2019-05"))


def test_cycles_follow_the_level(college: College) -> None:
    week = period(college, f"{SEMESTER}-W12")
    assert cycle_of(college, "course", week).code == SEMESTER
    assert cycle_of(college, "student", week).code == "2026-2027"
    assert current_cycle(college, "course").code == SEMESTER
    assert current_cycle(college, "college").code == "2026-2027"


def test_what_counts_for_the_level_counts_for_every_subject(college: College) -> None:
    tell(college, new(Stage.STANDARD, "rule:a:1", subject=""), new(Stage.GOAL, "goal:1"))
    found = turns(college, "course", ["C001", "C002"], period(college))
    assert [state.node.code for state in found["C001"].reached] == ["goal", "standard"]
    assert [state.node.code for state in found["C002"].reached] == ["standard"]


def test_a_loop_closed_in_the_next_semester_is_closed_where_it_was_opened(college: College) -> None:
    tell(college, new(Stage.WARN, "alert:1:raise", period="2025-2026-2-W17"), new(Stage.GOAL, "goal:1"))
    tell(college, new(Stage.ADJUST, "alert:1:close", period=f"{SEMESTER}-W02"))
    before = turn(college, "course", "C001", period(college, "2025-2026-2"))
    assert [loop.open for loop in before.loops] == [False]
    [earlier] = earlier_turns(college, "course", "C001", period(college))
    assert (earlier.period.code, [loop.open for loop in earlier.loops]) == ("2025-2026-2", [False])
    assert reached(college) == ["goal", "adjust"]


def test_earlier_turns_are_those_that_left_something(college: College) -> None:
    tell(college, new(Stage.GOAL, "goal:1", period="2025-2026-1-W03"))
    tell(college, new(Stage.STANDARD, "rule:1", subject="", period="2025-2026-2"))
    found = earlier_turns(college, "course", "C001", period(college))
    assert [each.period.code for each in found] == ["2025-2026-1"]
    assert earlier_turns(college, "course", "C001", period(college), count=1) == []


def test_a_level_without_a_pack_has_the_plain_eight(college: College) -> None:
    college.packs.all().delete()
    found = turn(college, "course", "C001", period(college))
    assert (found.template.code, found.period.code) == ("stages", "2026-2027")


def test_coverage_counts_subjects(college: College) -> None:
    tell(
        college,
        new(Stage.STANDARD, "rule:1", subject=""),
        *(new(Stage.GOAL, f"goal:{n}", subject=f"C{n:03d}") for n in range(1, 6)),
        *(new(Stage.DIAGNOSE, f"record:{n}", subject=f"C{n:03d}") for n in range(1, 4)),
        new(Stage.IMPROVE, "improvement:1:effect"),
        new(Stage.GOAL, "goal:99", subject="GONE"),
        new(Stage.DIAGNOSE, "record:9", subject="C009", period="2025-2026-2"),
    )
    assert coverages(college, subjects(college, "course")) == {"course": Coverage(30, 5, 3, 1)}


def test_all_levels_are_counted_at_once(college: College) -> None:
    """The same numbers as one level after the other, among the subjects that are asked for."""
    rows = [SubjectRow("T1", "王静"), SubjectRow("T2", "他人")]
    sync_subjects(college=college, level="teacher", rows=rows, by="he")
    tell(
        college,
        *(new(Stage.GOAL, f"goal:{n}", subject=f"C{n:03d}") for n in range(1, 6)),
        new(Stage.DIAGNOSE, "record:1", subject="C001"),
        new(Stage.STANDARD, "rule:1", subject=""),
        new(Stage.GOAL, "goal:8", subject="GONE"),
        new(Stage.DIAGNOSE, "record:9", subject="C009", period="2025-2026-2"),
    )
    assert coverages(college, subjects(college)) == {
        "college": Coverage(1, 0, 0, 0),
        "course": Coverage(30, 5, 1, 0),
        "teacher": Coverage(2, 0, 0, 0),
    }
    some = subjects(college).filter(code__in=["C001", "C030"])
    assert coverages(college, some) == {"course": Coverage(2, 1, 1, 0)}
    assert set(covered(college, "course", "diagnosed")) == {"C001"}
    assert "C009" not in set(covered(college, "course", "started"))
    assert not covered(college, "course", "closed").exists()


def test_the_number_of_questions_does_not_grow(
    college: College, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    codes = list(Subject.objects.filter(level="course").values_list("code", flat=True)[:25])
    tell(college, *(new(Stage.GOAL, f"g:{c}", subject=c) for c in codes))
    asked = only_college()
    turn(asked, "course", "C001", period(asked))  # the scheme is read once a process
    when = period(college)
    with django_assert_max_num_queries(3):
        assert len(turns(asked, "course", codes, when)) == 25
    with django_assert_max_num_queries(3):
        turn(asked, "course", "C001", when)
    with django_assert_max_num_queries(3):
        earlier_turns(asked, "course", "C001", when)
    with django_assert_max_num_queries(4):
        check_coverage = coverages(asked, subjects(asked, "course"))["course"]
    rows = [SubjectRow(f"S{n}", f"学生{n}") for n in range(1000)]
    sync_subjects(college=college, level="course", rows=rows, by="he")
    tell(college, *(new(Stage.GOAL, f"goal:{n}", subject=f"S{n}") for n in range(1000)))
    with django_assert_max_num_queries(4):
        assert coverages(asked, subjects(asked, "course")) == {"course": Coverage(1000, 1000, 0, 0)}
    assert check_coverage.subjects == 30
