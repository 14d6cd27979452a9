"""The centres side by side: what each is for, who runs it, how its levels stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries.platform import centres
from zhengai.framework.rules.platform import Centre
from zhengai.web.components.columns import Column, columns_of
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.standings import Standing
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# what everybody of the college sees of their own part
SEEN = Permission.INDICATOR_VIEW


@dataclass(frozen=True)
class Card:
    centre: Centre
    columns: list[Column]

    @property
    def subjects(self) -> int:
        return sum(each.coverage.subjects for each in self.columns)

    @property
    def short(self) -> int:
        return sum(each.states[Standing.SHORT] for each in self.columns)

    @property
    def alerts(self) -> int:
        return sum(each.alerts for each in self.columns)

    @property
    def under_way(self) -> int:
        return sum(each.under_way for each in self.columns)


@needs(Permission.ORGANISATION_VIEW)
def listed(request: Request) -> HttpResponse:
    held = centres(request.college)
    return render(request, "desks/centres/centres.html", {"cards": cards_of(request, held)})


def cards_of(request: Request, held: Sequence[Centre]) -> list[Card]:
    wanted = {level for each in held for level in each.levels}
    columns = columns_of(request, SEEN, wanted)
    return [Card(each, [columns[level] for level in each.levels if level in columns]) for each in held]


def listable(request: Request, level: str) -> bool:
    """People from outside see how persons stand, and no list of them."""
    return not (request.person.is_outside and level in PERSONAL)
