"""The effect of a measure, judged by the platform on the same indicator's later value."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from zhengai.college.models import College, Responsibility
from zhengai.college.queries import calendar_of, now
from zhengai.core.actions import record
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.cycles.rules.proof import NewProof
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.improvement.proofs import effect_proofs
from zhengai.improvement.queries import VERIFIED_STATES, improvements
from zhengai.improvement.readings import Reading, readings
from zhengai.improvement.rules.effect import effect
from zhengai.improvement.rules.machine import (
    MOVE_OF,
    VERIFIED,
    Actor,
    ImprovementState,
    Move,
    next_state,
)
from zhengai.improvement.rules.wording import recalled_sentence, verdict_sentence
from zhengai.indicators.models import CurrentValue, Run
from zhengai.notices.actions import send
from zhengai.notices.models import NoticeKind
from zhengai.notices.rules import Message
from zhengai_engine.model.period import Calendar, Period
from zhengai_engine.scoring import read_limit

_BATCH = 500
_SAVED = [
    "state", "effect_period", "effect_value", "effect_run", "verified_at", "revision",
]  # fmt: skip


@dataclass(frozen=True)
class VerifyReport:
    """What one verifying changed; `waiting` improvements still await their data."""

    verified: int
    effective: int
    partly: int
    ineffective: int
    recalled: int
    waiting: int


@transaction.atomic
def verify(*, run: Run, by: str) -> VerifyReport:
    """Judges what the values known now can say; verifying the same run twice changes nothing. A run that corrects
    the value an effect was judged by judges it again."""
    # two verifyings at once take turns on the college's row
    college = College.objects.select_for_update(no_key=True).get(pk=run.college_id)
    candidates = list(_candidates(college, run))
    found = readings(college, candidates)
    bench = _Bench(run, by, now(college), calendar_of(college))
    for each in candidates:
        bench.settle(each, found[each.pk])
    bench.save(college)
    report = bench.report()
    record(action="improvement.verify", by=by, subject=f"run:{run.pk}", details=asdict(report))
    return report


def _candidates(college: College, run: Run) -> Iterator[Improvement]:
    waiting = Q(state__in=[ImprovementState.UNDER_WAY, ImprovementState.CARRIED_OUT])
    corrected = Q(state__in=VERIFIED_STATES, effect_period__in=run.periods)
    # locked, so that a person's move and the platform's take turns
    chosen = improvements(college).filter(waiting | corrected).select_for_update(of=("self",))
    return chosen.order_by("pk").iterator(chunk_size=2000)


@dataclass
class _Bench:
    """Changes gather in memory and are saved together."""

    run: Run
    by: str
    at: datetime
    calendar: Calendar
    counts: Counter[Move] = field(default_factory=Counter)
    changed: list[Improvement] = field(default_factory=list)
    events: list[ImprovementEvent] = field(default_factory=list)

    def settle(self, improvement: Improvement, reading: Reading) -> None:
        if reading.value is None or reading.period is None:
            if improvement.state in VERIFIED:
                self._recall(improvement, reading)
            return
        verdict = effect(improvement.baseline_value, reading.value.value, read_limit(improvement.limit))
        assert verdict is not None
        known = (improvement.state, improvement.effect_period, improvement.effect_value)
        if known != (verdict, reading.period.code, reading.value.value):
            self._conclude(improvement, reading, reading.period, reading.value, verdict)

    def _conclude(
        self,
        improvement: Improvement,
        reading: Reading,
        period: Period,
        value: CurrentValue,
        verdict: ImprovementState,
    ) -> None:
        assert value.value is not None
        text = verdict_sentence(
            verdict=verdict,
            measure=reading.measure,
            limit=read_limit(improvement.limit),
            period=period,
            value=value.value,
            baseline=improvement.baseline_value,
            baseline_period=self._spoken(improvement.baseline_period),
        )
        improvement.effect_period, improvement.effect_value = period.code, value.value
        improvement.effect_run_id, improvement.verified_at = value.run_id, self.at
        self._move(improvement, MOVE_OF[verdict], text)

    def _recall(self, improvement: Improvement, reading: Reading) -> None:
        """The value it rested on is gone."""
        text = recalled_sentence(self._spoken(improvement.effect_period), reading.measure, "不能判断")
        improvement.effect_period, improvement.effect_value = "", None
        improvement.effect_run, improvement.verified_at = None, None
        self._move(improvement, Move.RECALL, text)

    def _spoken(self, code: str) -> str:
        period = self.calendar.find(code)
        return period.name if period else code

    def _move(self, improvement: Improvement, move: Move, text: str) -> None:
        before = ImprovementState(improvement.state)
        improvement.state = next_state(before, move, Actor.PLATFORM)
        improvement.revision += 1
        self.counts[move] += 1
        self.changed.append(improvement)
        self.events.append(
            ImprovementEvent(
                improvement=improvement,
                at=self.at,
                by=self.by,
                move=move,
                from_state=before,
                to_state=improvement.state,
                period=improvement.effect_period,
                value=improvement.effect_value,
                text=text,
            )
        )

    def save(self, college: College) -> None:
        if not self.changed:
            return
        Improvement.objects.bulk_update(self.changed, _SAVED, batch_size=_BATCH)
        ImprovementEvent.objects.bulk_create(self.events, batch_size=_BATCH)
        for each in self.events:
            if each.from_state in VERIFIED_STATES:
                drop_proofs(college=college, prefix=f"improvement:{each.improvement_id}:effect", by=self.by)
        record_proofs(college=college, proofs=self._proofs(), by=self.by)
        send(college=college.code, messages=self._messages(college), at=self.at)

    def _proofs(self) -> Iterator[NewProof]:
        for each in self.events:
            yield from effect_proofs(each.improvement, text=each.text, by=self.by)

    def _messages(self, college: College) -> Iterator[Message]:
        """To the owner, those who answer for the subject, and its department."""
        answering = _answering(college, self.changed)
        for each in self.events:
            improvement = each.improvement
            held = (improvement.subject_id, improvement.subject.department_id)
            numbers = {improvement.owner_number}.union(*(answering.get(pk, set()) for pk in held if pk))
            word = ImprovementState(each.to_state).chinese
            for number in sorted(numbers - {""}):
                yield Message(
                    person_number=number,
                    kind=NoticeKind.IMPROVEMENT,
                    # a verdict on corrected data is news again
                    key=f"improvement:{improvement.pk}:verify:{improvement.revision}",
                    about=f"improvement:{improvement.pk}",
                    title=f"改进{word}：{improvement.subject.name} {improvement.indicator_name}",
                    text=each.text,
                )

    def report(self) -> VerifyReport:
        verdicts = {state: self.counts[move] for state, move in MOVE_OF.items()}
        waiting = Improvement.objects.filter(
            college=self.run.college_id,
            state__in=[ImprovementState.UNDER_WAY, ImprovementState.CARRIED_OUT],
        )
        return VerifyReport(
            verified=sum(verdicts.values()),
            effective=verdicts[ImprovementState.EFFECTIVE],
            partly=verdicts[ImprovementState.PARTLY],
            ineffective=verdicts[ImprovementState.INEFFECTIVE],
            recalled=self.counts[Move.RECALL],
            waiting=waiting.count(),
        )


def _answering(college: College, changed: list[Improvement]) -> dict[int, set[str]]:
    subjects = {each.subject_id for each in changed} | {each.subject.department_id for each in changed}
    rows = Responsibility.objects.filter(subject__college=college, subject__in=subjects - {None})
    found: dict[int, set[str]] = {}
    for pk, number in rows.values_list("subject", "person_number"):
        found.setdefault(pk, set()).add(number)
    return found
