"""全员参与: counted from what people really did, by department and level; nobody ticks anything."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import F, Q
from django.utils import timezone

from zhengai.accounts.models import User
from zhengai.college.models import College, Subject
from zhengai.core.models import AuditEvent
from zhengai.goals.models import Goal, Plan
from zhengai.improvement.rules.participation import GOAL, KINDS, Share, kind_of
from zhengai_engine.model.period import Period

LEVELS = ("teacher", "student")
Group = tuple[int, str]  # key of the department, level


def participation(college: College, year: Period, departments: Iterable[int]) -> dict[Group, Share]:
    """Of the teachers and students on today's lists of these departments. Suggestions without a name count for nobody."""
    people = Subject.objects.filter(
        college=college, level__in=LEVELS, active=True, department__in=list(departments)
    ).order_by()
    acted, bound = _acted(year), _bound(college, year)
    found: dict[Group, Share] = defaultdict(Share)
    for pk, level, code, department in people.values_list("pk", "level", "code", "department"):
        kinds = acted.get(code, set()) | ({GOAL} if pk in bound else set())
        assert department is not None  # asked for by department
        found[department, level].add(kinds)
    return dict(found)


def _acted(year: Period) -> dict[str, set[str]]:
    """Person number → kinds of acts in the year."""
    wanted = Q()
    for kind in KINDS:
        for action in kind.actions:
            wanted |= Q(action__startswith=action)
    start = timezone.make_aware(datetime.combine(year.start, time.min))
    end = timezone.make_aware(datetime.combine(year.end, time.max))
    events = AuditEvent.objects.filter(wanted, at__range=(start, end)).order_by()
    by_user: dict[str, set[str]] = defaultdict(set)
    for by, action in events.values_list("by", "action").distinct():
        by_user[by].add(kind_of(action))
    numbers = User.objects.exclude(person_number="")
    return {
        str(number): by_user[name]
        for name, number in numbers.values_list("username", "person_number")
        if name in by_user
    }


def _bound(college: College, year: Period) -> set[int]:
    """Subjects that are people and have a goal or a plan of their own that holds in the year."""
    goals = Goal.objects.filter(college=college, subject__level__in=LEVELS).filter(
        Q(period=year.code) | Q(period__startswith=f"{year.code}-")
    )
    plans = Plan.objects.filter(college=college, subject__level__in=LEVELS)
    plans = plans.filter(first_year__lte=year.end.year, first_year__gt=year.start.year - F("years"))
    return set(goals.order_by().values_list("subject", flat=True)) | set(
        plans.order_by().values_list("subject", flat=True)
    )
