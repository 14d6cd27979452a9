"""Where the alerts of one judging are written up: changes gather in memory and are saved together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhengai.alerts.bulk import update
from zhengai.alerts.models import Alert, AlertEvent, AlertKind, AlertPerson
from zhengai.alerts.people import Addressee, Directory
from zhengai.alerts.rules.machine import Actor, AlertState, ClosedReason, Move, next_state
from zhengai.alerts.rules.wording import Facts, Measure, sentence, trend_text
from zhengai.indicators.models import Run
from zhengai.standards.models import ControlRule
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.period import Period
from zhengai_engine.scoring import Grade, Judgement, Trend

_SAVED = [
    "grade",
    "sentence",
    "value",
    "limit",
    "trend",
    "due",
    "state",
    "closed_at",
    "closed_period",
    "closed_value",
    "closed_reason",
]


@dataclass(frozen=True)
class Matter:
    """One judged value that changes an alert."""

    subject: str
    period: Period
    value: float
    judgement: Judgement
    trend: Trend


@dataclass
class Desk:
    run: Run
    by: str
    now: datetime
    today: date
    directory: Directory
    counts: dict[Move, int] = field(default_factory=lambda: dict.fromkeys(Move, 0))
    _raised: list[Alert] = field(default_factory=list)
    _changed: dict[int, Alert] = field(default_factory=dict)
    _events: list[AlertEvent] = field(default_factory=list)
    _persons: list[AlertPerson] = field(default_factory=list)

    def raise_alert(self, rule: ControlRule, says: Specification, measure: Measure, matter: Matter) -> Alert:
        alert = self._draft(rule, AlertKind.LIMIT, measure, matter.period)
        alert.subject = matter.subject
        alert.subject_name = self.directory.name(rule.level, matter.subject)
        assert matter.judgement.grade is not None
        alert.due = self.today + timedelta(days=says.due_days[matter.judgement.grade])
        self._write(alert, says, measure, matter)
        to = self.directory.addressee(says.responsible, rule.level, matter.subject, measure.owner)
        self._send(alert, to, matter.period.code)
        return alert

    def raise_gap(
        self,
        rule: ControlRule,
        measure: Measure,
        period: Period,
        *,
        subject_name: str,
        text: str,
        due: date,
        details: dict[str, int],
        to: Addressee,
    ) -> Alert:
        alert = self._draft(rule, AlertKind.NO_DATA, measure, period)
        alert.subject_name, alert.sentence, alert.due = subject_name, text, due
        alert.grade, alert.details = Grade.WARNING, details
        self._send(alert, to, period.code)
        return alert

    def regrade(self, alert: Alert, says: Specification, measure: Measure, matter: Matter) -> None:
        """The same alert, worse or milder than before; a worse one is due no later than a new one would be."""
        grade = matter.judgement.grade
        assert grade is not None
        worse = grade.rank > Grade(alert.grade).rank
        before = alert.grade
        if worse:
            alert.due = min(alert.due, self.today + timedelta(days=says.due_days[grade]))
        self._write(alert, says, measure, matter)
        self._move(
            alert,
            Move.ESCALATE if worse else Move.EASE,
            from_grade=before,
            period=matter.period.code,
            value=matter.value,
            text=alert.sentence,
        )

    def close(self, alert: Alert, period: str, value: float | None, text: str) -> None:
        self._end(alert, Move.CLOSE, ClosedReason.DATA, period, value, text)

    def withdraw(self, alert: Alert, text: str) -> None:
        self._end(alert, Move.WITHDRAW, ClosedReason.WITHDRAWN, "", None, text)

    def save(self) -> None:
        # what ended makes room for what is raised: one live alert per rule and subject
        update(list(self._changed.values()), fields=_SAVED)
        Alert.objects.bulk_create(self._raised, batch_size=500)
        AlertPerson.objects.bulk_create(self._persons, batch_size=1000)
        AlertEvent.objects.bulk_create(self._events, batch_size=500)

    @property
    def events(self) -> Sequence[AlertEvent]:
        """All that happened in this judging, oldest first."""
        return self._events

    def moved(self) -> list[tuple[Alert, Move, str]]:
        """Each alert that was raised, or that was there and got worse, with the period; once, as it is now."""
        raised = {id(alert) for alert in self._raised}
        found: dict[int, tuple[Alert, Move, str]] = {}
        for event in self._events:
            worse = event.move == Move.ESCALATE and id(event.alert) not in raised
            if event.move == Move.RAISE or worse:
                found[id(event.alert)] = (event.alert, Move(event.move), event.period)
        return list(found.values())

    def ended(self) -> list[Alert]:
        return [each.alert for each in self._events if each.move in (Move.CLOSE, Move.WITHDRAW)]

    def untouched(self, live: Sequence[int]) -> int:
        """How many of these alerts stay as they were."""
        return sum(pk not in self._changed for pk in live)

    def gaps_raised(self) -> int:
        return sum(alert.kind == AlertKind.NO_DATA for alert in self._raised)

    def _draft(self, rule: ControlRule, kind: AlertKind, measure: Measure, period: Period) -> Alert:
        return Alert(
            college_id=rule.college_id,
            rule=rule,
            rule_version=rule.version,
            kind=kind,
            indicator=rule.indicator,
            indicator_name=measure.name,
            level=rule.level,
            period=period.code,
            period_kind=period.kind.value,
            run=self.run,
            raised_at=self.now,
        )

    def _write(self, alert: Alert, says: Specification, measure: Measure, matter: Matter) -> None:
        judgement = matter.judgement
        assert judgement.grade is not None
        assert judgement.limit is not None
        alert.grade, alert.value, alert.limit = judgement.grade, matter.value, judgement.limit.text()
        alert.trend = trend_text(matter.trend, matter.period.kind)
        facts = Facts(
            alert.subject_name,
            matter.period,
            measure,
            matter.value,
            judgement.grade,
            judgement.limit,
            matter.trend,
            alert.due,
        )
        alert.sentence = sentence(facts, says.sentence)

    def _send(self, alert: Alert, to: Addressee, period: str) -> None:
        alert.unit = to.unit
        self._raised.append(alert)
        self._persons += [
            AlertPerson(alert=alert, person_number=number, person_name=name) for number, name in to.persons
        ]
        alert.state = next_state(None, Move.RAISE, Actor.JUDGE)
        self._note(alert, Move.RAISE, period=period, value=alert.value, text=alert.sentence)

    def _move(
        self, alert: Alert, move: Move, *, from_grade: str, period: str, value: float | None, text: str
    ) -> None:
        before = AlertState(alert.state)
        alert.state = next_state(before, move, Actor.JUDGE)
        if alert.pk is not None:
            self._changed[alert.pk] = alert
        self._note(alert, move, period=period, value=value, text=text, before=before, from_grade=from_grade)

    def _end(
        self, alert: Alert, move: Move, reason: ClosedReason, period: str, value: float | None, text: str
    ) -> None:
        alert.closed_at, alert.closed_reason = self.now, reason
        alert.closed_period, alert.closed_value = period, value
        self._move(alert, move, from_grade=alert.grade, period=period, value=value, text=text)

    def _note(
        self,
        alert: Alert,
        move: Move,
        *,
        period: str,
        value: float | None,
        text: str,
        before: AlertState | None = None,
        from_grade: str = "",
    ) -> None:
        self.counts[move] += 1
        self._events.append(
            AlertEvent(
                alert=alert,
                at=self.now,
                by=self.by,
                move=move,
                from_state=before or "",
                to_state=alert.state,
                from_grade=from_grade,
                to_grade=alert.grade,
                period=period,
                value=value,
                text=text,
            )
        )
