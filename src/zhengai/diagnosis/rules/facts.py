"""What is known about one indicator of one subject in a round: taken from data, kept with the record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from zhengai.diagnosis.rules.wording import opinion
from zhengai_engine.scoring import State

_GOOD = {State.TARGET_MET, State.STANDARD_MET, State.NORMAL}
_BAD = {State.BELOW_STANDARD, State.NOTICE, State.WARNING, State.SEVERE}


class Verdict(StrEnum):
    """What the data alone say of a point. `ASK`: only a person can say."""

    FINE = "fine"
    BAD = "bad"
    ASK = "ask"


@dataclass(frozen=True)
class AlertSeen:
    number: int
    grade: str
    sentence: str
    state: str
    live: bool


@dataclass(frozen=True)
class Fact:
    """`value` is null exactly when `reason` is set; texts are written as people read them.

    `target_from` is "goal:ID" or "control_rule:CODE"; `judged` says whether any limit applied.
    """

    indicator: str
    name: str
    version: int
    run: int | None
    period: str
    period_name: str
    period_kind: str
    value: float | None
    text: str
    reason: str = ""
    reason_text: str = ""
    numerator: float | None = None
    denominator: float | None = None
    unit: str = ""
    kind: str = "number"
    decimals: int = 1
    previous_value: float | None = None
    previous_text: str = ""
    previous_period: str = ""
    previous_name: str = ""
    change: str = ""
    target: str = ""
    target_from: str = ""
    target_met: bool | None = None
    standard: str = ""
    standard_value: float | None = None
    warnings: tuple[tuple[str, str], ...] = ()  # (等级, limit)
    rule: str = ""
    source: str = ""
    state: str = State.NO_DATA.value
    judged: bool = False
    alerts: tuple[AlertSeen, ...] = ()
    series: tuple[tuple[str, float | None], ...] = ()  # (period, value), oldest first
    peers_value: float | None = None
    peers_text: str = ""
    peers_count: int = 0
    sentence: str = ""

    @property
    def values(self) -> list[float | None]:
        """For a sparkline."""
        return [value for _, value in self.series]

    @property
    def open_alerts(self) -> list[AlertSeen]:
        return [alert for alert in self.alerts if alert.live]

    @property
    def is_bad(self) -> bool:
        return State(self.state) in _BAD or self.target_met is False or bool(self.open_alerts)

    @property
    def is_good(self) -> bool:
        """Measured against something, and nothing is wrong."""
        return self.judged and State(self.state) in _GOOD and not self.is_bad

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Fact":
        """What a later version no longer knows is left aside: records are kept for years."""
        known = {each.name for each in fields(cls)}
        told = {name: value for name, value in kept.items() if name in known}
        told["warnings"] = tuple((grade, limit) for grade, limit in kept.get("warnings", ()))
        told["alerts"] = tuple(AlertSeen(**alert) for alert in kept.get("alerts", ()))
        told["series"] = tuple((period, value) for period, value in kept.get("series", ()))
        return cls(**told)


@dataclass(frozen=True)
class Known:
    """All facts of a record by indicator, as `Record.facts` keeps them."""

    by_indicator: dict[str, Fact] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"indicators": {code: fact.as_json() for code, fact in self.by_indicator.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], indicators: Collection[str] | None = None) -> "Known":
        """Of all indicators, or only of these."""
        rows = kept.get("indicators", {})
        wanted = rows if indicators is None else rows.keys() & set(indicators)
        return cls({code: Fact.from_json(rows[code]) for code in wanted})

    def of(self, indicators: Sequence[str]) -> tuple[Fact, ...]:
        return tuple(self.by_indicator[code] for code in indicators if code in self.by_indicator)


def verdict(facts: Sequence[Fact]) -> Verdict:
    """Fine only where something was measured, all of that holds and nothing is open."""
    if any(fact.is_bad for fact in facts):
        return Verdict.BAD
    return Verdict.FINE if any(fact.is_good for fact in facts) else Verdict.ASK


def drafted_opinion(facts: Sequence[Fact]) -> str:
    told = [fact.sentence for fact in facts if fact.value is not None]
    alerts = {alert.number for fact in facts for alert in fact.open_alerts}
    return opinion(told, len(alerts))
