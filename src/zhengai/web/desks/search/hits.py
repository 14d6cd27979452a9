"""A hit: what was found, where it leads, and which part of it matched; exact ones first, then those that begin so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

SHOWN = 8
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    address: str

    def parts(self, text: str) -> tuple[str, str, str]:
        """Before, matching, after."""
        at = self.title.casefold().find(text.casefold()) if text else -1
        if at < 0:
            return self.title, "", ""
        return self.title[:at], self.title[at : at + len(text)], self.title[at + len(text) :]


@dataclass(frozen=True)
class Group:
    """`more` are (name, address) of the lists that hold the rest; empty when everything is shown."""

    title: str
    hits: list[Hit]
    more: list[tuple[str, str]] = field(default_factory=list)


def ranked(rows: QuerySet[M], text: str, fields: Sequence[str], *order: str) -> list[M]:
    """One more than is shown, so that it is known whether there are others."""
    exact, begins, contains = Q(), Q(), Q()
    for name in fields:
        exact |= Q(**{f"{name}__iexact": text})
        begins |= Q(**{f"{name}__istartswith": text})
        contains |= Q(**{f"{name}__icontains": text})
    rank = Case(
        When(exact, then=Value(0)), When(begins, then=Value(1)), default=Value(2), output_field=IntegerField()
    )
    return list(rows.filter(contains).annotate(hit_rank=rank).order_by("hit_rank", *order, "pk")[: SHOWN + 1])


def rank_of(text: str, *words: str) -> int | None:
    """The same order for what is in memory; null where nothing matches."""
    wanted, held = text.casefold(), [word.casefold() for word in words]
    if wanted in held:
        return 0
    if any(word.startswith(wanted) for word in held):
        return 1
    return 2 if any(wanted in word for word in held) else None


def group(title: str, hits: list[Hit], more: list[tuple[str, str]]) -> Group:
    return Group(title, hits[:SHOWN], more if len(hits) > SHOWN else [])
