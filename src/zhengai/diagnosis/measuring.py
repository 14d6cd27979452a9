"""A value against its limits, and how that is said."""

from dataclasses import dataclass

from zhengai.diagnosis.limits import Applied
from zhengai.diagnosis.rules import wording
from zhengai.goals.models import Goal
from zhengai.indicators.writing import Measure
from zhengai_engine.scoring import Grade, Limit, State


@dataclass(frozen=True)
class Measured:
    """A value against its limits. The target is the goal's where one is approved, else the control point's."""

    value: float | None = None
    state: State = State.NO_DATA
    applied: Applied | None = None
    goal: Goal | None = None
    goal_limit: Limit | None = None
    met: bool | None = None
    alternative: str = ""

    @property
    def target(self) -> Limit | None:
        return self.goal_limit or (self.applied.values.target if self.applied else None)

    @property
    def standard(self) -> Limit | None:
        return self.applied.values.standard if self.applied else None

    @property
    def target_from(self) -> str:
        if self.goal is not None:
            return f"goal:{self.goal.pk}"
        return f"control_rule:{self.applied.rule.code}" if self.applied and self.target else ""


def standing(measured: Measured, measure: Measure) -> list[str]:
    """How it stands by its goal, and by its standard or warning."""
    told = []
    if measured.goal_limit is not None and measured.met is not None:
        say = wording.reached if measured.met else wording.missed
        told.append(say(measured.goal_limit, "目标", measure))
    return told + _by_rule(measured, measure)


def _by_rule(measured: Measured, measure: Measure) -> list[str]:
    applied, state = measured.applied, measured.state
    if state is State.TOO_FEW:
        return ["样本过少，不作判断"]
    if applied is None:
        return []
    if measured.alternative:
        return [f"按替代条件“{measured.alternative}”达到标准"]
    target, standard = applied.values.target, applied.values.standard
    if state is State.TARGET_MET and target is not None:
        return [] if measured.goal_limit else [wording.reached(target, "目标", measure)]
    if state is State.STANDARD_MET and standard is not None:
        return [wording.reached(standard, "标准", measure)]
    return _broken(measured, applied, measure)


def _broken(measured: Measured, applied: Applied, measure: Measure) -> list[str]:
    """A missed standard says most; a warning is named where the standard holds or there is none."""
    value, standard = measured.value, applied.values.standard
    if value is None:
        return []
    if standard is not None and not standard.holds(value):
        return [wording.missed(standard, "标准", measure)]
    grade = next((each for each in Grade if each.value == measured.state.value), None)
    limit = applied.values.warning(grade) if grade else None
    return [f"触及{grade.chinese}值 {wording.write_limit(limit, measure)}"] if grade and limit else []
