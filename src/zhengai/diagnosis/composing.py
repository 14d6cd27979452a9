"""Puts one fact together: a value with what it is measured by, compared with, and says in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhengai.diagnosis.limits import Applied, Limits
from zhengai.diagnosis.measuring import Measured, standing
from zhengai.diagnosis.rules import periods, wording
from zhengai.diagnosis.rules.facts import AlertSeen, Fact
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.writing import Measure, why_missing
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.scoring import Judgement, Standing, State, read_limit

_SHOWN = 12  # points of a sparkline
NOT_COMPUTED = "not_computed"
_NOT_COMPUTED_TEXT = "本周期还没有数据"


@dataclass(frozen=True)
class Peers:
    """All subjects of the level that have a value in the same period, this one among them."""

    count: int
    value: float


@dataclass(frozen=True)
class Sources:
    rows: Sequence[CurrentValue]
    alerts: dict[str, tuple[AlertSeen, ...]]
    peers: dict[tuple[str, str], Peers]


@dataclass(frozen=True)
class Earlier:
    value: float
    period: Period
    same_last_year: bool


@dataclass
class Composer:
    calendar: Calendar
    asked: Period
    limits: Limits
    sources: Sources
    _by_indicator: dict[str, dict[str, CurrentValue]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.sources.rows:
            self._by_indicator.setdefault(row.indicator, {})[row.period] = row

    def fact(self, definition: Definition, word: str, row: CurrentValue | None) -> Fact:
        name, measure = word or definition.name, Measure.of(definition.body)
        alerts = self.sources.alerts.get(definition.code, ())
        if row is None:
            return self._blind(definition, name, measure, alerts)
        period = self.calendar.period(row.period)
        measured = self._measured(row, period)
        earlier = self._earlier(row, period)
        peers = self.sources.peers.get((row.indicator, row.period))
        applied = measured.applied
        text = wording.write(row.value, measure) if row.value is not None else "—"
        changed = self._change(row, period, earlier, measure)
        return Fact(
            indicator=definition.code,
            name=name,
            version=row.run.definition_versions.get(definition.code, definition.version),
            run=row.run_id,
            period=row.period,
            period_name=period.name,
            period_kind=row.period_kind,
            value=row.value,
            text=text,
            reason=row.reason,
            reason_text=why_missing(row.reason) if row.reason else "",
            numerator=row.numerator,
            denominator=row.denominator,
            unit=measure.unit,
            kind=measure.kind.value,
            decimals=measure.decimals,
            previous_value=earlier.value if earlier else None,
            previous_text=wording.write(earlier.value, measure) if earlier else "",
            previous_period=earlier.period.code if earlier else "",
            previous_name=earlier.period.name if earlier else "",
            change=changed,
            target=wording.write_limit(measured.target, measure) if measured.target else "",
            target_from=measured.target_from,
            target_met=measured.met,
            standard=wording.write_limit(measured.standard, measure) if measured.standard else "",
            standard_value=measured.standard.value if measured.standard else None,
            warnings=_warnings(applied, measure),
            rule=applied.rule.code if applied else "",
            source=applied.rule.source if applied else "",
            state=measured.state.value,
            judged=row.value is not None and (applied is not None or measured.goal is not None),
            alerts=alerts,
            series=self._series(row, period),
            peers_value=peers.value if peers else None,
            peers_text=wording.write(peers.value, measure) if peers else "",
            peers_count=peers.count if peers else 0,
            sentence=self._sentence(name, text, row, period, measured, measure, changed),
        )

    def _blind(
        self, definition: Definition, name: str, measure: Measure, alerts: tuple[AlertSeen, ...]
    ) -> Fact:
        return Fact(
            indicator=definition.code,
            name=name,
            version=definition.version,
            run=None,
            period=self.asked.code,
            period_name=self.asked.name,
            period_kind=self.asked.kind.value,
            value=None,
            text="—",
            reason=NOT_COMPUTED,
            reason_text=_NOT_COMPUTED_TEXT,
            unit=measure.unit,
            kind=measure.kind.value,
            decimals=measure.decimals,
            alerts=alerts,
            sentence=f"{name}{_NOT_COMPUTED_TEXT}",
        )

    def _measured(self, row: CurrentValue, period: Period) -> Measured:
        applied = self.limits.applied(row, period)
        goal = self.limits.goal(row.indicator, row.period, self.asked.code)
        limit = read_limit(goal.limit) if goal else None
        judged = self._judged(row, applied)
        met = limit.holds(row.value) if limit is not None and row.value is not None else None
        return Measured(row.value, judged.state, applied, goal, limit, met, judged.alternative or "")

    def _judged(self, row: CurrentValue, applied: Applied | None) -> Judgement:
        if applied is None:
            state = State.NO_DATA if row.value is None else State.NORMAL
            return Judgement(state, Standing())
        others = {
            code: rows[row.period].value for code, rows in self._by_indicator.items() if row.period in rows
        }
        return applied.judge(row, others)

    def _earlier(self, row: CurrentValue, period: Period) -> Earlier | None:
        known = self._by_indicator.get(row.indicator, {})
        for each, same in periods.before(self.calendar, period):
            found = known.get(each.code)
            if found is not None and found.value is not None:
                return Earlier(found.value, each, same)
        return None

    def _change(self, row: CurrentValue, period: Period, earlier: Earlier | None, measure: Measure) -> str:
        if earlier is None or row.value is None:
            return ""
        word = wording.earlier_word(period.kind, same_last_year=earlier.same_last_year)
        return wording.change(row.value, earlier.value, measure, word)

    def _series(self, row: CurrentValue, period: Period) -> tuple[tuple[str, float | None], ...]:
        """Of one kind, up to the period shown; codes of one kind sort by time."""
        known = self._by_indicator.get(row.indicator, {})
        codes = sorted(
            code
            for code, each in known.items()
            if each.period_kind == row.period_kind and code <= period.code
        )
        return tuple((code, known[code].value) for code in codes[-_SHOWN:])

    def _sentence(
        self,
        name: str,
        text: str,
        row: CurrentValue,
        period: Period,
        measured: Measured,
        measure: Measure,
        changed: str,
    ) -> str:
        when = "" if period.code == self.asked.code else f"（{period.name}）"
        if row.value is None:
            return f"{name}{when}没有值：{why_missing(row.reason)}"
        return wording.in_one([f"{name}{when or ' '}{text}", *standing(measured, measure), changed])


def _warnings(applied: Applied | None, measure: Measure) -> tuple[tuple[str, str], ...]:
    warnings = applied.values.warnings if applied else ()
    return tuple((each.grade.chinese, wording.write_limit(each.limit, measure)) for each in warnings)
