"""What others learned about the same indicator (类似问题的做法)."""

from django.db.models import Exists, OuterRef, QuerySet

from zhengai.improvement import queries
from zhengai.improvement.models import Improvement
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.desks.improvement.cards import Card
from zhengai.web.desks.improvement.seen import seen_improvements
from zhengai.web.shell.request import Request

MOST = 5


def lessons_for(request: Request, indicator: str, exclude: Improvement | None = None) -> list[Improvement]:
    """What was learned is for everybody of the college; `reached` says whether the rest may be seen too."""
    found = queries.lessons(request.college, indicator, exclude=exclude)
    found = found.annotate(reached=_reached(seen_improvements(request)))
    if request.person.is_outside:
        found = found.filter(reached=True)
    return list(found[:MOST])


def _reached(seen: QuerySet[Improvement]) -> Exists:
    return Exists(seen.order_by().filter(pk=OuterRef("pk")))


def named(improvements: list[Improvement], cards: list[Card]) -> list[tuple[Improvement, Card | None, str]]:
    """Each with its card where it may be seen, else with the name of its subject; single persons stay unnamed."""
    by_key = {card.improvement.pk: card for card in cards}
    return [
        (
            each,
            by_key.get(each.pk) if each.reached else None,  # type: ignore[attr-defined]
            "" if each.subject.level in PERSONAL else each.subject.name,
        )
        for each in improvements
    ]
