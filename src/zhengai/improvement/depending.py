"""Reading dependences: who receives them, what waits for a person, what stands at a place."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhengai.college.models import College, Responsibility, Subject
from zhengai.diagnosis.people import quality_office, writers
from zhengai.improvement.models import Dependence
from zhengai.improvement.rules.dependence import LIVE, WITH_RECEIVER, WITH_SENDER
from zhengai_engine.model.level import COLLEGE


def receivers(college: College, target: Subject) -> set[str]:
    """Numbers of those who answer for the place; the quality office where nobody does."""
    return writers(college, target.level, [target.code]) or quality_office(college)


def dependences(college: College) -> QuerySet[Dependence]:
    """The most urgent first."""
    found = Dependence.objects.filter(college=college)
    return found.select_related("subject", "target").order_by("due", "id")


def live_dependence(college: College, source: str, target: Subject) -> Dependence | None:
    """A problem waits at one place once."""
    found = Dependence.objects.filter(college=college, source=source, target=target, state__in=LIVE)
    return found.first()


def dependences_of(college: College, sources: Iterable[str]) -> dict[str, list[Dependence]]:
    """Source → what was sent out of it, oldest first."""
    found: dict[str, list[Dependence]] = {}
    for each in dependences(college).filter(source__in=set(sources)).order_by("id"):
        found.setdefault(each.source, []).append(each)
    return found


def received_by(number: str, named: Collection[tuple[str, str]], *, office: bool) -> Q:
    """Sent to places for which the person answers. `named` are the places a role was given for, as (level, code);
    the quality office (`office`) receives for the college and for places of nobody."""
    wanted = Q(target__in=Responsibility.objects.filter(person_number=number).values("subject"))
    for level, code in named:
        wanted |= Q(target__level=level, target__code=code)
    if office:
        answered = Responsibility.objects.filter(subject=OuterRef("target"))
        wanted |= Q(target__level=COLLEGE) | ~Q(Exists(answered))
    return wanted


def waiting_for(
    college: College, username: str, number: str, named: Collection[tuple[str, str]], *, office: bool
) -> QuerySet[Dependence]:
    """What the person has to accept or answer, and the answers the person has to look at."""
    received = Q(state__in=WITH_RECEIVER) & received_by(number, named, office=office) & ~Q(sent_by=username)
    returned = Q(state__in=WITH_SENDER, sent_by=username)
    return Dependence.objects.filter(received | returned, college=college)
