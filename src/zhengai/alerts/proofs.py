"""What the alerts room proves: that work is under way and watched, that a warning was given, and what was done."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from zhengai.alerts.models import AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, subjects, today
from zhengai.cycles.models import Proof
from zhengai.cycles.queries import scheme
from zhengai.cycles.rules.proof import CLOSING, LEVEL_WIDE, NewProof
from zhengai.cycles.rules.span import OutsideCalendar, cycle_period
from zhengai.cycles.rules.stages import Stage
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.rules import RunState
from zhengai.standards.models import ControlRuleVersion
from zhengai_engine.model.period import Calendar, Period

# move → stage, end of the key, how its sentence begins
_PROVES = {
    Move.RAISE: (Stage.WARN, ":raise", ""),
    Move.ANSWER: (Stage.ADJUST, ":answer", "预警已答复："),
    Move.CLOSE: (Stage.ADJUST, CLOSING, ""),
    # the loop ends without data: it says so, and is not left open for ever
    Move.EXCEPT: (Stage.ADJUST, CLOSING, "预警经批准按例外关闭："),
    Move.WITHDRAW: (Stage.ADJUST, CLOSING, "预警撤回："),
}
# a count over no rows is 0 and a value all the same: only rows show that work is under way
_ROWS = Q(value__isnull=False) & (Q(denominator__gt=0) | ~Q(value=0))

# level, cycle → the run's periods inside it
Cycles = dict[tuple[str, Period], list[str]]


def proofs_of_events(events: Iterable[AlertEvent]) -> Iterator[NewProof]:
    """Events oldest first; an alert answered twice was answered the first time. An alert about missing data has no
    subject: it warns of the data, not of all the subjects of its level."""
    told: set[str] = set()
    for event in events:
        move = Move(event.move)
        if move not in _PROVES or not event.alert.subject:
            continue
        stage, end, opening = _PROVES[move]
        about = f"alert:{event.alert_id}"
        if f"{about}{end}" in told:
            continue
        told.add(f"{about}{end}")
        alert = event.alert
        yield NewProof(
            level=alert.level,
            subject=alert.subject,
            period=alert.period,
            stage=stage,
            key=f"{about}{end}",
            about=about,
            sentence=f"{opening}{event.text}",
            at=event.at,
            by=event.by,
        )


def proofs_of_run(run: Run) -> list[NewProof]:
    """That the data of its periods came and was evaluated, and by which standards: once for every level and cycle."""
    college = run.college
    cycles = _cycles(college, run.periods)
    keys = {_key(Stage.CARRY_OUT, level, cycle): (level, cycle) for level, cycle in cycles}
    known = set(Proof.objects.filter(college=college, key__in=keys).values_list("key", flat=True))
    new = {place: cycles[place] for key, place in keys.items() if key not in known}
    return list(_proofs_of_data(college, new)) if new else []


def proofs_of_runs(college: College) -> Iterator[NewProof]:
    """The same for all runs there were."""
    runs = Run.objects.filter(college=college, state=RunState.DONE).values_list("periods", flat=True)
    codes = dict.fromkeys(code for periods in runs for code in periods)
    return _proofs_of_data(college, _cycles(college, codes))


def _cycles(college: College, codes: Iterable[str]) -> Cycles:
    """What has not begun yet is not under way."""
    calendar, day, known = calendar_of(college), today(college), scheme(college)
    levels = list(subjects(college).order_by().values_list("level", flat=True).distinct())
    found: Cycles = {}
    for period in _begun(calendar, codes, day):
        for level in levels:
            try:
                cycle = cycle_period(calendar, known.rhythm(level).kind, period)
            except OutsideCalendar:
                continue
            found.setdefault((level, cycle), []).append(period.code)
    return found


def _begun(calendar: Calendar, codes: Iterable[str], day: date) -> Iterator[Period]:
    for code in codes:
        period = calendar.find(code)
        if period is not None and period.start <= day:
            yield period


def _proofs_of_data(college: College, cycles: Cycles) -> Iterator[NewProof]:
    runs = list(Run.objects.filter(college=college, state=RunState.DONE).order_by("id"))
    adopted = list(ControlRuleVersion.objects.filter(rule__college=college).select_related("rule"))
    for (level, cycle), codes in cycles.items():
        values = CurrentValue.objects.filter(_ROWS, college=college, level=level, period__in=codes)
        first = next((run for run in runs if not set(codes).isdisjoint(run.periods)), None)
        if first is None or not values.exists():
            continue
        in_use = _in_use(adopted, level, cycle, first)
        for stage, sentence in (
            (Stage.STANDARD, f"{cycle.name}有 {in_use} 个质控点在用。" if in_use else ""),
            (Stage.CARRY_OUT, f"{cycle.name}的数据已经送达。"),
            (Stage.MONITOR, f"{cycle.name}的数据已经计算，并按质控点判断。"),
        ):
            if not sentence:
                continue
            yield NewProof(
                level=level,
                subject=LEVEL_WIDE,
                period=cycle.code,
                stage=stage,
                key=_key(stage, level, cycle),
                about=f"run:{first.pk}",
                sentence=sentence,
                at=_moment(first),
                by=first.by,
            )


def _key(stage: Stage, level: str, cycle: Period) -> str:
    return f"{stage.value}:{level}:{cycle.code}"


def _in_use(adopted: Iterable[ControlRuleVersion], level: str, cycle: Period, first: Run) -> int:
    """How many control points the cycle's first run could judge by. What was adopted later has a proof of its own, so
    that the number stays what it was however often it is told."""
    latest = min(_moment(first), _end_of(cycle))
    return len(
        {
            version.rule_id
            for version in adopted
            if version.content["level"] == level
            and timezone.localtime(version.adopted_at) <= latest
            and (version.rule.valid_from is None or version.rule.valid_from <= cycle.end)
            and (version.rule.valid_until is None or version.rule.valid_until >= cycle.start)
        }
    )


def _end_of(cycle: Period) -> datetime:
    return timezone.make_aware(datetime.combine(cycle.end, time.max))


def _moment(run: Run) -> datetime:
    """When the run ended, on the day the college's own story stood on."""
    return timezone.localtime(run.finished_at or run.started_at)
