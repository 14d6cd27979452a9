"""Judges one rule over the periods of a run.

1. Which periods: from the last one judged to the run's last; all from the beginning when an older period came
   late or the limits changed.
2. Each subject's state moves one step per period (rules.folding).
3. From the last judged period on, each step settles the subject's alert: raise, escalate, ease or close.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhengai.alerts.bulk import upsert
from zhengai.alerts.desk import Desk, Matter
from zhengai.alerts.models import RuleProgress
from zhengai.alerts.readings import Reading, Readings
from zhengai.alerts.rules.folding import Tracked
from zhengai.alerts.rules.machine import AlertState
from zhengai.alerts.rules.wording import Measure
from zhengai.alerts.states import States
from zhengai.standards.models import ControlRule
from zhengai.standards.queries import general_values, own_values
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.scoring import ControlValues, Grade, Judgement, judge, trend

# How far back a sentence looks for a trend.
TREND_PERIODS = 6
_FRESH = Tracked()


@dataclass(frozen=True)
class Course:
    """Periods to judge: the earlier ones silently, from `loud` on with alerts; `anew` forgets what was known."""

    earlier: tuple[Period, ...]
    loud: tuple[Period, ...]
    anew: bool


def plan(known: list[Period], asked: list[Period], last: Period | None, limits_changed: bool) -> Course:
    """`known`: periods with values; `asked`: those of the run; `last`: the last one judged, if any."""
    end = max(asked[-1].end, last.end) if last else asked[-1].end
    known = [period for period in known if period.end <= end]
    anew = last is None or limits_changed or asked[0].end < last.end
    pivot = asked[0].end if last is None else last.end
    if anew:
        earlier = tuple(period for period in known if period.end < pivot)
        return Course(earlier, tuple(period for period in known if period.end >= pivot), True)
    again = last is not None and asked[0].end == last.end
    return Course((), tuple(p for p in known if p.end > pivot or (again and p.end == pivot)), False)


class RuleJudge:
    """One control point with its limits, values, states and the desk its alerts go to."""

    def __init__(
        self,
        rule: ControlRule,
        says: Specification,
        readings: Readings,
        calendar: Calendar,
        measure: Measure,
        desk: Desk,
    ) -> None:
        self.rule, self.says, self.readings, self.measure, self.desk = rule, says, readings, measure, desk
        self._calendar = calendar
        self._general, self._own = general_values(rule), own_values(rule)
        self._states = States(rule)
        self._matters: list[tuple[str, Reading, Judgement]] = []

    def judge_again(self, asked: list[Period], known: list[Period], subjects: Collection[str]) -> int | None:
        """The same for these subjects alone; null, and nothing is judged, when it is not only about them: in a period
        that nobody was judged for yet, or by other limits."""
        progress = RuleProgress.objects.filter(rule=self.rule).first()
        if progress is None or progress.limits != self._fingerprint():
            return None
        last = self._calendar.period(progress.period)
        if asked[-1].end > last.end:
            return None
        course = plan(known, asked, last, limits_changed=False)
        self._states = States.load(self.rule, subjects)
        if course.anew:
            self._states.forget()
        judged = sum(self._step(period, loud=False) for period in course.earlier)
        return judged + sum(self._step(period, loud=True) for period in course.loud)

    def judge(self, asked: list[Period], known: list[Period]) -> int:
        """Returns how many values were judged. Call `save` when the desk's alerts have been saved."""
        self._states = States.load(self.rule)
        progress = RuleProgress.objects.filter(rule=self.rule).first()
        last = self._calendar.period(progress.period) if progress else None
        changed = progress is not None and progress.limits != self._fingerprint()
        course = plan(known, asked, last, changed)
        if course.anew:
            self._states.forget()
        judged = sum(self._step(period, loud=False) for period in course.earlier)
        judged += sum(self._step(period, loud=True) for period in course.loud)
        if course.loud:
            progress = RuleProgress(
                rule=self.rule,
                period=course.loud[-1].code,
                run=self.desk.run,
                limits=self._fingerprint(),
            )
            upsert([progress], unique=["rule"], fields=["period", "run", "limits"])
        return judged

    def save(self) -> None:
        self._states.save()

    def _fingerprint(self) -> str:
        own = "\n".join(f"{subject} {values!r}" for subject, values in sorted(self._own.items()))
        judged_by = f"{self._general!r}\n{self.says.judging!r}\n{own}"
        return hashlib.sha256(judged_by.encode()).hexdigest()

    def _step(self, period: Period, *, loud: bool) -> int:
        readings, others = self.readings.at(period), self.readings.others_at(period)
        for subject, reading in readings.items():
            judgement = self._advance(subject, period, reading, others.get(subject, {}))
            if loud and (judgement.grade is not None or subject in self._states.alerts):
                self._settle(subject, period, reading, judgement)
        self._write_up(period)
        return len(readings)

    def _advance(
        self, subject: str, period: Period, reading: Reading, others: Mapping[str, float | None]
    ) -> Judgement:
        before = self._states.tracked.get(subject, _FRESH).without(period.code)
        judgement = judge(
            reading.value,
            self._limits(subject),
            before=before.standing,
            denominator=reading.denominator,
            judging=self.says.judging,
            others=others,
        )
        self._states.tracked[subject] = before.advanced(period.code, judgement)
        return judgement

    def _limits(self, subject: str) -> ControlValues:
        return self._own.get(subject, self._general)

    def _settle(self, subject: str, period: Period, reading: Reading, judgement: Judgement) -> None:
        alert = self._states.alerts.get(subject)
        is_live = alert is not None and AlertState(alert.state).is_live
        if judgement.grade is None:
            if alert is not None and is_live:
                self.desk.close(alert, period.code, reading.value, self._closing(period, reading))
            self._states.alerts.pop(subject, None)
        elif judgement.limit is None or reading.value is None:
            return  # nothing new is known
        elif (
            alert is None
            or (is_live and alert.grade != judgement.grade)
            or judgement.grade.rank > Grade(alert.grade).rank
        ):
            self._matters.append((subject, reading, judgement))

    def _closing(self, period: Period, reading: Reading) -> str:
        assert reading.value is not None
        return f"{period.name}{self.measure.name}为{self.measure.write(reading.value)}，已回到界限以内。"

    def _write_up(self, period: Period) -> None:
        """Writes the period's alerts together, so that their trends are read at once."""
        if not self._matters:
            return
        window = self._calendar.window(period, TREND_PERIODS)
        series = self.readings.series({subject for subject, _, _ in self._matters}, window)
        for subject, reading, judgement in self._matters:
            assert reading.value is not None
            matter = Matter(subject, period, reading.value, judgement, trend(series[subject]))
            alert = self._states.alerts.get(subject)
            if alert is not None and AlertState(alert.state).is_live:
                self.desk.regrade(alert, self.says, self.measure, matter)
            else:
                self._states.alerts[subject] = self.desk.raise_alert(
                    self.rule, self.says, self.measure, matter
                )
        self._matters = []
