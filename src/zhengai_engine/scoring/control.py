"""Judging a value: 目标值, 标准值, 预警值 per grade, alternative conditions, hysteresis and too small samples.

Target and standard hold when a value is good; a warning holds when it is bad. Judging is a pure step from the
standing before to the standing after, so a history of values always folds to the same result.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from zhengai_engine.scoring.limits import Limit


class Grade(StrEnum):
    """预警等级, in rising order."""

    NOTICE = "notice"
    WARNING = "warning"
    SEVERE = "severe"

    @property
    def chinese(self) -> str:
        return {"notice": "提示", "warning": "预警", "severe": "严重"}[self.value]

    @property
    def rank(self) -> int:
        return _RANK[self.value]


_RANK = {grade.value: position for position, grade in enumerate(Grade)}


class State(StrEnum):
    TARGET_MET = "target_met"
    STANDARD_MET = "standard_met"
    NORMAL = "normal"  # no standard is set and nothing is wrong
    BELOW_STANDARD = "below_standard"
    NOTICE = "notice"
    WARNING = "warning"
    SEVERE = "severe"
    NO_DATA = "no_data"
    TOO_FEW = "too_few"

    @property
    def chinese(self) -> str:
        names = ["达到目标", "达到标准", "正常", "未达标准", "提示", "预警", "严重", "无数据", "样本过少"]
        return dict(zip(State, names, strict=True))[self]


@dataclass(frozen=True)
class WarningLimit:
    grade: Grade
    limit: Limit


@dataclass(frozen=True)
class Condition:
    """A limit on another indicator of the same subject and period."""

    indicator: str
    limit: Limit


@dataclass(frozen=True)
class Alternative:
    """Passes instead of a failed standard when all its conditions hold, as 教发〔2004〕2号 allows for 新增设备比例:
    total value > 1亿 and > 1000万 added."""

    name: str
    conditions: tuple[Condition, ...]

    def holds(self, values: Mapping[str, float | None]) -> bool:
        """A condition whose value is missing does not hold."""
        found = [(values.get(condition.indicator), condition.limit) for condition in self.conditions]
        return all(value is not None and limit.holds(value) for value, limit in found)


@dataclass(frozen=True)
class Margin:
    """回差: how far inside a warning's limit a value must be before the warning ends."""

    value: float = 0.0
    relative: bool = False  # a part of the limit's own value instead of the indicator's unit

    def of(self, limit: Limit) -> float:
        return self.value * max(abs(end) for end in limit.ends()) if self.relative else self.value


@dataclass(frozen=True)
class ControlValues:
    target: Limit | None = None
    standard: Limit | None = None
    warnings: tuple[WarningLimit, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def warning(self, grade: Grade) -> Limit | None:
        return next((each.limit for each in self.warnings if each.grade is grade), None)

    def is_empty(self) -> bool:
        return self.target is None and self.standard is None and not self.warnings


@dataclass(frozen=True)
class Judging:
    """How patiently values are judged."""

    consecutive: int = 1  # periods in a row a limit must be broken before its grade is raised
    margin: Margin = field(default_factory=Margin)
    min_denominator: float = 0.0


@dataclass(frozen=True)
class Standing:
    """What is remembered between periods.

    `grade` is the raised grade, kept through periods without data. `streaks` count, per grade in rising order,
    the periods in a row that broke its limit, up to the number that is needed.
    """

    state: State | None = None
    grade: Grade | None = None
    streaks: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Judgement:
    """`limit` is the one that decided: the warning's, else the standard's or target's; null when there is none.
    `alternative` names the condition that stood in for a failed standard."""

    state: State
    standing: Standing
    grade: Grade | None = None
    limit: Limit | None = None
    alternative: str | None = None


_STATE_OF = {Grade.NOTICE: State.NOTICE, Grade.WARNING: State.WARNING, Grade.SEVERE: State.SEVERE}
_NEW = Standing()


def judge(
    value: float | None,
    control: ControlValues,
    *,
    before: Standing = _NEW,
    denominator: float | None = None,
    judging: Judging = Judging(),
    others: Mapping[str, float | None] | None = None,
) -> Judgement:
    """One period's judgement. A missing value and a too small sample change the state but keep what was raised:
    they are not a pass, and only new data ends a warning."""
    if value is None:
        return _unjudged(State.NO_DATA, before)
    if denominator is not None and denominator < judging.min_denominator:
        return _unjudged(State.TOO_FEW, before, _kept(before))
    if control.alternatives:
        passed = _alternative(value, control, others or {})
        if passed is not None:
            standing = Standing(State.STANDARD_MET)
            return Judgement(State.STANDARD_MET, standing, limit=control.standard, alternative=passed.name)
    worst = max((each.grade.rank for each in control.warnings if each.limit.holds(value)), default=-1)
    if worst < 0 and before.grade is None:
        return _quiet(value, control, before)
    streaks = _streaks(worst, before, judging.consecutive)
    grade = _worse(_raised(streaks, judging.consecutive), _held(value, control, before.grade, judging.margin))
    if grade is not None:
        state = _STATE_OF[grade]
        return Judgement(state, Standing(state, grade, streaks), grade, control.warning(grade))
    state, limit = _plain(value, control)
    return Judgement(state, Standing(state, None, streaks), None, limit)


def _quiet(value: float, control: ControlValues, before: Standing) -> Judgement:
    """Nothing is wrong and nothing was: nearly every value. A standing that stays is the same object."""
    state, limit = _plain(value, control)
    stays = before.state is state and before.streaks == _NEW.streaks
    return Judgement(state, before if stays else Standing(state), None, limit)


def _unjudged(state: State, before: Standing, kept: State | None = None) -> Judgement:
    return Judgement(state, Standing(kept or state, before.grade, before.streaks), before.grade)


def _kept(before: Standing) -> State:
    """A small sample does not change what was known; where nothing was known, it says why."""
    return State.TOO_FEW if before.state in (None, State.NO_DATA) else before.state


def _alternative(
    value: float, control: ControlValues, others: Mapping[str, float | None]
) -> Alternative | None:
    failed = control.standard is not None and not control.standard.holds(value)
    broken = any(each.limit.holds(value) for each in control.warnings)
    if not (failed or broken):
        return None
    return next((each for each in control.alternatives if each.holds(others)), None)


def _streaks(worst: int, before: Standing, consecutive: int) -> tuple[int, int, int]:
    """A severe value breaks the milder limits too, also where a control point sets no milder one."""
    notice, warning, severe = (
        min(count + 1, consecutive) if grade.rank <= worst else 0
        for grade, count in zip(Grade, before.streaks, strict=True)
    )
    return notice, warning, severe


def _raised(streaks: tuple[int, int, int], consecutive: int) -> Grade | None:
    reached = [grade for grade, count in zip(Grade, streaks, strict=True) if count >= consecutive]
    return reached[-1] if reached else None


def _held(value: float, control: ControlValues, grade: Grade | None, margin: Margin) -> Grade | None:
    """The worst grade, up to the one already raised, whose limit the value has not left by the margin."""
    if grade is None:
        return None
    held = [
        each.grade
        for each in control.warnings
        if each.grade.rank <= grade.rank and each.limit.eased(margin.of(each.limit)).holds(value)
    ]
    return max(held, key=lambda each: each.rank, default=None)


def _worse(a: Grade | None, b: Grade | None) -> Grade | None:
    return max((each for each in (a, b) if each), key=lambda each: each.rank, default=None)


def _plain(value: float, control: ControlValues) -> tuple[State, Limit | None]:
    if control.target is not None and control.target.holds(value):
        return State.TARGET_MET, control.target
    if control.standard is None:
        return State.NORMAL, control.target
    if control.standard.holds(value):
        return State.STANDARD_MET, control.standard
    return State.BELOW_STANDARD, control.standard


def contradictions(control: ControlValues) -> Iterator[str]:
    """Chinese sentences about limits that cannot all be meant. Exact: between the ends of all limits no answer
    changes, so it is enough to try the ends, the gaps between them and both outsides."""
    graded = sorted(control.warnings, key=lambda each: each.grade.rank)
    limits = [each for each in (control.target, control.standard) if each] + [each.limit for each in graded]
    points = _probes(sorted({end for limit in limits for end in limit.ends()}))
    if control.target and control.standard and _escapes(control.target, control.standard, points):
        yield "目标值比标准值宽：达到目标的值可能达不到标准"
    for each in graded:
        target = control.target
        if target is not None and any(target.holds(p) and each.limit.holds(p) for p in points):
            yield f"目标值与{each.grade.chinese}值矛盾：达到目标的值也会触发{each.grade.chinese}"
    for milder, worse in pairwise(graded):
        if _escapes(worse.limit, milder.limit, points):
            yield f"{worse.grade.chinese}值比{milder.grade.chinese}值宽：更重的等级应当更难触发"


def _probes(ends: list[float]) -> list[float]:
    if not ends:
        return []
    gaps = [(a + b) / 2 for a, b in pairwise(ends)]
    return [ends[0] - 1, *ends, *gaps, ends[-1] + 1]


def _escapes(inner: Limit, outer: Limit, points: list[float]) -> bool:
    return any(inner.holds(point) and not outer.holds(point) for point in points)
