"""One task: what is asked, month by month, the beats, and what came of it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.goals import queries
from zhengai.goals.models import Task, TaskBeat
from zhengai.goals.queries import achievements
from zhengai.goals.rules.sections import BeatItem
from zhengai.web.components.abouts import address_of
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.periods import full_name
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.tasks.evidenced import KEEPER
from zhengai.web.desks.tasks.listed import cells
from zhengai.web.desks.tasks.seen import is_late, may_assign, may_report, speaks_for_school, task_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, PeriodKind

TYPED = ("text", "deviation", "correction", "grade", "result", "spent")
STANDINGS = {
    "met": ("target_met", "已达到"),
    "short": ("below_standard", "未达到"),
    "blind": ("no_data", "尚无数据"),
}


@dataclass(frozen=True)
class Beat:
    """One record of a beat with the names of its time and of who wrote it."""

    item: TaskBeat
    name: str
    period: str
    by: str


@needs(Permission.GOAL_VIEW)
def task(request: Request, number: int) -> HttpResponse:
    found = task_or_404(request, number)
    day, calendar = today(request.college), calendar_of(request.college)
    known = queries.beats(request.college)
    recorded = list(found.beats.all())
    names = names_of({found.written_by, *(each.by for each in recorded)})
    beat_names = {each.code: each.name for each in known}
    typed, error = take_typed(request, f"task-{found.pk}", TYPED)
    target = found.target
    open_ = found.state == "open"
    reports = may_report(request, found)
    context = {
        "task": found,
        "months": cells(found, day),
        "late": is_late(found, day),
        "today": day,
        "target": target,
        "target_period": full_name(calendar, target.period) if target else "",
        "standing": STANDINGS[achievements(request.college, [target])[target.pk].standing]
        if target
        else None,
        "class": queries.classes(request.college).get(found.task_class),
        "beats": [
            Beat(b, beat_names.get(b.beat, b.beat), period_words(calendar, b.period), names.get(b.by, b.by))
            for b in recorded
        ],
        "choices": [(b, period_of(b, found, day, calendar)) for b in known],
        "parts": list(found.parts.select_related("department")),
        "followers": list(found.carried_to.all()),
        "ground": address_of(found.ground),
        "written_by": names.get(found.written_by, found.written_by),
        "may_report": open_ and reports,
        "may_beat": reports or speaks_for_school(request),
        "may_change": open_ and may_assign(request, found),
        "may_reopen": found.state in ("done", "ended") and may_assign(request, found),
        "typed": typed,
        "error": error,
        "evidence": evidence_box(request, KEEPER, found),
    }
    return render(request, "desks/tasks/task.html", context)


def period_of(beat: BeatItem, task: Task, day: date, calendar: Calendar) -> str:
    """The code of the time the beat's next record is of: the present one within the task's year, else its last."""
    at = day if day.year == task.year else date(task.year, 12, 31)
    if beat.period == "quarter":
        return f"{task.year}Q{(at.month - 1) // 3 + 1}"
    if beat.period == "semester":
        semester = calendar.containing(at, PeriodKind.SEMESTER)
        return semester.code if semester else f"{task.year}"
    return str(task.year)


def period_words(calendar: Calendar, code: str) -> str:
    if "Q" in code:
        year, quarter = code.split("Q")
        return f"{year}年第{quarter}季度"
    return f"{code}年" if code.isdecimal() else full_name(calendar, code)
