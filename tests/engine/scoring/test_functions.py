"""The ten scoring functions, on the cases of 江西省 2023 高职院校办学能力考核."""

import pytest

from zhengai_engine.scoring import (
    Award,
    Band,
    Bands,
    Bonus,
    Case,
    CategorySwitch,
    Deduct,
    InvalidScore,
    Manual,
    PeerRatio,
    Product,
    RatioClip,
    Step,
    WeightedSum,
    read_limit,
)


def test_step_is_all_or_nothing() -> None:
    function = Step(read_limit("≥ 10%"), points=2)
    assert [function.score(v) for v in (0.1, 0.09, None)] == [2, 0, None]


@pytest.mark.parametrize(
    ("value", "points"), [(4000, 3), (6000, 3), (3200, 2.4), (2500, 1.875), (2499, 0), (None, None)]
)
def test_ratio_between_two_limits(value: float | None, points: float | None) -> None:
    """生均设备值, 3 points: 合格 4000, 限制 2500."""
    assert RatioClip(points=3, full=4000, zero=2500).score(value) == pytest.approx(points)


@pytest.mark.parametrize(("value", "points"), [(0.61, 2), (0.6, 2), (0.45, 1.5), (0.29, 0)])
def test_ratio_with_own_limits(value: float, points: float) -> None:
    """双师: over 60 % → 2; under 30 % → 0; else the ratio."""
    assert RatioClip(points=2, full=0.6, zero=0.3).score(value) == pytest.approx(points)


@pytest.mark.parametrize(("value", "points"), [(12000, 2), (6000, 1), (0, 0), (-5, 0)])
def test_ratio_without_a_zero_line(value: float, points: float) -> None:
    """生均拨款: from 12,000 full, below it the ratio."""
    assert RatioClip(points=2, full=12000).score(value) == points


@pytest.mark.parametrize(
    ("value", "points"), [(18, 3), (16, 3), (20, 2.7), (22, 18 / 22 * 3), (22.1, 0), (0, 3)]
)
def test_ratio_where_lower_is_better(value: float, points: float) -> None:
    assert RatioClip(points=3, full=18, zero=22, lower_is_better=True).score(value) == pytest.approx(points)


def test_ratio_with_its_lines_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(InvalidScore):
        RatioClip(points=3, full=18, zero=22)
    with pytest.raises(InvalidScore):
        RatioClip(points=3, full=0)


@pytest.mark.parametrize(
    ("value", "points"),
    [(0.8384, 2), (0.90, 2), (0.80, 1.8), (0.7884, 1.8), (0.75, 1.6), (0.7384, 1.6), (0.70, 1.2)],
)
def test_bands_by_distance_from_an_average(value: float, points: float) -> None:
    """落实率 against the province's 83.84 %."""
    function = Bands(
        (Band(read_limit("≥ 0"), 2), Band(read_limit("≥ -5%"), 1.8), Band(read_limit("≥ -10%"), 1.6)), 1.2
    )
    assert function.score(value, reference=0.8384) == points
    assert function.score(None, reference=0.8384) is None
    assert function.score(value, reference=None) is None


def test_ratio_to_the_best_peer() -> None:
    assert PeerRatio(points=2).score(30, best=40) == 1.5
    assert PeerRatio(points=2).score(30, best=30) == 2
    assert PeerRatio(points=2).score(None, best=40) is None
    assert PeerRatio(points=2).score(30, best=0) is None


def test_ratio_to_the_best_peer_with_a_gate() -> None:
    """访企拓岗: nothing under 100 companies; 平安校园: nothing under 60 raw points."""
    visits = PeerRatio(points=2, minimum=100)
    assert visits.score(450, best=900, gate=99) == 0
    assert visits.score(450, best=900, gate=100) == 1
    safety = PeerRatio(points=3, minimum=60)
    assert safety.score(59, best=90) == 0
    assert safety.score(60, best=90) == 2


CONTESTS = WeightedSum((("国际一等", 700), ("国家一等", 400), ("技能大赛", 150), ("省一等", 100)))


def test_weighted_count_takes_the_highest_of_a_project() -> None:
    awards = [Award("省一等", "机器人"), Award("国家一等", "机器人"), Award("省一等", "护理", addition=200)]
    assert CONTESTS.score(awards) == 400 + 300
    assert CONTESTS.score([Award("省一等"), Award("省一等")]) == 200
    assert CONTESTS.score([]) == 0


def test_count_by_level_with_a_cap() -> None:
    """高水平专业群: 国家 4, 省 1, highest only, added up to the cap."""
    function = WeightedSum((("国家", 4), ("省", 1)), cap=5)
    groups = [Award("国家", "a"), Award("省", "a"), Award("省", "b"), Award("省", "c")]
    assert function.score(groups) == 5
    with pytest.raises(InvalidScore, match="市"):
        function.score([Award("市")])


def test_level_times_role() -> None:
    """资源库: 国家 300 %, 国家子项目 200 %, 省 100 %; 第一、二、三主持 100, 80, 50 %."""
    levels = (("国家", 3.0), ("国家子项目", 2.0), ("省", 1.0))
    roles = (("第一", 1.0), ("第二", 0.8), ("第三", 0.5))
    assert Product(levels, roles).score([("国家", "第二"), ("省", "第三")]) == pytest.approx(2.9)
    assert Product(levels, roles, cap=2).score([("国家", "第一")]) == 2


def test_deduction_with_a_cap() -> None:
    law = Deduct(points=3, each=(("轻", 0.2), ("中", 0.3), ("重", 0.5)))
    assert law.score({"轻": 1, "重": 2}) == pytest.approx(1.8)
    assert law.score({"重": 10}) == 0
    fraud = Deduct(points=0, each=(("造假", 0.2),), cap=1)
    assert fraud.score({"造假": 3}) == pytest.approx(-0.6)
    assert fraud.score({"造假": 9}) == -1
    assert Deduct(points=0, each=(("舆情", 2),), cap=5).score({"舆情": 3}) == -5


def test_bonus_with_a_cap() -> None:
    """共同体: 国家牵头 3, 省牵头 2, signed projects × completion rate, cap 5."""
    function = Bonus((("国家牵头", 3), ("省牵头", 2)), cap=5)
    assert function.score({"国家牵头": 0.5, "省牵头": 1}) == 3.5
    assert function.score({"国家牵头": 1, "省牵头": 2}) == 5


def test_another_function_for_each_category() -> None:
    """校企合作净收入: 师范、财经、政法 300 %, 工、农、医 100 %, 体育、艺术 the average of all."""
    function = CategorySwitch(
        (
            Case(("师范", "财经", "政法"), PeerRatio(points=6)),
            Case(("工科", "农业", "医学"), PeerRatio(points=2)),
            Case(("体育", "艺术"), None),
        )
    )
    assert function.score("财经", 50, 100) == 3
    assert function.score("工科", 50, 100) == 1
    assert function.score("艺术", 50, 100, average=1.4) == 1.4
    assert function.score("综合", 50, 100) is None
    assert CategorySwitch((), otherwise=Step(read_limit("> 0"), 1)).score("综合", 5) == 1


def test_a_mark_of_a_panel_stays_inside_its_bounds() -> None:
    assert Manual(highest=5).score(4.5) == 4.5
    assert Manual(highest=5).score(None) is None
    with pytest.raises(InvalidScore, match="0 到 5"):
        Manual(highest=5).score(6)
