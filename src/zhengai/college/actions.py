"""The only writers of the college room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhengai.college.models import College, Responsibility, Semester, Subject
from zhengai.core.actions import record


@dataclass(frozen=True)
class SubjectRow:
    """One row of a member table, as the data centre hands it down."""

    code: str
    name: str
    department: str | None = None
    responsible: tuple[tuple[str, str], ...] = ()  # (person number, name)


@transaction.atomic
def create_college(
    *, code: str, name: str, category: str, by: str, as_of: date | None = None, is_sample: bool = False
) -> College:
    college = College.objects.create(
        code=code, name=name, category=category, as_of=as_of, is_sample=is_sample
    )
    Subject.objects.create(college=college, level="college", code=code, name=name)
    record(action="college.create", by=by, subject=code, details={"name": name, "category": category})
    return college


@transaction.atomic
def set_calendar(*, college: College, semesters: Iterable[tuple[str, date, int]], by: str) -> None:
    """Adds or corrects semesters (code, first Monday, weeks); none is removed, values may hang on it."""
    rows = list(semesters)
    for code, first_monday, weeks in rows:
        Semester.objects.update_or_create(
            college=college, code=code, defaults={"first_monday": first_monday, "weeks": weeks}
        )
    record(
        action="college.calendar", by=by, subject=college.code, details={"semesters": [r[0] for r in rows]}
    )


@transaction.atomic
def sync_subjects(*, college: College, level: str, rows: Iterable[SubjectRow], by: str) -> tuple[int, int]:
    """Makes the level's subjects equal to the member table; returns (added or changed, retired)."""
    wanted = {row.code: row for row in rows}
    existing = {s.code: s for s in Subject.objects.filter(college=college, level=level)}
    departments = {s.code: s for s in Subject.objects.filter(college=college, level="department")}
    added, changed = [], []
    for code, row in wanted.items():
        department = departments.get(row.department) if row.department else None
        subject = existing.get(code)
        if subject is None:
            added.append(
                Subject(college=college, level=level, code=code, name=row.name, department=department)
            )
        elif (subject.name, subject.department, subject.active) != (row.name, department, True):
            subject.name, subject.department, subject.active = row.name, department, True
            changed.append(subject)
    retired = [s for code, s in existing.items() if code not in wanted and s.active]
    for subject in retired:
        subject.active = False
    Subject.objects.bulk_create(added, batch_size=1000)
    Subject.objects.bulk_update([*changed, *retired], ["name", "department", "active"], batch_size=1000)
    _sync_responsible(college, level, wanted)
    record(
        action="college.sync_subjects",
        by=by,
        subject=f"{college.code}/{level}",
        details={"added": len(added), "changed": len(changed), "retired": len(retired)},
    )
    return len(added) + len(changed), len(retired)


def _sync_responsible(college: College, level: str, wanted: dict[str, SubjectRow]) -> None:
    subjects = {s.code: s for s in Subject.objects.filter(college=college, level=level, code__in=wanted)}
    held = Responsibility.objects.filter(subject__college=college, subject__level=level)
    current = {(r.subject_id, r.person_number, r.person_name): r.pk for r in held}
    target = {
        (subjects[code].pk, number, name)
        for code, row in wanted.items()
        for number, name in dict(row.responsible).items()
    }
    held.filter(pk__in=[pk for key, pk in current.items() if key not in target]).delete()
    Responsibility.objects.bulk_create(
        [
            Responsibility(subject_id=s, person_number=n, person_name=p)
            for s, n, p in sorted(target - set(current))
        ],
        batch_size=1000,
    )
