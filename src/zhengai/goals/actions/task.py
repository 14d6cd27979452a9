"""Writing tasks: added from one of three sources, filled month by month, looked at on three beats, carried over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from zhengai.accounts.queries import number_of
from zhengai.college.models import College, Subject
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.goals.models import AnnualTarget, Task, TaskBeat, TaskMonth
from zhengai.goals.notifying import tell_assigned
from zhengai.goals.queries.task import attributes, beats, classes
from zhengai.goals.rules.task import (
    MONTHS,
    TaskMove,
    TaskRefused,
    TaskSource,
    TaskState,
    check_assessor,
    next_task_state,
)

LONGEST_MONTH = 300
_COPIED = (
    "title", "source", "origin", "task_class", "attribute", "parent", "lead", "department", "owner_number",
    "owner_name", "standard", "measures", "people", "goods", "budget",
)  # fmt: skip


@dataclass(frozen=True)
class TaskDraft:
    """What is written in a task. `attribute` and `task_class` are names from the packs' sections."""

    year: int
    title: str
    department: Subject
    source: TaskSource = TaskSource.SCHOOL
    origin: str = ""
    task_class: str = ""
    attribute: str = ""
    target: AnnualTarget | None = None
    parent: Task | None = None
    lead: Subject | None = None
    owner_number: str = ""
    owner_name: str = ""
    due: date | None = None
    standard: str = ""
    measures: str = ""
    people: str = ""
    goods: str = ""
    budget: Decimal | None = None
    ground: str = ""


@transaction.atomic
def add_task(*, college: College, draft: TaskDraft, by: str) -> Task:
    """Raises TaskRefused."""
    _check(college, draft, None)
    task = Task(college=college, state=TaskState.OPEN, written_by=by, written_at=now(college))
    _fill(task, draft)
    task.save(force_insert=True)
    tell_assigned(task, by)
    record(
        action="goals.task_add",
        by=by,
        subject=f"task:{task.pk}",
        details={"year": task.year, "department": task.department.code, "source": task.source},
    )
    return task


@transaction.atomic
def change_task(*, task: Task, draft: TaskDraft, by: str) -> Task:
    task = _locked(task)
    if task.state != TaskState.OPEN:
        raise TaskRefused("任务已经不在进行，不能改动")
    _check(task.college, draft, task)
    _fill(task, draft)
    task.save()
    record(action="goals.task_change", by=by, subject=f"task:{task.pk}")
    return task


@transaction.atomic
def report_month(*, task: Task, month: int, text: str, by: str) -> TaskMonth | None:
    """An empty text takes the month's words back. Raises TaskRefused for a month that is not 1 to 12 or has not begun."""
    task = _locked(task)
    next_task_state(TaskState(task.state), TaskMove.REPORT)
    moment = now(task.college)
    if month not in MONTHS:
        raise TaskRefused(f"没有 {month} 月，月份写 1 到 12")
    if (task.year, month) > (moment.year, moment.month):
        raise TaskRefused(f"{task.year}年{month}月还没有到")
    if len(text.strip()) > LONGEST_MONTH:
        raise TaskRefused(f"每月最多写 {LONGEST_MONTH} 个字")
    found = None
    if text.strip():
        found, _ = TaskMonth.objects.update_or_create(
            task=task, month=month, defaults={"text": text.strip(), "by": by, "at": moment}
        )
    else:
        task.months.filter(month=month).delete()
    record(action="goals.task_report", by=by, subject=f"task:{task.pk}", details={"month": month})
    return found


@transaction.atomic
def move_task(*, task: Task, move: TaskMove, result: str = "", spent: Decimal | None = None, by: str) -> Task:
    """FINISH needs the result in words."""
    task = _locked(task)
    task.state = next_task_state(TaskState(task.state), move)
    if move is TaskMove.CARRY:
        raise TaskRefused("转入下一年请在年度任务处成批进行")
    if move in (TaskMove.FINISH, TaskMove.END) and not result.strip():
        raise TaskRefused("请写明工作成效" if move is TaskMove.FINISH else "请写明为什么不再做")
    if result.strip():
        task.result = result.strip()
    if spent is not None:
        task.spent = spent
    task.finished_at = now(task.college) if move is TaskMove.FINISH else None
    task.save()
    record(action=f"goals.task_{move.value}", by=by, subject=f"task:{task.pk}")
    return task


@transaction.atomic
def record_beat(
    *,
    task: Task,
    beat: str,
    period: str,
    text: str,
    deviation: str = "",
    correction: str = "",
    grade: str = "",
    is_school: bool = False,
    by: str,
) -> TaskBeat:
    """`beat` is a code of the packs' beats; `is_school` says whether the writer speaks for the whole school. A deviation
    needs its correction; the year's assessment is not written by the one who carries the task out."""
    known = {each.code: each for each in beats(task.college)}
    if beat not in known:
        raise TaskRefused(f"没有“{beat}”这个节拍，可选的有{'、'.join(e.name for e in known.values())}")
    if not text.strip():
        raise TaskRefused(f"请写{known[beat].name}的记录")
    if deviation.strip() and not correction.strip():
        raise TaskRefused("有偏差时请写明怎样纠正")
    if known[beat].period == "academic_year":
        item = classes(task.college).get(task.task_class)
        check_assessor(
            assessed_by=item.assessed_by if item else "department",
            is_school=is_school,
            is_owner=bool(task.owner_number) and task.owner_number == number_of(by),
        )
    found, _ = TaskBeat.objects.update_or_create(
        task=task,
        beat=beat,
        period=period,
        defaults={
            "record": text.strip(),
            "deviation": deviation.strip(),
            "correction": correction.strip(),
            "grade": grade.strip() if known[beat].period == "academic_year" else "",
            "by": by,
            "at": now(task.college),
        },
    )
    record(
        action="goals.task_beat", by=by, subject=f"task:{task.pk}", details={"beat": beat, "period": period}
    )
    return found


@transaction.atomic
def carry_tasks(*, college: College, tasks: Iterable[Task], by: str) -> list[Task]:
    """Each open task goes on in the next year, with where it came from; done twice it is done once."""
    made = []
    for each in tasks:
        task = _locked(each)
        if task.state == TaskState.CARRIED:
            continue
        task.state = next_task_state(TaskState(task.state), TaskMove.CARRY)
        follower = Task(
            college=college,
            year=task.year + 1,
            state=TaskState.OPEN,
            written_by=by,
            written_at=now(college),
            carried_from=task,
            ground=f"task:{task.pk}",
            **{name: getattr(task, name) for name in _COPIED},
        )
        follower.target = _target_of_next_year(task)
        if Task.objects.filter(**_key(follower)).exists():
            raise TaskRefused(f"{follower.department.name}{follower.year}年已有同名的任务“{task.title}”")
        follower.save(force_insert=True)
        task.save(update_fields=["state"])
        made.append(follower)
    if made:
        record(
            action="goals.task_carry",
            by=by,
            subject=f"college:{college.code}",
            details={"count": len(made), "year": made[0].year},
        )
    return made


def _target_of_next_year(task: Task) -> AnnualTarget | None:
    if task.target is None:
        return None
    return AnnualTarget.objects.filter(plan_goal=task.target.plan_goal_id, year=task.target.year + 1).first()


def _key(task: Task) -> dict[str, object]:
    return {
        "college": task.college, "year": task.year, "department": task.department, "title": task.title,
        "owner_number": task.owner_number,
    }  # fmt: skip


def _check(college: College, draft: TaskDraft, task: Task | None) -> None:
    if not draft.title.strip():
        raise TaskRefused("请写工作任务")
    if not 2000 <= draft.year <= 2100:
        raise TaskRefused(f"没有 {draft.year} 这个年度")
    _check_words(college, draft)
    if draft.due is not None and draft.due.year not in (draft.year, draft.year + 1):
        raise TaskRefused(f"完成时限 {draft.due.isoformat()} 不在 {draft.year} 年度")
    if draft.source is TaskSource.PLAN and draft.target is None:
        raise TaskRefused("来自规划的任务请选它服务的年度目标")
    if draft.parent is not None and task is not None and draft.parent.pk == task.pk:
        raise TaskRefused("任务不能以自己为上级")
    twin = Task.objects.filter(
        college=college,
        year=draft.year,
        department=draft.department,
        title=draft.title.strip(),
        owner_number=draft.owner_number.strip(),
    )
    if task is not None:
        twin = twin.exclude(pk=task.pk)
    if twin.exists():
        raise TaskRefused(f"{draft.department.name}{draft.year}年已有任务“{draft.title.strip()}”")


def _check_words(college: College, draft: TaskDraft) -> None:
    for word, known, name in (
        (draft.task_class, classes(college), "类别"),
        (draft.attribute, attributes(college), "工作属性"),
    ):
        if word and word not in known:
            raise TaskRefused(f"{name}“{word}”不在 {'、'.join(known) or '方案'} 之中")


def _fill(task: Task, draft: TaskDraft) -> None:
    for name in (
        "title", "origin", "task_class", "attribute", "owner_number", "owner_name", "standard", "measures",
        "people", "goods",
    ):  # fmt: skip
        setattr(task, name, getattr(draft, name).strip())
    task.year, task.target, task.parent = draft.year, draft.target, draft.parent
    task.source = TaskSource.PLAN if draft.target is not None else draft.source
    task.lead, task.department, task.due = draft.lead, draft.department, draft.due
    task.budget, task.ground = draft.budget, draft.ground


def _locked(task: Task) -> Task:
    locked = Task.objects.select_for_update(of=("self",))
    return locked.select_related("college", "department", "lead", "target").get(pk=task.pk)
