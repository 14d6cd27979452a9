"""What an indicator says before goals are set: limits first, then the trend and the peers."""

import pytest

from zhengai.goals.rules.capacity import CapacityVerdict, Sighting, signs, verdict

V = CapacityVerdict


@pytest.mark.parametrize(
    ("value", "before", "peers", "better", "standing", "expected", "reasons"),
    [
        (None, 3.0, 3.0, 1, 0, V.BLIND, []),
        (5.0, None, None, 1, 0, V.STEADY, []),
        (5.0, 4.0, None, 1, 0, V.STRENGTH, ["比上一期好"]),
        (5.0, 4.0, None, -1, 0, V.WEAKNESS, ["比上一期差"]),
        (5.0, 6.0, 7.0, -1, 0, V.STRENGTH, ["比上一期好", "好于同类平均"]),
        (5.0, 4.0, 6.0, 1, 0, V.MIXED, ["比上一期好", "不及同类平均"]),
        (5.0, 4.0, 4.0, 1, -1, V.WEAKNESS, ["没有达到标准", "比上一期好", "好于同类平均"]),
        (5.0, 6.0, 6.0, 1, 1, V.MIXED, ["达到标准", "比上一期差", "不及同类平均"]),
        (5.0, 5.0, 5.0, 1, 1, V.STRENGTH, ["达到标准"]),
        (5.0, 4.0, 4.0, 0, 0, V.UNJUDGED, []),
        (5.0, 4.0, 4.0, 0, 1, V.STRENGTH, ["达到标准"]),
    ],
)
def test_the_verdict_follows_from_the_values(
    value: float | None,
    before: float | None,
    peers: float | None,
    better: int,
    standing: int,
    expected: CapacityVerdict,
    reasons: list[str],
) -> None:
    seen = Sighting(value, before, peers, better, standing)
    found = signs(seen)
    assert verdict(seen, found) is expected
    if value is not None:
        assert [each.text for each in found] == reasons
