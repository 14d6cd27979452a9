"""The ten typed functions that turn values into points: one number, a ratio, a list of cases, or a person's mark.

Every shape was seen in a provincial assessment (江西省 2023 高职院校办学能力考核). No value gives no points
(null), never a silent 0; the caller decides what that means.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from zhengai_engine.scoring.limits import Limit


class InvalidScore(ValueError):
    """A mark or a rule that cannot be; the message is a Chinese sentence."""


class ScoringFunction(Protocol):
    """What a category switch chooses between; each function says what `score` needs."""

    score: Any


@dataclass(frozen=True)
class Step:
    """All or nothing: `points` when the limit holds, else `otherwise`."""

    limit: Limit
    points: float
    otherwise: float = 0.0

    def score(self, value: float | None) -> float | None:
        if value is None:
            return None
        return self.points if self.limit.holds(value) else self.otherwise


@dataclass(frozen=True)
class Band:
    limit: Limit
    points: float


@dataclass(frozen=True)
class Bands:
    """The first band that holds decides. With a reference, bands look at the distance from it: 落实率 against
    the province's average."""

    bands: tuple[Band, ...]
    otherwise: float = 0.0

    def score(self, value: float | None, reference: float | None = 0.0) -> float | None:
        if value is None or reference is None:
            return None
        distance = value - reference
        return next((band.points for band in self.bands if band.limit.holds(distance)), self.otherwise)


@dataclass(frozen=True)
class RatioClip:
    """Full points from `full`, none beyond `zero`, between them value ÷ full × points.

    Without `zero` there is no zero line. `lower_is_better` turns all three round (生师比): full ÷ value.
    """

    points: float
    full: float
    zero: float | None = None
    lower_is_better: bool = False

    def __post_init__(self) -> None:
        if self.full <= 0:
            raise InvalidScore("比率计分的满分线必须大于 0")
        if self.zero is not None and (self.zero > self.full) is not self.lower_is_better:
            raise InvalidScore("比率计分的零分线应当在满分线更差的一侧")

    def score(self, value: float | None) -> float | None:
        if value is None:
            return None
        share = self._share(value)
        if share >= 1:
            return self.points
        if self.zero is not None and (value > self.zero if self.lower_is_better else value < self.zero):
            return 0.0
        return max(share, 0.0) * self.points

    def _share(self, value: float) -> float:
        if self.lower_is_better:
            return self.full / value if value > 0 else 1.0
        return value / self.full


@dataclass(frozen=True)
class PeerRatio:
    """Own ÷ best of the peers × points; none below the gate (访企拓岗: fewer than 100 companies)."""

    points: float
    minimum: float | None = None

    def score(self, value: float | None, best: float | None, gate: float | None = None) -> float | None:
        """`gate` is what the minimum looks at when it is not the value itself."""
        if value is None or best is None or best <= 0:
            return None
        measured = value if gate is None else gate
        if self.minimum is not None and measured < self.minimum:
            return 0.0
        return max(min(value / best, 1.0), 0.0) * self.points


@dataclass(frozen=True)
class Award:
    """One achievement: its kind, the project it belongs to, and an addition to the kind's worth (教师组 +200)."""

    kind: str
    project: str = ""
    addition: float = 0.0


@dataclass(frozen=True)
class WeightedSum:
    """Worth of each kind, added up; of awards that share a project only the highest counts."""

    worth: tuple[tuple[str, float], ...]
    cap: float | None = None

    def score(self, awards: Iterable[Award]) -> float:
        worth = dict(self.worth)
        best: dict[object, float] = {}
        for position, award in enumerate(awards):
            points = _known(worth, award.kind) + award.addition
            key = award.project or position
            best[key] = max(best.get(key, points), points)
        total = sum(best.values())
        return total if self.cap is None else min(total, self.cap)


@dataclass(frozen=True)
class Deduct:
    """`points` less so much per case of each kind, at most `cap` (依法治校; 就业造假 stops at 1).

    Without a cap the score stops at 0; a pure penalty has 0 points and a cap, and its score is negative.
    """

    points: float
    each: tuple[tuple[str, float], ...]
    cap: float | None = None

    def score(self, cases: Mapping[str, int]) -> float:
        lost = sum(_known(dict(self.each), kind) * count for kind, count in cases.items())
        return self.points - min(lost, self.points if self.cap is None else self.cap)


@dataclass(frozen=True)
class Bonus:
    """So much per case of each kind, at most `cap` (突出贡献: cap 5)."""

    each: tuple[tuple[str, float], ...]
    cap: float

    def score(self, cases: Mapping[str, float]) -> float:
        """Counts may be fractions: a signed project counts with its completion rate."""
        return min(sum(_known(dict(self.each), kind) * count for kind, count in cases.items()), self.cap)


@dataclass(frozen=True)
class Product:
    """Worth of a level × share of a role, added up (资源库：国家 300 % × 第二主持 80 %)."""

    levels: tuple[tuple[str, float], ...]
    roles: tuple[tuple[str, float], ...]
    cap: float | None = None

    def score(self, cases: Iterable[tuple[str, str]]) -> float:
        total = sum(_known(dict(self.levels), lv) * _known(dict(self.roles), role) for lv, role in cases)
        return total if self.cap is None else min(total, self.cap)


@dataclass(frozen=True)
class Case:
    """`function` null: these categories get the average of the others (体育、艺术 in 校企合作净收入)."""

    categories: tuple[str, ...]
    function: ScoringFunction | None


@dataclass(frozen=True)
class CategorySwitch:
    """Another function for each kind of school."""

    cases: tuple[Case, ...]
    otherwise: ScoringFunction | None = None

    def choose(self, category: str) -> ScoringFunction | None:
        return next((case.function for case in self.cases if category in case.categories), self.otherwise)

    def score(self, category: str, *arguments: Any, average: float | None = None) -> float | None:
        function = self.choose(category)
        if function is None:
            return average
        points: float | None = function.score(*arguments)
        return points


@dataclass(frozen=True)
class Manual:
    """A mark given by a panel, inside its bounds."""

    highest: float
    lowest: float = 0.0

    def score(self, given: float | None) -> float | None:
        if given is not None and not self.lowest <= given <= self.highest:
            raise InvalidScore(f"评分 {given:g} 不在 {self.lowest:g} 到 {self.highest:g} 之间")
        return given


def _known(worth: Mapping[str, float], kind: str) -> float:
    if kind not in worth:
        raise InvalidScore(f"计分规则里没有“{kind}”这一类，只有{'、'.join(worth)}")
    return worth[kind]
