"""The only writers of the college room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhengai.accounts.queries import names_by_number
from zhengai.college.models import College, Membership, Responsibility, Semester, Subject
from zhengai.college.queries import forget_semesters
from zhengai.core.actions import record
from zhengai.core.database import renew_statistics


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


class StandRefused(ValueError):
    """The day cannot be changed so; the message is a Chinese sentence."""


@transaction.atomic
def stand_on(*, college: College, day: date, by: str) -> College:
    """Moves the day a sample's story stands on: forward only, because what happened stays. A real college stands on
    the real day. Raises StandRefused."""
    found = College.objects.select_for_update(no_key=True).get(pk=college.pk)
    if not found.is_sample or found.as_of is None:
        raise StandRefused(f"{found.name}不是示例学校，日期就是今天，不能改动")
    if day < found.as_of:
        raise StandRefused(
            f"演示日期已经是 {found.as_of.isoformat()}，只能往后，不能退回 {day.isoformat()}；"
            "要从头看，请换一个 ZHENGAI_HOME 重新运行 demo"
        )
    if day != found.as_of:
        before, found.as_of = found.as_of, day
        found.save(update_fields=["as_of"])
        record(
            action="college.stand_on",
            by=by,
            subject=found.code,
            details={"from": before.isoformat(), "to": day.isoformat()},
        )
    return found


@transaction.atomic
def set_calendar(*, college: College, semesters: Iterable[tuple[str, date, int]], by: str) -> None:
    """Adds or corrects semesters (code, first Monday, weeks); none is removed, values may hang on it."""
    rows = list(semesters)
    for code, first_monday, weeks in rows:
        Semester.objects.update_or_create(
            college=college, code=code, defaults={"first_monday": first_monday, "weeks": weeks}
        )
    forget_semesters(college)
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
    renew_statistics(Subject, rows=len(added))
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
    said = [
        (subjects[code].pk, number, name)
        for code, row in wanted.items()
        for number, name in dict(row.responsible).items()
    ]
    # heads of offices stand in no member table: their account has the name
    called = names_by_number(number for _, number, name in said if not name)
    target = {(key, number, name or called.get(number, "")) for key, number, name in said}
    held.filter(pk__in=[pk for key, pk in current.items() if key not in target]).delete()
    Responsibility.objects.bulk_create(
        [
            Responsibility(subject_id=s, person_number=n, person_name=p)
            for s, n, p in sorted(target - set(current))
        ],
        batch_size=1000,
    )
    renew_statistics(Responsibility, rows=len(target - set(current)))


@transaction.atomic
def sync_memberships(
    *, college: College, part_level: str, whole_level: str, pairs: Iterable[tuple[str, str]], by: str
) -> tuple[int, int]:
    """Makes who of one level belongs to whom of another equal to `pairs` of codes (part, whole); codes that are no
    subjects are passed over. Returns (added, removed)."""
    keys = {
        (level, code): pk
        for pk, level, code in Subject.objects.filter(
            college=college, level__in=(part_level, whole_level)
        ).values_list("pk", "level", "code")
    }
    named = {(keys.get((part_level, part)), keys.get((whole_level, whole))) for part, whole in pairs}
    wanted = {(part, whole) for part, whole in named if part is not None and whole is not None}
    held = Membership.objects.filter(part__college=college, part__level=part_level, whole__level=whole_level)
    current = {(part, whole): pk for pk, part, whole in held.values_list("pk", "part_id", "whole_id")}
    gone = [pk for pair, pk in current.items() if pair not in wanted]
    for start in range(0, len(gone), 1000):
        held.filter(pk__in=gone[start : start + 1000]).delete()
    added = sorted(wanted - set(current))
    Membership.objects.bulk_create([Membership(part_id=p, whole_id=w) for p, w in added], batch_size=1000)
    renew_statistics(Membership, rows=len(added) + len(gone))
    if added or gone:
        record(
            action="college.sync_memberships",
            by=by,
            subject=f"{college.code}/{part_level}/{whole_level}",
            details={"added": len(added), "removed": len(gone)},
        )
    return len(added), len(gone)
