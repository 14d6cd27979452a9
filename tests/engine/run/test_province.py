"""A province of small colleges: each alone, then merged as sums over sums."""

from zhengai_engine.run.yardsticks.grades import RATIOS, SEMESTERS, Size
from zhengai_engine.run.yardsticks.province import SIZES, measure

SMALL = Size(rows=4_000, students=50, teachers=5, courses=6, programmes=3)


def test_colleges_are_measured_one_by_one_and_then_merged() -> None:
    first, second, province = measure(2, SMALL)
    assert [first.name, second.name, province.name] == ["college-001", "college-002", "province"]
    assert [first.rows, second.rows] == [4_000 * SIZES[0], 4_000 * SIZES[1]]
    assert 0 < first.values < second.values
    assert min(first.seconds, first.peak_mib, first.disk_mib, province.seconds) > 0
    # one figure of each ratio and semester, out of one a college
    assert (province.rows, province.values) == (
        2 * len(RATIOS) * len(SEMESTERS),
        len(RATIOS) * len(SEMESTERS),
    )
