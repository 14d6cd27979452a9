"""The writers of control items (管控事项) and of the internal-control register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import today
from zhengai.core.actions import record
from zhengai.regulations.models import ControlCheck, ControlItem, Regulation
from zhengai.regulations.rules.machine import ActivityStage, RegulationRefused


@dataclass(frozen=True)
class Control:
    """A row of the table; `regulation` is a name on the register, `stage` one of 决策、执行、监督 or empty."""

    department: str
    name: str
    stage: str = ""
    regulation: str = ""
    procedure: str = ""
    risk: str = ""
    measure: str = ""
    post: str = ""


_LONGEST = {"department": 120, "name": 200, "procedure": 300, "risk": 300, "measure": 300, "post": 120}
_STAGES = {each.chinese: each.value for each in ActivityStage} | {
    each.value: each.value for each in ActivityStage
}


@transaction.atomic
def keep_controls(*, college: College, rows: Sequence[Control], by: str) -> tuple[int, int]:
    """Items of the same department and name are the same and are written anew; returns how many are new and how many
    changed. What a row does not say stays open and is reported. Raises RegulationRefused, then nothing is changed."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    held = {(each.department, each.name): each for each in ControlItem.objects.filter(college=college)}
    known = {each.name: each for each in Regulation.objects.filter(college=college, active=True)}
    new = changed = 0
    for row in rows:
        says = _says(row, known)
        found = held.get((says["department"], says["name"]))  # type: ignore[arg-type]
        if found is None:
            found = ControlItem(college=college)
            new += 1
        elif all(getattr(found, name) == value for name, value in says.items()):
            continue
        else:
            changed += 1
        for name, value in says.items():
            setattr(found, name, value)
        found.save()
        held[found.department, found.name] = found
    if new or changed:
        details = {"new": new, "changed": changed}
        record(action="regulations.keep_controls", by=by, subject=college.code, details=details)
    return new, changed


def _says(row: Control, known: dict[str, Regulation]) -> dict[str, object]:
    told = {name: str(getattr(row, name)).strip() for name in _LONGEST}
    if not told["department"] or not told["name"]:
        raise RegulationRefused("每个管控事项都要写部门和事项")
    for name, longest in _LONGEST.items():
        if len(told[name]) > longest:
            raise RegulationRefused(f"管控事项“{told['name'][:20]}”有一栏超过 {longest} 个字")
    stage = row.stage.strip()
    if stage and stage not in _STAGES:
        raise RegulationRefused(f"管控事项“{told['name']}”的环节写决策、执行或监督，不是“{stage}”")
    regulation = row.regulation.strip()
    if regulation and regulation not in known:
        raise RegulationRefused(f"管控事项“{told['name']}”的制度“{regulation}”不在册，请先登记它，或先空着")
    return {**told, "stage": _STAGES.get(stage, ""), "regulation": known.get(regulation)}


@transaction.atomic
def check_control(*, item: ControlItem, day: date, works: bool, text: str = "", by: str) -> ControlCheck:
    """Raises RegulationRefused."""
    if day > today(item.college):
        raise RegulationRefused("检查日期不能晚于今天")
    if not works and not text.strip():
        raise RegulationRefused("控制没有起作用时，要写明情况")
    check = ControlCheck.objects.create(item=item, day=day, works=works, text=text.strip(), checked_by=by)
    record(action="regulations.check_control", by=by, subject=f"control_item:{item.pk}")
    return check
