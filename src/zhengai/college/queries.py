"""Questions about the college that other rooms ask."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from zhengai.college.models import College, Membership, Semester, Subject
from zhengai.core import clock
from zhengai.core.beside import Beside
from zhengai_engine.model import period as periods

_SEMESTERS = "kept_semesters"


class NoCollege(LookupError):
    """No college is set up yet."""


def only_college(**beside: Beside) -> College:
    """The college of an installation that holds one; pages and the command line assume it. `beside` names what is read
    with it."""
    college = College.objects.annotate(**beside).order_by("id").first()
    if college is None:
        raise NoCollege("还没有建立学校：先运行 zhengai demo，或用 zhengai packs install 安装方案")
    return college


def today(college: College) -> date:
    return college.as_of or clock.today()


def now(college: College) -> datetime:
    """The moment at which something happens in the college's own story: a sample's day at the present hour."""
    real = timezone.localtime(clock.now())
    day = college.as_of or real.date()
    return real.replace(year=day.year, month=day.month, day=day.day)


def calendar_of(college: College) -> periods.Calendar:
    """A page keeps the rows on its college (`semesters_beside`)."""
    kept: list[dict[str, Any]] | None = getattr(college, _SEMESTERS, None)
    if kept is None:
        return _calendar(tuple(college.semesters.values_list("code", "first_monday", "weeks")))
    return _calendar(
        tuple((row["code"], date.fromisoformat(row["first_monday"]), row["weeks"]) for row in kept)
    )


@lru_cache(maxsize=64)
def _calendar(rows: tuple[tuple[str, date, int], ...]) -> periods.Calendar:
    return periods.Calendar([periods.Semester(*row) for row in rows])


def semesters_beside() -> dict[str, Beside]:
    """For `only_college`: the rows of its calendar."""
    rows = Semester.objects.filter(college=OuterRef("pk")).order_by("first_monday")
    return {_SEMESTERS: Beside(rows.values("code", "first_monday", "weeks"))}


def forget_semesters(college: College) -> None:
    """After a change of the college's calendar."""
    college.__dict__.pop(_SEMESTERS, None)


def subjects(college: College, level: str | None = None) -> QuerySet[Subject]:
    found = Subject.objects.filter(college=college, active=True)
    return found.filter(level=level) if level else found


def parts_of(wholes: QuerySet[Any, Any]) -> QuerySet[Membership, int]:
    """The keys of all subjects that belong to one of `wholes` (subjects, or a list of their keys), to be used inside
    another query."""
    return Membership.objects.filter(whole__in=wholes.order_by()).values_list("part", flat=True)
