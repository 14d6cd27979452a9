"""The way new data moves the loop: computed, judged, and the effects of measures verified."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.alerts.actions import JudgeReport, judge
from zhengai.college.models import College
from zhengai.improvement.actions.verifying import VerifyReport, verify
from zhengai.indicators.actions import evaluate
from zhengai.indicators.models import Run
from zhengai.standards.library import remind_revisions
from zhengai_engine.model.period import Period


@dataclass(frozen=True)
class LoopReport:
    """One turn: the run, what it raised and closed, and which measures it verified."""

    run: Run
    alerts: JudgeReport
    improvements: VerifyReport


def carry_through(
    *,
    college: College,
    by: str,
    periods: Sequence[Period] | None = None,
    levels: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
) -> LoopReport:
    """Evaluates, judges, verifies, and reminds of standards that are due. Each step is whole in itself: after an
    interruption the next turn goes on. Raises NothingToCompute or UnknownIndicator."""
    run = evaluate(college=college, by=by, periods=periods, levels=levels, codes=codes)
    report = LoopReport(run, judge(run=run, by=by), verify(run=run, by=by))
    remind_revisions(college=college, by=by)
    return report
