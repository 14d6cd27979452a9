"""The way new data moves the loop: computed, judged, and the effects of measures verified."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.alerts.actions import JudgeReport, judge, judge_changes
from zhengai.college.models import College
from zhengai.core import stopwatch
from zhengai.improvement.actions.verifying import VerifyReport, verify
from zhengai.indicators.actions import evaluate
from zhengai.indicators.engines import Engine
from zhengai.indicators.following import follow
from zhengai.indicators.models import Run
from zhengai.standards.library import remind_revisions
from zhengai_engine.model.period import Period


@dataclass(frozen=True)
class LoopReport:
    """One turn: the run, what it raised and closed, and which measures it verified. `whole` says why everything was
    computed although only some data were new; `changed` counts the values that are not what they were, if known."""

    run: Run
    alerts: JudgeReport
    improvements: VerifyReport
    whole: str = ""
    changed: int | None = None


def carry_through(
    *,
    college: College,
    by: str,
    periods: Sequence[Period] | None = None,
    levels: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    engine: Engine = Engine.DUCKDB,
) -> LoopReport:
    """Evaluates, judges, verifies, and reminds of standards that are due. Each step is whole in itself: after an
    interruption the next turn goes on. Raises NothingToCompute, UnknownIndicator or EngineMissing."""
    run = evaluate(college=college, by=by, periods=periods, levels=levels, codes=codes, engine=engine)
    report = LoopReport(run, judge(run=run, by=by), verify(run=run, by=by))
    remind_revisions(college=college, by=by)
    return report


def follow_through(*, college: College, by: str, periods: Sequence[Period]) -> LoopReport | None:
    """The same for what new data changed; null when no value could have. `periods` are those to compute when the
    change reaches further than its own rows. Raises NothingToCompute."""
    followed = follow(college=college, by=by, periods=periods)
    run = followed.run
    if run is None:
        return None
    with stopwatch.step("judge"):
        alerts = (
            judge(run=run, by=by)
            if followed.whole
            else judge_changes(run=run, changed=followed.changed, by=by)
        )
    changed = None if followed.whole else len(followed.changed)
    return LoopReport(run, alerts, verify(run=run, by=by), followed.whole, changed)
