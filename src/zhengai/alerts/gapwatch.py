"""Watches for data that stopped coming: one alert per control point and outage, to the data's owner."""

from dataclasses import dataclass
from datetime import timedelta

from zhengai.alerts.desk import Desk
from zhengai.alerts.models import Alert, AlertKind
from zhengai.alerts.readings import Readings, dataset_names, level_name
from zhengai.alerts.rules.gaps import Gap, baseline, find_gap, has_returned, is_due
from zhengai.alerts.rules.machine import AlertState
from zhengai.alerts.rules.wording import Measure, gap_sentence, gap_subject
from zhengai.standards.models import ControlRule
from zhengai.standards.rules.specification import (
    MissingData,
    Responsible,
    ResponsibleKind,
    Specification,
)
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.scoring import Grade


@dataclass
class GapWatch:
    rule: ControlRule
    says: Specification
    readings: Readings
    calendar: Calendar
    measure: Measure
    desk: Desk

    def watch(self, periods: list[Period]) -> None:
        """`periods` oldest first."""
        if self.says.missing is None:
            return
        earlier = list(Alert.objects.filter(rule=self.rule, kind=AlertKind.NO_DATA))
        live = next((alert for alert in earlier if AlertState(alert.state).is_live), None)
        settled = {a.period for a in earlier if self._stays_settled(a)}
        for period in periods:
            live = self._look(period, live, settled, self.says.missing)

    def _stays_settled(self, alert: Alert) -> bool:
        """An outage that ended in a later period or was excepted is not raised again for its own period."""
        return not AlertState(alert.state).is_live and alert.closed_period != alert.period

    def _look(
        self, period: Period, live: Alert | None, settled: set[str], policy: MissingData
    ) -> Alert | None:
        now = self.readings.at(period)
        has = {subject for subject, reading in now.items() if reading.value is not None}
        gap = self._gap(period, has, {s for s, reading in now.items() if reading.is_silent}, policy)
        if live is not None:
            outage = Gap(live.details["expected"], live.details["missing"])
            started = self.calendar.period(live.period)
            back = gap is None and period.end >= started.end and has_returned(outage, len(has), policy.share)
            if not back:
                return live
            self.desk.close(live, period.code, None, f"{period.name}{self.measure.name}的数据已经恢复。")
            if period.code != live.period:
                settled.add(live.period)
            return None
        if gap is None or period.code in settled:
            return None
        return self._raise(period, gap)

    def _gap(self, period: Period, has: set[str], silent: set[str], policy: MissingData) -> Gap | None:
        before = baseline(self.calendar, period)
        if before is None or not silent or not is_due(period, policy, self.desk.today):
            return None
        had = {s for s, reading in self.readings.at(before).items() if reading.value is not None}
        return find_gap(had, has, silent, policy.share)

    def _only(self) -> str:
        """The name of a level's single subject, as the college is."""
        members = list(self.desk.directory.members(self.rule.level).values())
        return members[0].name if len(members) == 1 else ""

    def _raise(self, period: Period, gap: Gap) -> Alert:
        college = self.rule.college
        level = level_name(college, self.rule.level)
        due = self.desk.today + timedelta(days=self.says.due_days[Grade.WARNING])
        text = gap_sentence(
            period=period,
            measure=self.measure,
            level=level,
            missing=gap.missing,
            expected=gap.expected,
            datasets=dataset_names(college, self.rule.indicator),
            due=due,
        )
        to = self.desk.directory.addressee(
            Responsible(ResponsibleKind.DATA_OWNER), self.rule.level, "", self.measure.owner
        )
        return self.desk.raise_gap(
            self.rule,
            self.measure,
            period,
            subject_name=gap_subject(level, gap.missing, gap.expected, self._only()),
            text=text,
            due=due,
            details={"expected": gap.expected, "missing": gap.missing},
            to=to,
        )
