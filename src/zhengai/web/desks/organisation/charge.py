"""质量责任链: who is first in charge, level by level, read off what the college has: leaders, heads, posts (ORG-06)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import subjects, today
from zhengai.framework.models import Post
from zhengai.framework.queries.organisation import office_holders
from zhengai.framework.rules.terms import Office
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LEVELS = ("department", "programme", "course", "class")
NAMED = 12  # subjects without anybody that are named


@dataclass(frozen=True)
class Link:
    """One level: how many have somebody in charge, and some of those that have not."""

    level: str
    name: str
    total: int
    held: int
    missing: list[Subject]

    @property
    def more(self) -> int:
        return self.total - self.held - len(self.missing)


@needs(Permission.ORGANISATION_VIEW)
def charge(request: Request) -> HttpResponse:
    names = level_names(request)
    leaders = office_holders(request.college, [Office("role", "leader")], today(request.college))[
        "role:leader"
    ]
    links = _links(request, names)
    posts = Post.objects.filter(department__college=request.college).annotate(people=Count("holders"))
    people = list(posts.values_list("people", flat=True))
    context = {
        "leaders": [name for _, name in leaders],
        "links": links,
        "posts": len(people),
        "held_posts": sum(number > 0 for number in people),
        "open_posts": list(posts.filter(people=0).select_related("department")[:NAMED]),
        "missing": sum(each.total - each.held for each in links),
    }
    return render(request, "desks/organisation/charge.html", context)


def _links(request: Request, names: dict[str, str]) -> list[Link]:
    """Counted in one question; names are asked only of levels that lack somebody."""
    answered = Exists(Responsibility.objects.filter(subject=OuterRef("pk")))
    rows = subjects(request.college).filter(level__in=LEVELS).annotate(answered=answered).order_by()
    counted = Counter[tuple[str, bool]]()
    for level, held, number in rows.values_list("level", "answered").annotate(number=Count("pk")):
        counted[level, held] = number
    return [
        Link(
            level,
            names[level],
            counted[level, True] + counted[level, False],
            counted[level, True],
            list(rows.filter(level=level, answered=False).order_by("code")[:NAMED])
            if counted[level, False]
            else [],
        )
        for level in LEVELS
        if level in names
    ]
