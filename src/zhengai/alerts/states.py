"""What is remembered of one rule's subjects: read whole, changed in memory, written back where it changed."""

from collections.abc import Collection
from dataclasses import dataclass, field

from zhengai.alerts.bulk import of_subjects, upsert
from zhengai.alerts.models import Alert, ControlState
from zhengai.alerts.rules.folding import Tracked
from zhengai.core.database import renew_statistics
from zhengai.standards.models import ControlRule
from zhengai_engine.scoring import Grade, Standing, State

_COLUMNS = ["state", "grade", "streaks", "since", "period", "before", "alert"]


@dataclass
class States:
    rule: ControlRule
    tracked: dict[str, Tracked] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)  # of the limits being crossed now
    _saved: dict[str, tuple[Tracked, int | None]] = field(default_factory=dict)

    @classmethod
    def load(cls, rule: ControlRule, only: Collection[str] | None = None) -> "States":
        """Of all subjects, or only of these."""
        found = cls(rule)
        linked: dict[str, int] = {}
        standings: dict[tuple[str, str, str], Standing] = {}  # most subjects share one
        rows = of_subjects(ControlState.objects.filter(rule=rule), only)
        for subject, state, grade, streaks, since, period, before, alert in rows.values_list(
            "subject", *_COLUMNS
        ):
            if only is not None and subject not in only:
                continue
            standing = (state, grade, streaks)
            if standing not in standings:
                standings[standing] = _standing(state, grade, streaks)
            kept = (before[0], before[1], tuple(before[2]), before[3]) if before else None
            found.tracked[subject] = Tracked(standings[standing], since, period, kept)
            found._saved[subject] = (found.tracked[subject], alert)
            if alert is not None:
                linked[subject] = alert
        alerts = Alert.objects.in_bulk(linked.values())
        found.alerts = {subject: alerts[pk] for subject, pk in linked.items()}
        return found

    def forget(self) -> None:
        """Judges all from the beginning; the alerts stay with their subjects, and so does the row of a subject that
        has no values any more."""
        self.tracked = {}

    def save(self) -> None:
        """Call when new alerts have been saved, because rows point to them."""
        rows = [self._row(subject) for subject in self.tracked if self._differs(subject)]
        upsert(rows, unique=["rule", "subject"], fields=_COLUMNS)
        renew_statistics(ControlState, rows=len(rows))

    def _differs(self, subject: str) -> bool:
        alert = self.alerts.get(subject)
        tracked, linked = self._saved.get(subject, (None, None))
        now = self.tracked[subject]
        return linked != (alert.pk if alert else None) or (tracked is not now and tracked != now)

    def _row(self, subject: str) -> ControlState:
        tracked = self.tracked[subject]
        return ControlState(
            rule=self.rule,
            subject=subject,
            state=tracked.standing.state or State.NO_DATA,
            grade=tracked.standing.grade or "",
            streaks=" ".join(map(str, tracked.standing.streaks)),
            since=tracked.since,
            period=tracked.period,
            before=tracked.before,
            alert=self.alerts.get(subject),
        )


def _standing(state: str, grade: str, streaks: str) -> Standing:
    notice, warning, severe = (int(count) for count in streaks.split())
    return Standing(State(state), Grade(grade) if grade else None, (notice, warning, severe))
