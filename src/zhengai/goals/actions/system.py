"""Writing what a department does for the quality system (乌海方案 附件2)."""

from datetime import date

from django.db import transaction

from zhengai.college.models import Subject
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.goals.models import SystemTask
from zhengai.goals.queries.task import work_categories
from zhengai.goals.rules.task import TaskRefused
from zhengai.indicators.proposals import KeyData, take_key_data

ROLES = ("牵头", "参与")


@transaction.atomic
def write_system_task(
    *,
    department: Subject,
    category: str,
    title: str,
    role: str,
    day: date,
    sound: bool | None = None,
    promised: date | None = None,
    key_data: str = "",
    by: str,
) -> SystemTask:
    """One row for a department, a category and a name; written again it is changed. A gap needs a promised day."""
    known = work_categories(department.college)
    if category not in known:
        raise TaskRefused(f"类别“{category}”不在 {'、'.join(known) or '方案'} 之中")
    if role not in ROLES:
        raise TaskRefused(f"职责分工写{'或'.join(ROLES)}，不是“{role}”")
    if not title.strip():
        raise TaskRefused("请写具体任务名称")
    if sound is False and promised is None:
        raise TaskRefused(f"“{title.strip()}”有缺项，请写计划完成时间")
    found, _ = SystemTask.objects.update_or_create(
        department=department,
        category=category,
        title=title.strip(),
        defaults={
            "college": department.college,
            "day": day,
            "role": role,
            "sound": sound,
            "promised": None if sound else promised,
            "key_data": key_data.strip(),
            "by": by,
            "at": now(department.college),
        },
    )
    _take_key_data(department, by)
    record(
        action="goals.task_write_system",
        by=by,
        subject=f"system_task:{found.pk}",
        details={"department": department.code},
    )
    return found


def _take_key_data(department: Subject, by: str) -> None:
    """The figures that the department names become proposals for the dictionary of indicators."""
    rows = SystemTask.objects.filter(department=department).exclude(key_data="").order_by("pk")
    named = [
        KeyData(each.key_data, f"system_task:{each.pk}", f"{each.category} · {each.title}") for each in rows
    ]
    take_key_data(department=department, rows=named, by=by)
