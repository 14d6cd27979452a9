"""Judging values against 目标值, 标准值 and 预警值."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengai_engine.scoring import (
    Alternative,
    Condition,
    ControlValues,
    Grade,
    Judging,
    Margin,
    Standing,
    State,
    WarningLimit,
    contradictions,
    judge,
    read_limit,
)

ABSENCE = ControlValues(
    target=read_limit("≤ 3%"),
    standard=read_limit("≤ 5%"),
    warnings=(
        WarningLimit(Grade.NOTICE, read_limit("> 10%")),
        WarningLimit(Grade.WARNING, read_limit("> 15%")),
        WarningLimit(Grade.SEVERE, read_limit("> 25%")),
    ),
)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (0.03, State.TARGET_MET),
        (0.05, State.STANDARD_MET),
        (0.10, State.BELOW_STANDARD),
        (0.11, State.NOTICE),
        (0.16, State.WARNING),
        (0.26, State.SEVERE),
        (None, State.NO_DATA),
    ],
)
def test_the_state_of_a_value(value: float | None, state: State) -> None:
    assert judge(value, ABSENCE).state is state


def test_the_limit_that_decided_is_named() -> None:
    assert judge(0.16, ABSENCE).limit == read_limit("> 15%")
    assert judge(0.04, ABSENCE).limit == read_limit("≤ 5%")
    assert judge(0.01, ABSENCE).limit == read_limit("≤ 3%")
    assert judge(0.5, ControlValues()).limit is None


def test_without_a_standard_a_quiet_value_is_normal() -> None:
    assert judge(0.5, ControlValues(target=read_limit("≥ 0.9"))).state is State.NORMAL
    assert judge(0.95, ControlValues(target=read_limit("≥ 0.9"))).state is State.TARGET_MET


# 教发〔2004〕2号, 高职(专科), 综合类: test vector of 折合 8,240 students and 全日制 8,110.
STUDENTS_PER_TEACHER = ControlValues(
    standard=read_limit("≤ 18"),
    warnings=(
        WarningLimit(Grade.NOTICE, read_limit("> 18")),
        WarningLimit(Grade.SEVERE, read_limit("> 22")),
    ),
)


@pytest.mark.parametrize(
    ("teachers", "ratio", "state"),
    [
        (380 + 120 * 0.5, 18.73, State.NOTICE),  # outside teachers without the 1/4 principle
        (380 + 95 * 0.5, 19.27, State.NOTICE),  # at most a quarter of 380 counted
        (360, 22.89, State.SEVERE),
        (460, 17.91, State.STANDARD_MET),
    ],
)
def test_students_per_teacher_of_the_national_rule(teachers: float, ratio: float, state: State) -> None:
    converted = 8000 + 10 * 3 + 100 + 200 * 0.3 + 500 * 0.1
    assert converted == 8240
    assert round(converted / teachers, 2) == ratio
    assert judge(converted / teachers, STUDENTS_PER_TEACHER).state is state


NEW_EQUIPMENT = ControlValues(
    standard=read_limit("≥ 10%"),
    warnings=(WarningLimit(Grade.NOTICE, read_limit("< 10%")),),
    alternatives=(
        Alternative(
            "设备总值超过1亿元且当年新增超过1000万元",
            (
                Condition("equipment_value", read_limit("> 100000000")),
                Condition("equipment_added", read_limit("> 10000000")),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    ("total", "added", "state"),
    [
        (1.6e8, 1.2e7, State.STANDARD_MET),
        (1.6e8, 0.9e7, State.NOTICE),
        (0.9e8, 1.2e7, State.NOTICE),
        (None, 1.2e7, State.NOTICE),
    ],
)
def test_an_alternative_condition_stands_in_for_a_failed_standard(
    total: float | None, added: float, state: State
) -> None:
    found = judge(0.08, NEW_EQUIPMENT, others={"equipment_value": total, "equipment_added": added})
    assert found.state is state
    assert (found.alternative is not None) is (state is State.STANDARD_MET)


def test_an_alternative_is_not_named_where_the_standard_is_met_anyway() -> None:
    others = {"equipment_value": 2e8, "equipment_added": 2e7}
    assert judge(0.12, NEW_EQUIPMENT, others=others).alternative is None


def _fold(values: list[float | None], judging: Judging, control: ControlValues = ABSENCE) -> list[State]:
    standing, states = Standing(), []
    for value in values:
        found = judge(value, control, before=standing, judging=judging)
        standing = found.standing
        states.append(found.state)
    return states


def test_one_bad_week_does_not_raise_where_two_are_needed() -> None:
    states = _fold([0.12, 0.04, 0.12, 0.12], Judging(consecutive=2))
    assert states == [State.BELOW_STANDARD, State.STANDARD_MET, State.BELOW_STANDARD, State.NOTICE]


def test_a_worse_grade_needs_its_own_row_of_bad_periods() -> None:
    states = _fold([0.12, 0.30, 0.30], Judging(consecutive=2))
    assert states == [State.BELOW_STANDARD, State.NOTICE, State.SEVERE]


def test_a_gap_in_the_data_neither_breaks_nor_lengthens_the_row() -> None:
    assert _fold([0.12, None, 0.12], Judging(consecutive=2)) == [
        State.BELOW_STANDARD,
        State.NO_DATA,
        State.NOTICE,
    ]


def test_a_warning_ends_only_inside_the_margin() -> None:
    judging = Judging(margin=Margin(0.02))
    assert _fold([0.12, 0.09, 0.08], judging) == [State.NOTICE, State.NOTICE, State.BELOW_STANDARD]
    # without the warning before it, the same value raises nothing
    assert _fold([0.09], judging) == [State.BELOW_STANDARD]


def test_a_relative_margin_is_a_part_of_the_limit() -> None:
    judging = Judging(margin=Margin(0.2, relative=True))
    assert _fold([0.12, 0.081, 0.08], judging) == [State.NOTICE, State.NOTICE, State.BELOW_STANDARD]


def test_a_warning_eases_grade_by_grade() -> None:
    assert _fold([0.30, 0.245, 0.16, 0.12], Judging(margin=Margin(0.01))) == [
        State.SEVERE,
        State.SEVERE,
        State.WARNING,
        State.NOTICE,
    ]


def test_no_data_is_no_pass_and_keeps_what_was_raised() -> None:
    raised = judge(0.12, ABSENCE)
    silent = judge(None, ABSENCE, before=raised.standing)
    assert (silent.state, silent.grade) == (State.NO_DATA, Grade.NOTICE)


def test_too_few_rows_are_not_judged() -> None:
    judging = Judging(min_denominator=20)
    assert judge(0.9, ABSENCE, denominator=19, judging=judging).state is State.TOO_FEW
    assert judge(0.9, ABSENCE, denominator=20, judging=judging).state is State.SEVERE
    before = judge(0.04, ABSENCE, denominator=40, judging=judging).standing
    few = judge(0.9, ABSENCE, before=before, denominator=5, judging=judging)
    assert few.standing == before
    after_gap = judge(
        0.9, ABSENCE, before=replace(before, state=State.NO_DATA), denominator=5, judging=judging
    )
    assert after_gap.standing.state is State.TOO_FEW


@pytest.mark.parametrize(
    ("control", "word"),
    [
        (ControlValues(target=read_limit("≤ 6%"), standard=read_limit("≤ 5%")), "目标值比标准值宽"),
        (ControlValues(target=read_limit("≥ 4"), standard=read_limit("≤ 5")), "目标值比标准值宽"),
        (replace(ABSENCE, target=read_limit("≤ 12%"), standard=None), "目标值与提示值矛盾"),
        (
            ControlValues(
                warnings=(
                    WarningLimit(Grade.SEVERE, read_limit("> 5%")),
                    WarningLimit(Grade.NOTICE, read_limit("> 10%")),
                )
            ),
            "严重值比提示值宽",
        ),
    ],
)
def test_contradictions_are_found(control: ControlValues, word: str) -> None:
    assert any(word in sentence for sentence in contradictions(control))


@pytest.mark.parametrize("control", [ABSENCE, STUDENTS_PER_TEACHER, NEW_EQUIPMENT, ControlValues()])
def test_sound_control_values_have_none(control: ControlValues) -> None:
    assert list(contradictions(control)) == []


def test_the_grades_have_an_order_and_names() -> None:
    assert [g.rank for g in Grade] == [0, 1, 2]
    assert [g.chinese for g in Grade] == ["提示", "预警", "严重"]
    assert State.TOO_FEW.chinese == "样本过少"
    assert ControlValues().is_empty()
    assert not ABSENCE.is_empty()
    assert ControlValues().warning(Grade.NOTICE) is None


VALUES = st.lists(st.none() | st.floats(0, 1), max_size=12)
JUDGINGS = st.builds(
    Judging,
    consecutive=st.integers(1, 3),
    margin=st.builds(Margin, st.floats(0, 0.05)),
    min_denominator=st.just(0),
)


@given(VALUES, JUDGINGS)
def test_without_patience_every_value_beyond_a_limit_is_raised_and_never_below_it(
    values: list[float | None], judging: Judging
) -> None:
    """Hysteresis may hold a grade longer, and patience may raise it later; neither invents one."""
    standing = Standing()
    for value in values:
        found = judge(value, ABSENCE, before=standing, judging=judging)
        standing = found.standing
        if value is None or found.grade is None:
            continue
        eased = ABSENCE.warning(found.grade)
        assert eased is not None
        assert eased.eased(judging.margin.value).holds(value)


@given(VALUES)
def test_an_impatient_control_point_has_no_memory(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    states = _fold(list(known), Judging())
    assert states == [judge(value, ABSENCE).state for value in known]
