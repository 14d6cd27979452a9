"""What the newest diagnosis of each level said at the points that rest on a cell's indicators."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.core.content import ContentCache
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, RecordEvent, Round
from zhengai.diagnosis.queries import schemes
from zhengai.diagnosis.rules.form import FormScheme
from zhengai.diagnosis.rules.machine import DONE, Conclusion
from zhengai.web.components.scoped import within_key
from zhengai.web.shell.request import Request

SEEN = Permission.COCKPIT_VIEW
Counts = Counter[tuple[int, str, str]]  # round, point, conclusion → how often
_COUNTS: ContentCache[Counts] = ContentCache()


@dataclass(frozen=True)
class Point:
    """A point of the diagnosis form, and how many records of the round found it fine or not."""

    code: str
    element: str
    question: str
    indicators: frozenset[str]
    fine: int
    problem: int


@dataclass(frozen=True)
class Diagnosed:
    """The newest round of a level; `points` are those of the form as the round keeps it."""

    round: int = 0
    title: str = ""
    points: tuple[Point, ...] = ()

    def of(self, indicators: Sequence[str]) -> list[Point]:
        wanted = set(indicators)
        return [point for point in self.points if wanted & point.indicators]


@dataclass(frozen=True)
class Tally:
    """Conclusions of several points together; where nobody has said anything yet, `said` is 0."""

    fine: int = 0
    problem: int = 0

    @property
    def said(self) -> int:
        return self.fine + self.problem


def tally(points: Sequence[Point]) -> Tally:
    return Tally(sum(each.fine for each in points), sum(each.problem for each in points))


def diagnosed(request: Request, levels: Sequence[str]) -> Mapping[str, Diagnosed]:
    """Level → its newest round: two questions, however many levels there are."""
    newest = _newest(request, levels)
    counted = _counted(request, [each.pk for each in newest.values()])
    return {level: _read(row, counted) for level, row in newest.items()}


def planned(request: Request, level: str) -> Diagnosed:
    """The points of the scheme's form, for a level that has had no round yet."""
    form = schemes(request.college).get(level)
    return Diagnosed(points=_points(form, 0, Counter())) if form else Diagnosed()


def _newest(request: Request, levels: Sequence[str]) -> dict[str, Round]:
    rows = Round.objects.filter(college=request.college, level__in=levels).order_by("opened_at", "pk")
    keys = dict(rows.values_list("level", "pk"))  # the last of a level stays
    return {
        each.level: each for each in Round.objects.filter(pk__in=keys.values()).defer("form").order_by("pk")
    }


def _counted(request: Request, rounds: list[int]) -> Counts:
    """Of records that were handed in. For those who see the whole college it is kept until a record moves: counting
    the answers of fifteen thousand students takes longer than the rest of the page."""
    if not rounds:
        return Counter()
    rows = Finding.objects.filter(record__round__in=rounds, record__state__in=[each.value for each in DONE])
    if request.person.sees_everything(SEEN):
        return _COUNTS.get(lambda: (*rounds, _last_move()), lambda: _grouped(rows))
    return _grouped(within_key(request.person, SEEN, rows, subject="record__subject"))


def _last_move() -> int | None:
    last: int | None = RecordEvent.objects.aggregate(last=Max("pk"))["last"]
    return last


def _grouped(rows: QuerySet[Finding]) -> Counts:
    grouped = rows.order_by().values_list("record__round", "point", "conclusion").annotate(number=Count("pk"))
    return Counter({(key, point, conclusion): number for key, point, conclusion, number in grouped})


def _read(held: Round, counted: Counts) -> Diagnosed:
    return Diagnosed(held.pk, held.title, _points(scheme_of(held), held.pk, counted))


def _points(form: FormScheme, key: int, counted: Counts) -> tuple[Point, ...]:
    return tuple(
        Point(
            code=point.code,
            element=element.name,
            question=point.question or point.name,
            indicators=frozenset(point.indicators),
            fine=counted[key, point.code, Conclusion.FINE.value],
            problem=counted[key, point.code, Conclusion.PROBLEM.value],
        )
        for element in form.elements()
        for point in element.points
    )
