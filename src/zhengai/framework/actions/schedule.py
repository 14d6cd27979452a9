"""The only writers of the construction schedule: begun from the installed packs, moved step by step, taken from Excel."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework.models import Construction, ScheduleEvent, ScheduleItem
from zhengai.framework.queries.organisation import schedule_entries
from zhengai.framework.queries.schedule import start_of
from zhengai.framework.rules.schedule import (
    Due,
    ScheduleMove,
    ScheduleRefused,
    ScheduleState,
    next_state,
    read_due,
)
from zhengai.framework.rules.sheets import Bad, SheetRow, Trial

HEADERS = ("工作项目", "工作内容", "责任部门", "完成时间", "备注")


@transaction.atomic
def begin_construction(*, college: College, start: date, by: str) -> int:
    """Sets the month from which all deadlines count, and takes over what the installed packs have and the schedule has
    not yet. Returns how many items came in. Setting another month later moves every deadline with it."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    first = start.replace(day=1)
    Construction.objects.update_or_create(college=college, defaults={"start": first})
    known = set(ScheduleItem.objects.filter(college=college).values_list("code", flat=True))
    contents = set(ScheduleItem.objects.filter(college=college).values_list("item", "content"))
    fresh = [
        ScheduleItem(
            college=college, code=each.code, item=each.item, content=each.content, department=each.department,
            month=each.month, planned_month=each.month, yearly=each.yearly, original=each.original, note=each.note,
        )
        for each in {(each.item, each.content): each for each in schedule_entries(college)}.values()
        if each.code not in known and (each.item, each.content) not in contents
    ]  # fmt: skip
    ScheduleItem.objects.bulk_create(fresh)
    record(
        action="framework.begin_construction",
        by=by,
        subject=college.code,
        details={"start": f"{first:%Y-%m}", "items": len(fresh)},
    )
    return len(fresh)


@transaction.atomic
def move_item(
    *,
    item: ScheduleItem,
    move: ScheduleMove,
    text: str = "",
    about: str = "",
    title: str = "",
    due: str = "",
    by: str,
) -> ScheduleItem:
    """One step. Finishing asks for a proof or a word on what was done, putting off and dropping for a reason. What comes
    every year is finished for the year of the college's day and stays open. Raises ScheduleRefused."""
    item = ScheduleItem.objects.select_for_update(of=("self",)).select_related("college").get(pk=item.pk)
    state = next_state(ScheduleState(item.state), move)
    day = today(item.college)
    _check_told(move, text, about)
    if move is ScheduleMove.POSTPONE:
        _postpone(item, due)
    elif move is ScheduleMove.FINISH:
        state = _finish(item, state, day)
    elif move is ScheduleMove.REOPEN:
        item.done_on = None
    if state is ScheduleState.UNDER_WAY and item.started_on is None:
        item.started_on = day
    item.state = state
    item.save()
    ScheduleEvent.objects.create(
        item=item, move=move, to_state=state, at=now(item.college), by=by, text=text.strip(), about=about,
        title=title[:200],
    )  # fmt: skip
    record(
        action="framework.move_schedule_item",
        by=by,
        subject=f"schedule:{item.pk}",
        details={"move": move.chinese, "state": state.chinese, "about": about},
    )
    return item


def _check_told(move: ScheduleMove, text: str, about: str) -> None:
    if text.strip() or (about and move is ScheduleMove.FINISH):
        return
    if move is ScheduleMove.FINISH:
        raise ScheduleRefused("完成时请选一份佐证，或者写明成果在哪里")
    if move in (ScheduleMove.POSTPONE, ScheduleMove.DROP):
        raise ScheduleRefused(f"{move.chinese}要写明理由")


def _postpone(item: ScheduleItem, due: str) -> None:
    if item.month is None:
        raise ScheduleRefused("每年都要做的工作没有单独的完成时间，不用调整")
    start = start_of(item.college)
    assert start is not None  # items come in with it
    wanted = read_due(due, start)
    if wanted.month is None or wanted.month == item.month:
        raise ScheduleRefused("请写新的完成时间，例如“2027.05”")
    item.month = wanted.month


def _finish(item: ScheduleItem, state: ScheduleState, day: date) -> ScheduleState:
    if item.month is not None:
        item.done_on = day
        return state
    if day.year in item.years_done:
        raise ScheduleRefused(f"{day.year} 年的已经完成，明年再登记")
    item.years_done = sorted([*item.years_done, day.year])
    return ScheduleState.UNDER_WAY


@transaction.atomic
def assign_item(
    *, item: ScheduleItem, owner_number: str, owner_name: str, department: str, note: str, by: str
) -> ScheduleItem:
    """Who answers for it. Raises ScheduleRefused."""
    item = ScheduleItem.objects.select_for_update().get(pk=item.pk)
    if owner_number.strip() and not owner_name.strip():
        raise ScheduleRefused("写了工号，也请写责任人的姓名")
    item.owner_number, item.owner_name = owner_number.strip(), owner_name.strip()
    item.department, item.note = department.strip(), note.strip()
    item.save(update_fields=["owner_number", "owner_name", "department", "note"])
    record(
        action="framework.assign_schedule_item",
        by=by,
        subject=f"schedule:{item.pk}",
        details={"department": item.department},
    )
    return item


@transaction.atomic
def take_schedule(*, college: College, rows: Sequence[SheetRow], dry_run: bool, by: str) -> Trial:
    """Takes 表8: rows of the same 工作项目 and 工作内容 are the same item. All rows go in or none: with a bad cell nothing is
    written, as in a dry run. What the file does not name stays. Raises ScheduleRefused before construction has a start."""
    start = start_of(college)
    if start is None:
        raise ScheduleRefused("请先写明建设从哪个月开始，完成时间由它推算")
    trial = Trial()
    writes: list[ScheduleItem] = []
    known = {(each.item, each.content): each for each in ScheduleItem.objects.filter(college=college)}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        try:
            writes += _take_row(college, row, known, seen, start, trial)
        except Bad as problem:
            trial.bad.append(row.bad(problem))
    if dry_run or trial.bad or not writes:
        return trial
    number = len(known)
    for each in writes:
        if each._state.adding:
            number = _free_number(college, number + 1)
            each.code = f"own-{number}"
        each.save()
    record(
        action="framework.take_schedule",
        by=by,
        subject=college.code,
        details={"new": len(trial.new), "changed": len(trial.changed), "same": trial.same},
    )
    return trial


def _free_number(college: College, number: int) -> int:
    while ScheduleItem.objects.filter(college=college, code=f"own-{number}").exists():
        number += 1
    return number


def _take_row(
    college: College,
    row: SheetRow,
    known: dict[tuple[str, str], ScheduleItem],
    seen: set[tuple[str, str]],
    start: date,
    trial: Trial,
) -> list[ScheduleItem]:
    """The item to be written, or none where it is the same. Raises Bad."""
    key = (row.needed("工作项目"), row.needed("工作内容"))
    if key in seen:
        raise Bad("工作内容", "同一个工作项目下已经有这一行")
    seen.add(key)
    due = _due(row, start)
    told = {
        "department": row.cells["责任部门"],
        "note": row.cells["备注"],
        "month": due.month,
        "yearly": due.yearly,
    }
    found = known.get(key)
    name = f"{key[0]}：{key[1]}"
    if found is None:
        trial.new.append(name)
        return [ScheduleItem(college=college, item=key[0], content=key[1], planned_month=due.month, **told)]
    if all(getattr(found, field) == value for field, value in told.items()):
        trial.same += 1
        return []
    trial.changed.append(name)
    for field, value in told.items():
        setattr(found, field, value)
    return [found]


def _due(row: SheetRow, start: date) -> Due:
    try:
        return read_due(row.needed("完成时间"), start)
    except ScheduleRefused as problem:
        raise Bad("完成时间", str(problem)) from problem
