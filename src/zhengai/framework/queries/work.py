"""Questions about departments' work: their duties, posts and standards, where the chain has gaps, their place in the five
systems on a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from zhengai.college.models import College, Subject
from zhengai.college.queries import subjects
from zhengai.framework.models import DepartmentDuty, Placement, Post, Work
from zhengai.framework.queries.organisation import placement_entries
from zhengai.framework.rules.work import ChainDuty, ChainPost, ChainWork, Checked, check_chain


def departments(college: College) -> QuerySet[Subject]:
    return subjects(college, "department").order_by("code")


def duties(college: College) -> QuerySet[DepartmentDuty]:
    return DepartmentDuty.objects.filter(department__college=college)


def works(college: College) -> QuerySet[Work]:
    found = Work.objects.filter(duty__department__college=college)
    return found.select_related("duty__department", "post").order_by(
        "duty__department__code", "duty_id", "pk"
    )


def posts(college: College) -> QuerySet[Post]:
    return Post.objects.filter(department__college=college)


def checked_departments(college: College, only: Sequence[int] | None = None) -> dict[int, Checked]:
    """Key of the department → its chain. Three questions, however many departments; those without any duty have an
    empty chain."""
    told = duties(college)
    held = posts(college).annotate(people=Count("holders"))
    if only is not None:
        told, held = told.filter(department__in=only), held.filter(department__in=only)
    of_duty = defaultdict[int, list[ChainWork]](list)
    rows = Work.objects.filter(duty__in=told.order_by().values("pk"))
    for key, duty, text, post, standard in rows.values_list("pk", "duty", "text", "post", "standard"):
        of_duty[duty].append(ChainWork(key, text, post, standard))
    duties_of = defaultdict[int, list[ChainDuty]](list)
    for key, department, text in told.values_list("pk", "department_id", "text"):
        duties_of[department].append(ChainDuty(key, text, of_duty[key]))
    posts_of = defaultdict[int, list[ChainPost]](list)
    for each in held:
        posts_of[each.department_id].append(ChainPost(each.pk, str(each), each.people))
    return {key: check_chain(found, posts_of[key]) for key, found in duties_of.items()}


@dataclass(frozen=True)
class Placed:
    """Where a department stands on a day. `row` is null where the pack says so, `entry` empty where it says nothing."""

    department: Subject
    systems: tuple[str, ...]
    row: Placement | None
    entry: str
    source: str


def placed(college: College, day: date) -> list[Placed]:
    """Every department on that day, by its own row, else by the pack's entry of the same name or alias."""
    newest: dict[int, Placement] = {}
    rows = Placement.objects.filter(college=college, task="", valid_from__lte=day)
    for row in rows.order_by("valid_from", "pk"):
        newest[row.department_id] = row
    by_name: dict[str, tuple[tuple[str, ...], str, str]] = {}
    for entry in placement_entries(college):
        for name in (*entry.aliases, entry.name):
            by_name[name] = (entry.systems, entry.name, entry.source)
    found = []
    for each in departments(college):
        systems, entry_name, source = by_name.get(each.name, ((), "", ""))
        own = newest.get(each.pk)
        found.append(Placed(each, tuple(own.systems) if own else systems, own, entry_name, source))
    return found


def unplaced_entries(college: College, found: Sequence[Placed]) -> list[str]:
    """Names the pack gives that no department of the college carries."""
    known = {each.entry for each in found}
    return [entry.name for entry in placement_entries(college) if entry.name not in known]


def system_for_task(college: College, department: Subject, task: str, day: date) -> tuple[str, ...]:
    """ORG-07: for one task a department may stand elsewhere than it does otherwise."""
    row = Placement.objects.filter(
        college=college, department=department, task=task, valid_from__lte=day
    ).first() if task else None  # fmt: skip
    if row is not None:
        return tuple(row.systems)
    general: Mapping[int, tuple[str, ...]] = {
        each.department.pk: each.systems for each in placed(college, day)
    }
    return general.get(department.pk, ())
