"""表1, 表2 and 表3 taken from Excel. All rows go in or none; what a file does not name stays as it is, so that taking the
same file again changes nothing. Parts that the forms have no column for (SMART, people) are left alone."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.core.actions import record
from zhengai.framework.actions.work import post_of
from zhengai.framework.models import DepartmentDuty, Work
from zhengai.framework.queries.work import departments, duties, works
from zhengai.framework.rules.sheets import Bad, SheetRow, Trial
from zhengai.framework.rules.work import WorkRefused

DUTY_HEADERS = ("部门名称", "在系统内的职责", "在系统外的职责")
WORK_HEADERS = ("部门名称", "部门职责", "具体化的工作", "工作归属岗位", "岗位所在科室")
STANDARD_HEADERS = ("部门名称", "科室", "岗位", "具体化的工作", "工作标准")
_LONGEST = 400

Write = Callable[[], Any]


class _Known:
    """What the college has, asked once a file."""

    def __init__(self, college: College, allowed: Collection[int] | None) -> None:
        self.departments = {each.name: each for each in departments(college)}
        self.allowed = allowed
        self.duties = {(each.department_id, each.text): each for each in duties(college)}
        self.works: dict[tuple[int, str], list[Work]] = {}
        for each in works(college):
            self.works.setdefault((each.duty.department_id, each.text), []).append(each)

    def department(self, row: SheetRow) -> Subject:
        name = row.needed("部门名称")
        found = self.departments.get(name)
        if found is None:
            raise Bad("部门名称", "部门表里没有这个部门")
        if self.allowed is not None and found.pk not in self.allowed:
            raise Bad("部门名称", "这个部门不由您填写")
        return found


@transaction.atomic
def take_duties(
    *, college: College, rows: Sequence[SheetRow], allowed: Collection[int] | None, dry_run: bool, by: str
) -> Trial:
    """表1. `allowed` are the keys of the departments the sender fills, null for all."""
    known, trial, writes = _Known(college, allowed), Trial(), list[Write]()

    def one(row: SheetRow) -> None:
        department = known.department(row)
        if not (row.cells["在系统内的职责"] or row.cells["在系统外的职责"]):
            raise Bad("在系统内的职责", "两列职责至少填一列")
        for header, inside in (("在系统内的职责", True), ("在系统外的职责", False)):
            if row.cells[header]:
                writes.extend(_duty(known, trial, department, _told(row, header), inside))

    return _taken(college, "表1", rows, one, trial, writes, dry_run, by)


def _duty(known: _Known, trial: Trial, department: Subject, text: str, inside: bool) -> list[Write]:
    found = known.duties.get((department.pk, text))
    name = f"{department.name}：{text}"
    if found is None:
        made = known.duties[department.pk, text] = DepartmentDuty(
            department=department, inside=inside, text=text
        )
        trial.new.append(name)
        return [made.save]
    if found.inside is inside:
        trial.same += 1
        return []
    found.inside = inside
    trial.changed.append(name)
    return [found.save]


@transaction.atomic
def take_works(
    *, college: College, rows: Sequence[SheetRow], allowed: Collection[int] | None, dry_run: bool, by: str
) -> Trial:
    """表2: every row hangs on a duty of 表1."""
    known, trial, writes = _Known(college, allowed), Trial(), list[Write]()
    seen: set[tuple[int, str]] = set()

    def one(row: SheetRow) -> None:
        department = known.department(row)
        duty = known.duties.get((department.pk, _told(row, "部门职责")))
        if duty is None:
            raise Bad("部门职责", "表1 里没有这条职责，请先填表1")
        text = _told(row, "具体化的工作")
        if (duty.pk, text) in seen:
            raise Bad("具体化的工作", "这条职责下已经有这一行")
        seen.add((duty.pk, text))
        section, post = row.cells["岗位所在科室"], row.cells["工作归属岗位"]
        if section and not post:
            raise Bad("工作归属岗位", "写了科室，也请写岗位")
        writes.extend(_work(known, trial, duty, text, section, post))

    return _taken(college, "表2", rows, one, trial, writes, dry_run, by)


def _work(
    known: _Known, trial: Trial, duty: DepartmentDuty, text: str, section: str, post: str
) -> list[Write]:
    found = next((w for w in known.works.get((duty.department_id, text), []) if w.duty_id == duty.pk), None)
    if found is not None and _place(found) == (section, post):
        trial.same += 1
        return []
    name = f"{duty.department.name}：{text}"
    (trial.changed if found else trial.new).append(name)

    def write() -> None:
        work = found or Work(duty=duty, text=text)
        work.post = post_of(duty.department, section, post)
        work.save()

    return [write]


def _place(work: Work) -> tuple[str, str]:
    return (work.post.section, work.post.name) if work.post else ("", "")


@transaction.atomic
def take_standards(
    *, college: College, rows: Sequence[SheetRow], allowed: Collection[int] | None, dry_run: bool, by: str
) -> Trial:
    """表3: every row is a work of 表2 with the same section and post."""
    known, trial, writes = _Known(college, allowed), Trial(), list[Write]()

    def one(row: SheetRow) -> None:
        department = known.department(row)
        text = _told(row, "具体化的工作")
        held = known.works.get((department.pk, text), [])
        if not held:
            raise Bad("具体化的工作", "表2 里没有这项工作，请先填表2")
        place = (row.cells["科室"], row.cells["岗位"])
        found = next((work for work in held if _place(work) == place), None)
        if found is None:
            raise Bad(
                "岗位", f"表2 里这项工作归属“{' '.join(_place(held[0])).strip() or '（未定）'}”，请对照"
            )
        writes.extend(_standard(trial, department, found, row.cells["工作标准"]))

    return _taken(college, "表3", rows, one, trial, writes, dry_run, by)


def _standard(trial: Trial, department: Subject, work: Work, standard: str) -> list[Write]:
    if work.standard == standard:
        trial.same += 1
        return []
    work.standard = standard
    trial.changed.append(f"{department.name}：{work.text}")
    return [work.save]


def _told(row: SheetRow, header: str) -> str:
    text = " ".join(row.needed(header).split())
    if len(text) > _LONGEST:
        raise Bad(header, f"最多 {_LONGEST} 字，请拆成几行")
    return text


def _taken(
    college: College,
    form: str,
    rows: Sequence[SheetRow],
    one: Callable[[SheetRow], None],
    trial: Trial,
    writes: Sequence[Write],
    dry_run: bool,
    by: str,
) -> Trial:
    for row in rows:
        try:
            one(row)
        except Bad as problem:
            trial.bad.append(row.bad(problem))
        except WorkRefused as problem:
            trial.bad.append(row.bad(Bad("部门名称", str(problem))))
    if dry_run or trial.bad or not trial.changes:
        return trial
    for write in writes:
        write()
    record(
        action="framework.take_work_form",
        by=by,
        subject=college.code,
        details={"form": form, "new": len(trial.new), "changed": len(trial.changed), "same": trial.same},
    )
    return trial
