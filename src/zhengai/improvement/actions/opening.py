"""A problem becomes an improvement."""

from datetime import date

from django.db import transaction

from zhengai.accounts.queries import number_of
from zhengai.alerts.readings import measures
from zhengai.alerts.rules.wording import Measure
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, now, today
from zhengai.core.actions import record
from zhengai.cycles.actions import record_proofs
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.improvement.proofs import opening_proofs
from zhengai.improvement.queries import live_one
from zhengai.improvement.rules.machine import Actor, ImprovementState, Move, MoveRefused, next_state
from zhengai.improvement.rules.prefilling import readable
from zhengai.improvement.rules.wording import limit_words
from zhengai.indicators import queries as indicators
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai_engine.model.period import UnknownPeriod


class InvalidImprovement(ValueError):
    """What was written cannot be taken; `problems` has one Chinese sentence for each field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("\n".join(problems.values()))
        self.problems = problems


class AlreadyOpen(ValueError):
    """The same problem is being improved already; `improvement` is that one."""

    def __init__(self, improvement: Improvement) -> None:
        super().__init__("这个问题已经有一项改进，不用再提一次")
        self.improvement = improvement


@transaction.atomic
def open_improvement(
    *,
    subject: Subject,
    source: str,
    cycle_period: str,
    problem: str,
    cause: str,
    measure: str,
    indicator: str,
    period_kind: str,
    baseline_period: str,
    limit: str,
    owner_number: str,
    owner_name: str,
    due: date,
    by: str,
) -> Improvement:
    """The baseline is the value known now for `baseline_period`; it stays as it is when data is corrected, because
    the measure was planned on it. Raises InvalidImprovement, AlreadyOpen, or MoveRefused for a follow-up."""
    # two openings of one problem at once take turns on the subject's row
    subject = Subject.objects.select_for_update(of=("self",)).select_related("college").get(pk=subject.pk)
    college = subject.college
    known = measures(college).get(indicator)
    baseline = indicators.current_value(
        college, indicator=indicator, level=subject.level, subject=subject.code, period=baseline_period
    )
    improvement = Improvement(
        college=college,
        subject=subject,
        source=source,
        cycle_period=cycle_period,
        problem=problem.strip(),
        cause=cause.strip(),
        measure=measure.strip(),
        indicator=indicator,
        indicator_name=known.name if known else indicator,
        period_kind=period_kind,
        baseline_period=baseline_period,
        baseline_value=baseline.value if baseline else None,
        limit=limit.strip(),
        owner_number=owner_number.strip(),
        owner_name=owner_name.strip(),
        due=due,
        state=next_state(None, Move.OPEN, Actor.RESPONSIBLE),
        opened_at=now(college),
        opened_by=by,
    )
    _check(improvement, known)
    earlier = live_one(college, source=source, subject=subject.code, level=subject.level, indicator=indicator)
    if earlier is not None:
        raise AlreadyOpen(earlier)
    _follow(improvement, by)
    improvement.save()
    _tell(improvement, by)
    return improvement


def _check(improvement: Improvement, known: Measure | None) -> None:
    problems = _missing(improvement)
    if known is None:
        problems["indicator"] = f"没有“{improvement.indicator}”这个指标，请从列表中选择。"
    if sentence := _wrong_period(improvement):
        problems["baseline_period"] = sentence
    if improvement.due < today(improvement.college):
        problems["due"] = "期限不能早于今天，请另选日期。"
    if known is not None and (sentence := _wrong_limit(improvement, known)):
        problems["limit"] = sentence
    if problems:
        raise InvalidImprovement(problems)


def _missing(improvement: Improvement) -> dict[str, str]:
    wanted = {
        "problem": "请写明问题：哪里没有达到，差多少。",
        "measure": "请写明措施：准备做什么。",
        "owner_number": "请选择责任人。",
    }
    return {name: sentence for name, sentence in wanted.items() if not getattr(improvement, name)}


def _wrong_period(improvement: Improvement) -> str:
    try:
        period = calendar_of(improvement.college).period(improvement.baseline_period)
    except UnknownPeriod as problem:
        return f"基线周期：{problem}。"
    return "" if period.kind == improvement.period_kind else f"基线周期 {period.name}不是所选的周期类型。"


def _wrong_limit(improvement: Improvement, known: Measure) -> str:
    limit = readable(improvement.limit)
    if limit is None:
        return "目标值请写成“≤ 5%”“≥ 92%”或“within 60%..90%”的样子。"
    baseline = improvement.baseline_value
    if baseline is not None and limit.holds(baseline):
        return (
            f"基线值 {known.write(baseline)} 已经达到“{limit_words(limit, known)}”，"
            "按它判断不出成效，请写更高的目标。"
        )
    return ""


def _follow(improvement: Improvement, by: str) -> None:
    """A follow-up of an improvement that did not (fully) help is noted there."""
    kind, _, key = improvement.source.partition(":")
    if kind != "improvement":
        return
    before = Improvement.objects.filter(college=improvement.college, pk=int(key)).first()
    if before is None:
        raise MoveRefused("要跟进的那项改进不存在")
    state = next_state(ImprovementState(before.state), Move.FOLLOW_UP, Actor.RESPONSIBLE)
    ImprovementEvent.objects.create(
        improvement=before,
        at=improvement.opened_at,
        by=by,
        move=Move.FOLLOW_UP,
        from_state=state,
        to_state=state,
        text=improvement.measure,
    )


def _tell(improvement: Improvement, by: str) -> None:
    college = improvement.college
    ImprovementEvent.objects.create(
        improvement=improvement,
        at=improvement.opened_at,
        by=by,
        move=Move.OPEN,
        to_state=improvement.state,
        period=improvement.baseline_period,
        value=improvement.baseline_value,
        text=improvement.measure,
    )
    record_proofs(college=college, proofs=opening_proofs(improvement), by=by)
    if number_of(by) != improvement.owner_number:
        notify(
            college=college.code,
            persons=[improvement.owner_number],
            kind=NoticeKind.IMPROVEMENT,
            key=f"improvement:{improvement.pk}:open",
            about=f"improvement:{improvement.pk}",
            title=f"请负责一项改进：{improvement.subject.name} {improvement.indicator_name}",
            text=f"{improvement.problem}\n措施：{improvement.measure}",
            at=improvement.opened_at,
            due=improvement.due,
        )
    record(
        action="improvement.open",
        by=by,
        subject=f"improvement:{improvement.pk}",
        details={
            "subject": f"{improvement.subject.level}:{improvement.subject.code}",
            "source": improvement.source,
            "indicator": improvement.indicator,
            "limit": improvement.limit,
            "owner": improvement.owner_number,
        },
    )
