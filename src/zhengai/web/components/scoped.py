"""Rows of other tables, narrowed to the subjects of which a person may see what a permission names."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.core.keys import Among
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
    held = person.held(permission)
    return rows.filter(Among(level, subject, keys=held.names)) if held.names else rows.none()


def within_key(
    person: Person, permission: Permission, rows: QuerySet[M], *, subject: str = "subject"
) -> QuerySet[M]:
    """Of rows whose foreign key leads to their subject."""
    if person.sees_everything(permission):
        return rows
    held = person.held(permission)
    return rows.filter(Among(subject, keys=held.keys)) if held.keys else rows.none()
