"""What waits for a person by name: improvements, items of the schedule, tasks out of meetings, demands of inspections,
rows of registers, steps of workflows, suggestions, versions of standards. One question to the database, because the
workbench is the page most often opened."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.datacentre.rules.row_change import RowKind
from zhengai.framework.models import FollowUp, Inspection, ScheduleItem, Suggestion
from zhengai.framework.rules.following import InspectionState
from zhengai.framework.rules.schedule import ScheduleState, last_day
from zhengai.framework.rules.suggestion import SuggestionState
from zhengai.goals.models import Task
from zhengai.goals.rules.task import TaskState
from zhengai.improvement.depending import waiting_for
from zhengai.improvement.models import Dependence, Improvement
from zhengai.improvement.rules.dependence import DependenceState
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.regulations.models import WorkflowRun
from zhengai.regulations.rules.machine import RunState
from zhengai.standards.models import StandardVersion
from zhengai.standards.rules.library import VersionState
from zhengai.web.components import registers
from zhengai.web.shell.request import Request

EACH = 6  # of a kind
_SOON = timedelta(days=31)  # tasks of a year are shown when their end comes near
_MOST = 200  # of all kinds that are read
_P = Permission
_NEXT = {ImprovementState.PLANNED: "开始改进", ImprovementState.UNDER_WAY: "记录进展"}
_COLUMNS = ("what", "key", "first", "second", "third", "state_now", "until", "in_month", "since")


@dataclass(frozen=True)
class Own:
    kind: str
    title: str
    why: str
    address: str
    button: str
    due: date | None


def own_of(request: Request) -> list[Own]:
    """By deadline; of every kind no more than a few."""
    parts = list(_parts(request))
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    day = today(request.college)
    found = [each for row in rows[:_MOST] if (each := _own(dict(zip(_COLUMNS, row, strict=True)), day))]
    found.sort(key=lambda each: each.due or date.max)
    seen = Counter[str]()
    kept = []
    for each in found:
        seen[each.kind] += 1
        if seen[each.kind] <= EACH:
            kept.append(each)
    return kept


def _parts(request: Request) -> Iterator[QuerySet[Any, Any]]:
    """Rows of the same columns; the first has a real date, from which the database takes the column's type."""
    number, college = request.user.person_number, request.college
    if not number:
        return
    if request.person.may(_P.IMPROVEMENT_VIEW):
        rows = Improvement.objects.filter(college=college, owner_number=number, state__in=list(_NEXT))
        yield _columns(rows, "improvement", F("subject__name"), F("measure"), F("indicator_name"))
        yield _columns(_dependences(request, number), "dependence", F("subject__name"), F("problem"))
    if request.person.may(_P.GOAL_VIEW):
        due_soon = Task.objects.filter(
            college=college, owner_number=number, state=TaskState.OPEN, due__lte=today(college) + _SOON
        )
        yield _columns(due_soon, "task", F("title"), F("department__name"))
    if request.person.may(_P.ORGANISATION_VIEW):
        tasks = FollowUp.objects.filter(college=college, owner_number=number, done_on__isnull=True)
        yield _columns(tasks, "follow_up", F("text"), state=Value(""))
        live = ScheduleItem.objects.filter(
            college=college, owner_number=number, state__in=(ScheduleState.PLANNED, ScheduleState.UNDER_WAY)
        )
        years = Cast("years_done", TextField())
        yield _columns(
            live, "schedule", F("item"), F("content"), years, due=_NO_DAY, month=F("month"),
            start=F("college__construction__start"),
        )  # fmt: skip
    if request.person.may(_P.WORK_FILL):
        demands = Inspection.objects.filter(
            college=college, state=InspectionState.OPEN, department__responsibilities__person_number=number
        )
        yield _columns(demands, "inspection", F("title"), F("demand"))
    yield from _handed(request, number)
    if request.person.may(_P.MEASURE_REVIEW) and request.person.may(_P.DATA_VIEW):
        waits = registers.waiting_for(request)
        yield _columns(waits, "row_change", F("row__title"), F("row__dataset"), F("kind"), due=_NO_DAY)


def _handed(request: Request, number: str) -> Iterator[QuerySet[Any, Any]]:
    """Steps of workflows, suggestions and versions of standards that are with the person now."""
    college = request.college
    if request.person.may(_P.REGULATION_VIEW):
        steps = WorkflowRun.objects.filter(college=college, person_number=number, state=RunState.RUNNING)
        yield _columns(steps, "workflow", F("title"), F("workflow_name"))
    if request.person.may(_P.ORGANISATION_VIEW):
        given = Q(state=SuggestionState.IN_HAND, department__responsibilities__person_number=number)
        if request.person.may(_P.ORGANISATION_EDIT):
            given |= Q(state=SuggestionState.NEW)
        asked = Suggestion.objects.filter(given, college=college).distinct()
        yield _columns(asked, "suggestion", F("title"), due=_NO_DAY)
    if request.person.may(_P.STANDARD_DECIDE) and request.person.sees_everything(_P.STANDARD_DECIDE):
        proposed = StandardVersion.objects.filter(
            standard__college=college, state=VersionState.PROPOSED
        ).exclude(proposed_by=request.user.username)
        yield _columns(proposed, "standard", F("standard__name"), F("reason"), F("standard_id"), due=_NO_DAY)


def _dependences(request: Request, number: str) -> QuerySet[Dependence]:
    named = [(grant.level, grant.subject) for grant in request.person.grants if grant.subject]
    office = request.person.may(_P.ROUND_OPEN)
    return waiting_for(request.college, request.user.username, number, named, office=office)


_EMPTY = Value("")
_NO_DAY = Cast(Value(None), DateField())
_NO_MONTH = Cast(Value(None), IntegerField())


def _columns(
    rows: QuerySet[Any],
    what: str,
    first: Any,
    second: Any = _EMPTY,
    third: Any = _EMPTY,
    *,
    state: Any = None,
    due: Any = None,
    month: Any = _NO_MONTH,
    start: Any = _NO_DAY,
) -> QuerySet[Any, Any]:
    told: QuerySet[Any, Any] = rows.order_by().annotate(
        what=Value(what),
        key=F("pk"),
        first=Cast(first, TextField()),
        second=Cast(second, TextField()),
        third=Cast(third, TextField()),
        state_now=F("state") if state is None else state,
        until=F("due") if due is None else due,
        in_month=month,
        since=start,
    )
    found: QuerySet[Any, Any] = told.values_list(*_COLUMNS)
    return found


def _own(row: dict[str, Any], day: date) -> Own | None:
    key, first, second, third = row["key"], row["first"], row["second"], row["third"]
    if row["what"] == "improvement":
        state = ImprovementState(row["state_now"])
        address = reverse("improvement", args=[key])
        return Own(
            "改进", f"{first}：{second}", f"{third} · {state.chinese}", address, _NEXT[state], row["until"]
        )
    if row["what"] == "dependence":
        return _depending(row)
    if row["what"] == "task":
        return Own("任务", first, second, reverse("task", args=[key]), "填写完成情况", row["until"])
    if row["what"] == "follow_up":
        return Own("督办", first, "等您办理", reverse("follow-up", args=[key]), "写办理结果", row["until"])
    if row["what"] == "inspection":
        address = reverse("inspection", args=[key])
        return Own("督查", first, f"整改要求：{second}", address, "报告整改结果", row["until"])
    if row["what"] == "row_change":
        address = reverse("register-change", args=[second, key])
        return Own("台账", first, f"{RowKind(third).chinese}一行 · 等您审核", address, "审核", None)
    return _handed_over(row) or _scheduled(row, day)


def _handed_over(row: dict[str, Any]) -> Own | None:
    key, first, second, third = row["key"], row["first"], row["second"], row["third"]
    if row["what"] == "workflow":
        return Own("流程", first, second, reverse("workflow-run", args=[key]), "办理这一步", row["until"])
    if row["what"] == "suggestion":
        told = SuggestionState(row["state_now"])
        button = "转办或答复" if told is SuggestionState.NEW else "答复"
        return Own("建议", first, told.chinese, reverse("suggestion", args=[key]), button, None)
    if row["what"] == "standard":
        address = reverse("library-standard", args=[third])
        return Own("标准", first, second or "等待审定", address, "审定标准", None)
    return None


def _depending(row: dict[str, Any]) -> Own:
    state = DependenceState(row["state_now"])
    told = {DependenceState.SENT: "接收或说明", DependenceState.ACCEPTED: "答复"}
    address = reverse("dependence", args=[row["key"]])
    why = f"{row['first']}提出 · {state.chinese}"
    return Own("依存", row["second"], why, address, told.get(state, "看答复"), row["until"])


def _scheduled(row: dict[str, Any], day: date) -> Own | None:
    """What comes every year waits only until this year's is done."""
    month, start = row["in_month"], row["since"]
    if start is None or (month is None and str(day.year) in row["third"]):
        return None
    due = None if month is None else last_day(start, month)
    why = f"{row['first']} · {ScheduleState(row['state_now']).chinese}"
    address = reverse("schedule-item", args=[row["key"]])
    return Own("建设", row["second"], why, address, "记录进展", due)
