"""Rows of other tables, narrowed to the subjects of which a person may see what a permission names."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.college.queries import of_subjects
from zhengai.web.shell.person import Person

M = TypeVar("M", bound=Model)


def within(
    person: Person,
    permission: Permission,
    rows: QuerySet[M],
    *,
    level: str = "level",
    subject: str = "subject",
) -> QuerySet[M]:
    """Of rows that name their subject by codes; `level` and `subject` are the fields that hold them."""
    if person.sees_everything(permission):
        return rows
    return of_subjects(rows, person.subjects(permission), level=level, subject=subject)


def within_key(
    person: Person, permission: Permission, rows: QuerySet[M], *, subject: str = "subject"
) -> QuerySet[M]:
    """Of rows whose foreign key leads to their subject."""
    if person.sees_everything(permission):
        return rows
    held = person.subjects(permission).order_by().values("pk")
    return rows.filter(**{f"{subject}__in": held})
