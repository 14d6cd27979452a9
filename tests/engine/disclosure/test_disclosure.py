"""Small groups stay hidden, also from subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengai_engine.disclosure import Cell, Shown, is_small, round_half_up, round_to, suppress


def test_a_group_of_four_is_hidden_and_one_of_five_is_not() -> None:
    shown = suppress([Cell("a", 0.5, 4), Cell("b", 0.4, 5)], total_known=False)
    assert shown == [Shown("a", None, None, True), Shown("b", 0.4, 5)]


def test_the_other_cell_of_a_pair_is_hidden_with_it() -> None:
    shown = suppress([Cell("男", 0.5, 3), Cell("女", 0.4, 40)])
    assert all(cell.suppressed and cell.persons is None for cell in shown)


def test_the_smallest_other_group_is_hidden_too() -> None:
    shown = suppress([Cell("a", 1, 30), Cell("b", 1, 2), Cell("c", 1, 9), Cell("d", 1, 0)])
    assert [cell.key for cell in shown if cell.suppressed] == ["b", "c"]


def test_two_tiny_groups_do_not_protect_each_other() -> None:
    """1 + 2 persons: their sum, found by subtraction, is itself a small group."""
    shown = suppress([Cell("a", 1, 1), Cell("b", 1, 2), Cell("c", 1, 9)])
    assert all(cell.suppressed for cell in shown)


def test_nothing_small_nothing_hidden() -> None:
    assert not any(cell.suppressed for cell in suppress([Cell("a", 1, 5), Cell("b", None, 0)]))
    assert not is_small(0)
    assert is_small(1)


@given(st.lists(st.integers(0, 12), max_size=8))
def test_what_is_hidden_cannot_be_narrowed_to_a_small_group(persons: list[int]) -> None:
    shown = suppress([Cell(str(i), 1.0, n) for i, n in enumerate(persons)])
    hidden = [persons[i] for i, cell in enumerate(shown) if cell.suppressed]
    visible = [cell.persons for cell in shown if not cell.suppressed]
    assert not any(n is not None and is_small(n) for n in visible)
    # with everyone hidden there is nothing left to add
    if hidden and any(n for n in visible):
        assert len(hidden) > 1
        assert sum(hidden) >= 5


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (2.675, 2, 2.68),
        (0.5, 0, 1),
        (1.5, 0, 2),
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (1e-9, 3, 0),
        (12345.6, 0, 12346),
    ],
)
def test_rounding_is_half_away_from_zero(value: float, digits: int, rounded: float) -> None:
    assert round_half_up(value, digits) == rounded


@pytest.mark.parametrize(("value", "rounded"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (-3, -5)])
def test_counts_round_to_fives(value: int, rounded: int) -> None:
    assert round_to(value) == rounded
