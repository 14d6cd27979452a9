"""Bringing the tables in from spreadsheets: everything or nothing, and the same file twice changes nothing."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.core.actions import record
from zhengai.goals.actions.plan import Draft, open_plan, write_plan
from zhengai.goals.actions.system import ROLES, write_system_task
from zhengai.goals.actions.task import TaskDraft, add_task, change_task, report_month
from zhengai.goals.models import Plan, SystemTask, Task
from zhengai.goals.queries.plan import plan_items
from zhengai.goals.queries.task import attributes, work_categories
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.sections import CATEGORIES
from zhengai.goals.rules.sheets import ANNEX_2, TABLE_4, TABLE_5, BadCell, SheetRow, Table, Words
from zhengai.goals.rules.task import MONTHS, TaskSource

KEY_TASK = "重点工作"


@dataclass
class Outcome:
    """What an import does or would do."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)


class RowRefused(GoalRefused):
    """A row that could be read cannot be written; `bad` says where."""

    def __init__(self, bad: BadCell) -> None:
        super().__init__(f"第 {bad.cell} 行：{bad.reason}")
        self.bad = bad


def words_for(college: College, table: Table, departments: dict[str, Subject]) -> Words:
    """What may stand in the cells. A plan's department may also be a word of the college's list (各教学单位)."""
    if table is TABLE_4:
        listed = {item.department: None for item in plan_items(college) if item.department}
        return Words({**listed, **departments}, {"category": CATEGORIES}, ("category", "title"))
    if table is ANNEX_2:
        choices = {"category": tuple(work_categories(college)), "role": ROLES}
        return Words(departments, choices, ("department", "day", "category", "role", "title"))
    return Words(departments, {"attribute": tuple(attributes(college))})


@transaction.atomic
def import_rows(
    *, college: College, table: Table, rows: list[SheetRow], year: int, dry_run: bool, by: str
) -> Outcome:
    """A dry run does everything and takes it back. Raises RowRefused for the first row that cannot be written."""
    outcome = Outcome()
    write = {TABLE_4.code: _plan, ANNEX_2.code: _system}.get(table.code, _task)
    mark = transaction.savepoint()
    for row in rows:
        try:
            outcome.count(write(college, table, row, year, by))
        except GoalRefused as refusal:
            transaction.savepoint_rollback(mark)
            raise RowRefused(BadCell(str(row.number), "", "", str(refusal))) from None
    if dry_run:
        transaction.savepoint_rollback(mark)
        return outcome
    transaction.savepoint_commit(mark)
    if outcome.added or outcome.changed:
        record(
            action="goals.task_import",
            by=by,
            subject=f"college:{college.code}",
            details={"table": table.title, "added": outcome.added, "changed": outcome.changed},
        )
    return outcome


def _plan(college: College, table: Table, row: SheetRow, year: int, by: str) -> str:
    values = row.values
    department = values["department"]
    found = Plan.objects.filter(college=college, title=values["title"], category=values["category"])
    plan = found.select_related("subject", "department", "parent").order_by("-first_year").first()
    if plan is None:
        subject = Subject.objects.get(college=college, level="college")
        draft = Draft(values["title"], values["category"], year, 5, department=department)
        open_plan(subject=subject, draft=draft, by=by)
        return "added"
    if department is None or plan.department_id == department.pk:
        return "same"
    draft = Draft(
        plan.title, plan.category, plan.first_year, plan.years, plan.parent, department, department.name,
        plan.participants, plan.text, tuple(plan.attachments), plan.feasibility, plan.grade,
    )  # fmt: skip
    write_plan(plan=plan, draft=draft, by=by)
    return "changed"


def _system(college: College, table: Table, row: SheetRow, year: int, by: str) -> str:
    values = {name: value for name, value in row.values.items() if name != "hint"}
    key = {name: values[name] for name in ("department", "category", "title")}
    found = SystemTask.objects.filter(**key).first()
    if values["sound"]:
        values["promised"] = None
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return "same"
    values["department"].college = college
    write_system_task(**values, by=by)
    return "added" if found is None else "changed"


def _task(college: College, table: Table, row: SheetRow, year: int, by: str) -> str:
    """Known by its year, department and name; 表6 also by who does it, where it names somebody."""
    values = row.values
    found = Task.objects.filter(
        college=college, year=year, department=values["department"], title=values["title"]
    ).select_related("department", "lead", "target", "parent")
    if values.get("owner") and found.count() > 1:
        found = found.filter(owner_name=values["owner"])
    task = found.first()
    draft = _task_draft(task, table, values, year)
    if task is None:
        _months(add_task(college=college, draft=draft, by=by), values, by)
        return "added"
    changed = _draft_of(task) != draft
    if changed:
        change_task(task=task, draft=draft, by=by)
    return "changed" if _months(task, values, by) or changed else "same"


def _task_draft(task: Task | None, table: Table, values: Any, year: int) -> TaskDraft:
    """What the table says over what is there; what it does not speak of stays."""
    draft = (
        _draft_of(task) if task else TaskDraft(year, values["title"], values["department"], TaskSource.SCHOOL)
    )
    if table is TABLE_5:
        told = {name: values[name] for name in ("standard", "lead", "measures")}
        return replace(draft, attribute=KEY_TASK, **told)
    owner, origin = values["owner"], values["origin"]
    sources = {each.chinese: each for each in (TaskSource.SUPERIOR, TaskSource.SCHOOL)}
    if task is None and origin in sources:
        draft = replace(draft, source=sources[origin])
    if origin == draft.source.chinese:  # the table says the source where nothing else is written
        origin = ""
    told = {"origin": origin, "attribute": values["attribute"], "due": values["due"]}
    number = draft.owner_number if owner == draft.owner_name else ""
    return replace(draft, owner_name=owner, owner_number=number, **told)


def _draft_of(task: Task) -> TaskDraft:
    return TaskDraft(
        task.year, task.title, task.department, TaskSource(task.source), task.origin, task.task_class,
        task.attribute, task.target, task.parent, task.lead, task.owner_number, task.owner_name, task.due,
        task.standard, task.measures, task.people, task.goods, task.budget, task.ground,
    )  # fmt: skip


def _months(task: Task, values: Any, by: str) -> bool:
    """Months of 表6, and the result of 表5. An empty cell leaves what was written."""
    result = values.get("result", "")
    changed = bool(result) and result != task.result
    if changed:
        task.result = result
        task.save(update_fields=["result"])
    known = {each.month: each.text for each in task.months.all()}
    for month in MONTHS:
        text = values.get(f"month_{month}", "")
        if text and text != known.get(month):
            report_month(task=task, month=month, text=text, by=by)
            changed = True
    return changed
