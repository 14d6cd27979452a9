"""Limits: what people write, when they hold, how a margin eases them."""

import math

import pytest

from zhengai_engine.scoring import InvalidLimit, Limit, Operator, exactly, read_limit


@pytest.mark.parametrize(
    ("text", "operator", "value", "upper"),
    [
        ("≥ 95%", Operator.AT_LEAST, 0.95, None),
        (">= 0.95", Operator.AT_LEAST, 0.95, None),
        ("\uff1e7\uff05", Operator.MORE, 0.07, None),
        ("高于 7 %", Operator.MORE, 0.07, None),
        ("≤18", Operator.AT_MOST, 18, None),
        ("<= 22", Operator.AT_MOST, 22, None),
        ("< 60", Operator.LESS, 60, None),
        ("= 0", Operator.EQUAL, 0, None),
        ("within 60%..90%", Operator.WITHIN, 0.6, 0.9),
        ("outside 60 ~ 90", Operator.OUTSIDE, 60, 90),
        ("> -5", Operator.MORE, -5, None),
        ("介于 60%—90%", Operator.WITHIN, 0.6, 0.9),
        ("介于 3 至 5 之间", Operator.WITHIN, 3, 5),
        ("不在 60%～90% 之间", Operator.OUTSIDE, 0.6, 0.9),
        ("≥ 4,000", Operator.AT_LEAST, 4000, None),
    ],
)
def test_reads_what_people_write(text: str, operator: Operator, value: float, upper: float | None) -> None:
    assert read_limit(text) == Limit(operator, value, upper)


@pytest.mark.parametrize(
    "text", ["", "95", "about 5", "> ", "> 5 6", "within 5", "> 1..2", "within 9..5", "=> 5", "≥ 4,00"]
)
def test_refuses_what_it_cannot_read(text: str) -> None:
    with pytest.raises(InvalidLimit):
        read_limit(text)


def test_refuses_what_is_no_number() -> None:
    with pytest.raises(InvalidLimit, match="有限"):
        Limit(Operator.MORE, math.nan)
    with pytest.raises(InvalidLimit, match="有限"):
        Limit(Operator.WITHIN, 1, math.inf)


@pytest.mark.parametrize("text", ["≥ 95%", "> 0.1", "≤ 18", "< 2", "= 0", "within 0.6..0.9", "outside 1..2"])
def test_its_own_text_reads_back(text: str) -> None:
    limit = read_limit(text)
    assert read_limit(limit.text()) == limit


@pytest.mark.parametrize(
    ("text", "holding", "failing"),
    [
        ("≥ 2", [2, 3], [1.99]),
        ("> 2", [2.01], [2, 1]),
        ("≤ 2", [2, 1], [2.01]),
        ("< 2", [1.99], [2, 3]),
        ("= 2", [2], [1.99, 2.01]),
        ("within 1..2", [1, 1.5, 2], [0.99, 2.01]),
        ("outside 1..2", [0.99, 2.01], [1, 1.5, 2]),
    ],
)
def test_holds(text: str, holding: list[float], failing: list[float]) -> None:
    limit = read_limit(text)
    assert all(limit.holds(value) for value in holding)
    assert not any(limit.holds(value) for value in failing)


def test_rounding_noise_does_not_cross_a_limit() -> None:
    noisy = 0.1 + 0.2  # 0.30000000000000004
    assert not read_limit("> 0.3").holds(noisy)
    assert read_limit("≤ 0.3").holds(noisy)
    assert read_limit("= 0.3").holds(noisy)


@pytest.mark.parametrize(
    ("text", "still_held", "left"),
    [
        ("> 0.10", 0.091, 0.09),
        ("≥ 10", 9, 8.9),
        ("< 60", 60.9, 61.0),
        ("≤ 60", 61, 61.1),
        ("= 0", 1, 1.1),
        ("within 5..8", 4, 3.9),
        ("outside 60..90", 60.5, 61),
    ],
)
def test_a_margin_makes_a_limit_harder_to_leave(text: str, still_held: float, left: float) -> None:
    eased = read_limit(text).eased(0.01 if "0.10" in text else 1)
    assert eased.holds(still_held)
    assert not eased.holds(left)


def test_a_margin_never_turns_an_interval_inside_out() -> None:
    eased = read_limit("outside 1..2").eased(5)
    assert not eased.holds(1.5)
    assert eased.holds(1.4)
    assert read_limit("> 3").eased(0) == read_limit("> 3")


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [
        (0.95, True, "95%"),
        (0.8384, True, "83.84%"),
        (0.145, True, "14.5%"),  # 14.499999999999998 in binary
        (4000, False, "4,000"),
        (18.5, False, "18.5"),
        (0.0, False, "0"),
    ],
)
def test_an_end_is_written_as_exactly_as_it_was_set(value: float, percent: bool, text: str) -> None:
    assert exactly(value, percent=percent) == text


@pytest.mark.parametrize("operator", [each for each in Operator if not each.needs_upper])
def test_a_sign_reads_back_as_its_operator(operator: Operator) -> None:
    assert read_limit(f"{operator.symbol} 5").operator is operator


def test_limits_with_two_ends_have_no_sign() -> None:
    assert [each.symbol for each in Operator if each.needs_upper] == ["", ""]
