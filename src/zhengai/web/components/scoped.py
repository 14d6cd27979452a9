"""Rows of other tables, narrowed to the subjects of which a person may see what a permission names."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

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
    return rows.filter(reached(person, permission, level, subject))


def within_key(
    person: Person, permission: Permission, rows: QuerySet[M], *, subject: str = "subject"
) -> QuerySet[M]:
    """Of rows whose foreign key leads to their subject."""
    return rows.filter(reached(person, permission, subject))


def reached(person: Person, permission: Permission, *columns: str) -> Q:
    """The same as a condition, to stand beside others: the field of a foreign key, or those of level and code."""
    if person.sees_everything(permission):
        return Q()
    held = person.held(permission)
    keys = held.keys if len(columns) == 1 else held.names
    return Q(Among(*columns, keys=keys)) if keys else Q(pk__in=[])
