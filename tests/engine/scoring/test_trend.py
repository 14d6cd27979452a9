"""连续三期上升: how long a series has moved one way."""

import pytest

from zhengai_engine.scoring import Movement, Trend, trend


@pytest.mark.parametrize(
    ("values", "movement", "steps"),
    [
        ([1, 2, 3, 4], Movement.RISING, 3),
        ([5, 2, 3, 4], Movement.RISING, 2),
        ([1, 4, 3, 2], Movement.FALLING, 2),
        ([1, 2, 2], Movement.LEVEL, 1),
        ([1, None, 3, 4], Movement.RISING, 1),
        ([1, 2, None], Movement.UNKNOWN, 0),
        ([1], Movement.UNKNOWN, 0),
        ([], Movement.UNKNOWN, 0),
    ],
)
def test_trend(values: list[float | None], movement: Movement, steps: int) -> None:
    assert trend(values) == Trend(movement, steps)


def test_names() -> None:
    assert [m.chinese for m in Movement] == ["上升", "下降", "持平", "无趋势"]
