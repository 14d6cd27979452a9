"""The only writers of the alerts room: judging a run, and what people do with an alert."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from zhengai.alerts.bulk import upsert
from zhengai.alerts.desk import Desk
from zhengai.alerts.gapwatch import GapWatch
from zhengai.alerts.judging import RuleJudge
from zhengai.alerts.models import Alert, AlertEvent, AlertKind, ControlState, JudgedRun, RuleProgress
from zhengai.alerts.notifying import messages
from zhengai.alerts.people import Directory
from zhengai.alerts.proofs import proofs_of_events, proofs_of_run
from zhengai.alerts.readings import Changed, Readings, changed_unjudged, measures
from zhengai.alerts.rules.machine import (
    LIVE,
    Actor,
    AlertState,
    ClosedReason,
    Move,
    MoveRefused,
    check_exception,
    next_state,
)
from zhengai.alerts.rules.wording import Measure
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, now, today
from zhengai.core.actions import SYSTEM, record
from zhengai.cycles.actions import ask_exemption, decide_exemption, record_proofs, withdraw_exemption
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.queries import exemptions
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.indicators.models import Run
from zhengai.indicators.publishing import Key
from zhengai.notices.actions import send
from zhengai.standards import queries as standards
from zhengai.standards.models import ControlRule
from zhengai.standards.rules.specification import Specification
from zhengai_engine.model.period import Calendar, Period


@dataclass(frozen=True)
class JudgeReport:
    """What one judging changed; `judged` values, `unchanged` live alerts left as they were."""

    judged: int
    raised: int
    escalated: int
    eased: int
    closed: int
    withdrawn: int
    no_data: int
    unchanged: int


@transaction.atomic
def judge(*, run: Run, by: str) -> JudgeReport:
    """Judges the values of the run's periods as they are known now; the same run judged twice changes nothing.

    Data that is corrected later is judged anew for its period and all after it.
    """
    # two judgings at once take turns on the college's row
    college = College.objects.select_for_update(no_key=True).get(pk=run.college_id)
    desk = Desk(run, by, now(college), today(college), Directory(college))
    live = list(Alert.objects.filter(college=college, state__in=LIVE).values_list("pk", flat=True))
    rules = standards.rules_for(college)
    _withdraw(college, rules, desk)
    calendar, known = calendar_of(college), measures(college)
    periods = sorted((calendar.period(code) for code in run.periods), key=lambda p: (p.end, p.start))
    judges = []
    judged = 0
    for rule in rules:
        says = standards.specification(rule)
        measure = known.get(rule.indicator, Measure(rule.indicator))
        asked = [period for period in periods if _is_judged(says, period, desk)]
        if not asked:
            continue
        each, values = _judge_rule(rule, says, calendar, measure, desk, asked)
        judges.append(each)
        judged += values
    return _end(run, desk, judges, judged, live)


@transaction.atomic
def judge_changes(*, run: Run, changed: Collection[Key], by: str) -> JudgeReport:
    """Judges only these values anew, and ends where judging everything would. A control point in whose period nobody
    was judged yet, whose limits changed, or whose data stopped coming is judged as a whole. That data *stops* coming
    and that a subject is used no more is not looked for: it is no new data."""
    college = College.objects.select_for_update(no_key=True).get(pk=run.college_id)
    desk = Desk(run, by, now(college), today(college), Directory(college))
    live = list(Alert.objects.filter(college=college, state__in=LIVE).values_list("pk", flat=True))
    silent = set(
        Alert.objects.filter(college=college, kind=AlertKind.NO_DATA, state__in=LIVE).values_list(
            "rule", flat=True
        )
    )
    calendar, known = calendar_of(college), measures(college)
    where = Changed([*changed, *changed_unjudged(run)], calendar)
    judges = []
    judged = 0
    for rule in standards.rules_for(college):
        says = standards.specification(rule)
        asked, subjects = where.of(says)
        asked = [period for period in asked if _is_judged(says, period, desk)]
        if not asked:
            continue
        measure = known.get(rule.indicator, Measure(rule.indicator))
        readings = Readings(college, says, calendar, subjects)
        each = RuleJudge(rule, says, readings, calendar, measure, desk)
        values = None if rule.pk in silent else each.judge_again(asked, _known(readings, desk), subjects)
        if values is None:
            each, values = _judge_rule(rule, says, calendar, measure, desk, asked)
        judges.append(each)
        judged += values
    return _end(run, desk, judges, judged, live)


def _judge_rule(
    rule: ControlRule,
    says: Specification,
    calendar: Calendar,
    measure: Measure,
    desk: Desk,
    asked: list[Period],
) -> tuple[RuleJudge, int]:
    """All its subjects, and whether data stopped coming."""
    readings = Readings(rule.college, says, calendar)
    found = RuleJudge(rule, says, readings, calendar, measure, desk)
    judged = found.judge(asked, _known(readings, desk))
    GapWatch(rule, says, readings, calendar, measure, desk).watch(asked)
    return found, judged


def _known(readings: Readings, desk: Desk) -> list[Period]:
    """Periods that have values and may be judged."""
    return [period for period in readings.periods() if _is_judged(readings.says, period, desk)]


def _end(run: Run, desk: Desk, judges: Sequence[RuleJudge], judged: int, live: list[int]) -> JudgeReport:
    college, by = run.college, desk.by
    desk.save()
    for each in judges:
        each.save()
    upsert([JudgedRun(college=college, run=run)], unique=["college"], fields=["run"])
    record_proofs(college=college, proofs=[*proofs_of_run(run), *proofs_of_events(desk.events)], by=by)
    _drop_pending(college, desk.ended())
    send(college=college.code, messages=messages(college, desk.moved()), at=desk.now)
    report = _report(desk, judged, live)
    record(action="alerts.judge", by=by, subject=f"run:{run.pk}", details=asdict(report))
    return report


def _is_judged(says: Specification, period: Period, desk: Desk) -> bool:
    """A period that still runs is judged only where the control point says so; one to come never."""
    has_come = period.start <= desk.today if says.running else period.end <= desk.today
    return period.kind is says.period and has_come and says.in_force(period)


def _report(desk: Desk, judged: int, live: list[int]) -> JudgeReport:
    gaps = desk.gaps_raised()
    return JudgeReport(
        judged=judged,
        raised=desk.counts[Move.RAISE] - gaps,
        escalated=desk.counts[Move.ESCALATE],
        eased=desk.counts[Move.EASE],
        closed=desk.counts[Move.CLOSE],
        withdrawn=desk.counts[Move.WITHDRAW],
        no_data=gaps,
        unchanged=desk.untouched(live),
    )


def _withdraw(college: College, rules: list[ControlRule], desk: Desk) -> None:
    """Ends what speaks of a control point or a subject that is no longer in use: nothing will judge it again."""
    used = {rule.pk for rule in rules}
    for stale in (ControlState, RuleProgress):
        stale.objects.filter(rule__college=college).exclude(rule__in=used).delete()
    for alert in Alert.objects.filter(college=college, state__in=LIVE):
        if alert.rule_id not in used:
            desk.withdraw(alert, "质控点已停用。")
        elif alert.kind == AlertKind.LIMIT and alert.subject not in desk.directory.members(alert.level):
            desk.withdraw(alert, f"{alert.subject_name}已停用。")
            ControlState.objects.filter(rule=alert.rule_id, subject=alert.subject).delete()


@transaction.atomic
def acknowledge(*, alert: Alert, by: str) -> Alert:
    """签收: a responsible person has seen it. Raises MoveRefused."""
    return _by_hand(alert, Move.ACKNOWLEDGE, Actor.RESPONSIBLE, by, "")


@transaction.atomic
def answer(*, alert: Alert, text: str, by: str, measure: str = "") -> Alert:
    """答复: why it happened and what is done about it; the alert closes when the data shows it. The same words again
    (a button pressed twice) change nothing."""
    if not text.strip():
        raise MoveRefused("答复要写明原因")
    words = text.strip() + (f"\n措施：{measure.strip()}" if measure.strip() else "")
    last = AlertEvent.objects.filter(alert=alert).order_by("-id").first()
    if last is not None and (last.move, last.by, last.text) == (Move.ANSWER, by, words):
        return alert
    return _by_hand(alert, Move.ANSWER, Actor.RESPONSIBLE, by, words)


@transaction.atomic
def except_alert(*, alert: Alert, reason: str, requested_by: str, by: str) -> Alert:
    """例外关闭: `by` approves what `requested_by` asked for. Silent until the grade gets worse or it is over."""
    check_exception(reason=reason, requested_by=requested_by, by=by)
    return _by_hand(
        alert, Move.EXCEPT, Actor.APPROVER, by, f"{reason.strip()}(申请人 {requested_by.strip()})"
    )


@transaction.atomic
def ask_exception(*, alert: Alert, reason: str, by: str) -> Exemption:
    """申请例外关闭: another person decides. Raises MoveRefused or ExemptionRefused."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("college").get(pk=alert.pk)
    next_state(AlertState(alert.state), Move.EXCEPT, Actor.APPROVER)
    return ask_exemption(
        college=alert.college,
        kind=ExemptionKind.ALERT,
        about=f"alert:{alert.pk}",
        level=alert.level,
        subject=alert.subject,
        title=f"关闭预警：{alert.subject_name}{alert.indicator_name}",
        content={"alert": alert.pk},
        reason=reason,
        by=by,
    )


@transaction.atomic
def decide_exception(*, exemption: Exemption, approve: bool, decision: str, by: str) -> Exemption:
    """Closes the alert when it is approved; an alert that has ended meanwhile needs no exception any more, and the
    exemption comes back withdrawn. Raises ExemptionRefused or MoveRefused."""
    alert = Alert.objects.select_for_update(of=("self",)).get(
        college=exemption.college, pk=exemption.content["alert"]
    )
    if approve and not AlertState(alert.state).is_live:
        exemption = withdraw_exemption(exemption=exemption, by=SYSTEM)
    else:
        exemption = decide_exemption(exemption=exemption, approve=approve, decision=decision, by=by)
    if exemption.state == ExemptionState.APPROVED:
        except_alert(alert=alert, reason=exemption.reason, requested_by=exemption.asked_by, by=by)
    return exemption


def _drop_pending(college: College, ended: list[Alert]) -> None:
    """What was asked of an alert that has ended is moot."""
    abouts = {f"alert:{alert.pk}" for alert in ended}
    if not abouts:
        return
    for each in exemptions(college, state=ExemptionState.ASKED).filter(kind=ExemptionKind.ALERT):
        if each.about in abouts:
            withdraw_exemption(exemption=each, by=SYSTEM)


def _by_hand(alert: Alert, move: Move, actor: Actor, by: str, text: str) -> Alert:
    alert = Alert.objects.select_for_update(of=("self",)).select_related("college").get(pk=alert.pk)
    before = AlertState(alert.state)
    alert.state = next_state(before, move, actor)
    if alert.state == AlertState.EXCEPTED:
        alert.closed_at, alert.closed_reason = now(alert.college), ClosedReason.EXCEPTION
    alert.save(update_fields=["state", "closed_at", "closed_reason"])
    event = AlertEvent.objects.create(
        alert=alert,
        at=now(alert.college),
        by=by,
        move=move,
        from_state=before,
        to_state=alert.state,
        from_grade=alert.grade,
        to_grade=alert.grade,
        text=text,
    )
    record_proofs(college=alert.college, proofs=list(proofs_of_events([event])), by=by)
    record(action=f"alerts.{move}", by=by, subject=f"alert:{alert.pk}", details={"text": text})
    return alert
