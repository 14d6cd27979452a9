"""今天要我做什么: one list by deadline of alerts, diagnoses, decisions and improvements that wait for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import AlertState
from zhengai.cycles.models import Exemption
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.machine import OPEN, RecordState
from zhengai.goals.models import Goal, Plan
from zhengai.goals.rules.machine import GoalState
from zhengai.goals.rules.plan import PlanState
from zhengai.web.components.records import own_records
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.workbench.own import own_of
from zhengai.web.shell.request import Request

_EACH = 6
_P = Permission


@dataclass(frozen=True)
class Wanted:
    """`alert` is set where it can be answered in place. Without a deadline it comes after those that have one."""

    kind: str
    title: str
    why: str
    address: str
    button: str
    due: date | None = None
    grade: str = ""
    alert: Alert | None = None
    urgency: int = field(default=0)

    @property
    def order(self) -> tuple[date, int]:
        return self.due or date.max, -self.urgency


def wanted_of(request: Request, alerts: Sequence[Alert]) -> list[Wanted]:
    """Four questions beside the alerts, however much waits."""
    found = [
        *(_alert(request, each) for each in alerts),
        *_records(request),
        *_proposed(request),
        *_exemptions(request),
        *_own(request),
    ]
    return sorted(found, key=lambda each: each.order)


def _alert(request: Request, alert: Alert) -> Wanted:
    answers = request.person.may(_P.ALERT_ANSWER)
    return Wanted(
        kind="预警",
        title=alert.sentence,
        why=f"{alert.indicator_name} · {AlertState(alert.state).chinese}",
        address=reverse("alert", args=[alert.pk]),
        button="回复预警" if answers else "查看预警",
        due=alert.due,
        grade=alert.grade,
        alert=alert if answers and alert.state != AlertState.ANSWERED else None,
        urgency=getattr(alert, "rank", 0),
    )


def _records(request: Request) -> Iterator[Wanted]:
    """By round: what waits for being written by the person, and for being confirmed."""
    writing = Q(state__in=OPEN) & own_records(request)
    waiting = Q(pk__in=[])
    if request.person.may(_P.DIAGNOSIS_FILL):
        waiting |= writing
    if request.person.may(_P.DIAGNOSIS_CONFIRM):
        reached = within_key(request.person, _P.DIAGNOSIS_CONFIRM, Record.objects.all())
        waiting |= Q(
            state=RecordState.SUBMITTED, pk__in=reached.filter(state=RecordState.SUBMITTED).values("pk")
        ) & ~Q(submitted_by=request.user.username)
    rows = Record.objects.filter(waiting, round__college=request.college, round__closed_at__isnull=True)
    counted = rows.order_by().values("round", "round__title", "round__due", "state")
    for row in counted.annotate(number=Count("pk"), first=Min("pk"), name=Min("subject__name")):
        yield _record(RecordState(row["state"]), row)


_BUTTONS = {
    RecordState.DRAFT: "填写诊断",
    RecordState.RETURNED: "修改诊断",
    RecordState.SUBMITTED: "确认诊断",
}


def _record(state: RecordState, row: Mapping[str, Any]) -> Wanted:
    one = row["number"] == 1
    title = str(row["round__title"])
    return Wanted(
        kind="诊断",
        title=f"{row['name']}：{title}" if one else f"{title}：{row['number']} 份",
        why="等您确认" if state is RecordState.SUBMITTED else state.chinese,
        address=(
            reverse("record", args=[row["first"]])
            if one
            else f"{reverse('round', args=[row['round']])}?state={state.value}"
        ),
        button=_BUTTONS[state],
        due=row["round__due"],
    )


def _proposed(request: Request) -> Iterator[Wanted]:
    """Goals and plans that wait for a decision, the longest waiting first, in one question for both."""
    if not request.person.may(_P.GOAL_DECIDE):
        return
    me = request.user.username
    goals = Goal.objects.filter(college=request.college, state=GoalState.PROPOSED).exclude(proposed_by=me)
    plans = Plan.objects.filter(college=request.college, state=PlanState.SUBMITTED).exclude(submitted_by=me)
    shown = (
        _within(request, goals, "goal", "indicator_name", F("limit"), "proposed_at"),
        _within(request, plans, "plan", "title", Value(""), "submitted_at"),
    )
    for route, pk, name, title, limit, _ in shown[0].union(shown[1], all=True).order_by("since")[:_EACH]:
        address = reverse(route, args=[pk])
        if route == "goal":
            yield Wanted("目标", f"{name}：{title} {limit}", "等待审定", address, "审定目标")
        else:
            yield Wanted("规划", title, f"{name} · 等待审定", address, "审定规划")


def _within(
    request: Request, rows: QuerySet[Any], route: str, title: str, limit: F | Value, since: str
) -> QuerySet[Any, Any]:
    seen: QuerySet[Any, Any] = within_key(request.person, _P.GOAL_DECIDE, rows).order_by()
    told: QuerySet[Any, Any] = seen.annotate(
        route=Value(route, output_field=CharField()),
        said=Cast(F(title), CharField()),
        bound=Cast(limit, CharField()),
        since=F(since),
    ).values_list("route", "pk", "subject__name", "said", "bound", "since")
    return told


def _exemptions(request: Request) -> Iterator[Wanted]:
    if not request.person.may(_P.EXEMPTION_DECIDE):
        return
    rows = Exemption.objects.filter(college=request.college, state=ExemptionState.ASKED)
    for each in rows.exclude(asked_by=request.user.username).order_by("asked_at")[:_EACH]:
        yield Wanted(
            "例外", each.title, each.get_kind_display(), reverse("exemption", args=[each.pk]), "审定例外"
        )


def _own(request: Request) -> Iterator[Wanted]:
    """What is carried out waits for data, not for the person."""
    for each in own_of(request):
        yield Wanted(each.kind, each.title, each.why, each.address, each.button, each.due)
