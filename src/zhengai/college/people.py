"""Who of the member tables of teachers and students has an account, and who has none yet."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from zhengai.accounts.models import User
from zhengai.college.models import College, Subject
from zhengai.college.queries import subjects

PEOPLE = ("teacher", "student")  # levels whose subjects are people; each is also the code of their role
_NAMED = 5


@dataclass(frozen=True)
class Opening:
    """What opening accounts would do. `taken`: people whose number is the username of somebody else."""

    level: str
    people: int
    known: int
    fresh: int
    taken: tuple[str, ...]

    @property
    def others(self) -> int:
        return self.people - self.known - self.fresh


def opening(college: College, level: str) -> Opening:
    everybody = subjects(college, level)
    without = _without_account(everybody)
    people, missing = everybody.count(), without.count()
    fresh = newcomers(college, level).count()
    held = without.filter(_has(username=OuterRef("code"))) if fresh < missing else Subject.objects.none()
    taken = tuple(held.order_by("code").values_list("code", flat=True)[:_NAMED])
    return Opening(level, people, people - missing, fresh, taken)


def newcomers(college: College, level: str) -> QuerySet[Subject]:
    without = _without_account(subjects(college, level))
    return without.filter(~_has(username=OuterRef("code"))).order_by("code")


def _without_account(found: QuerySet[Subject]) -> QuerySet[Subject]:
    return found.filter(~_has(person_number=OuterRef("code")))


def _has(**fields: OuterRef) -> Exists:
    return Exists(User.objects.filter(**fields))
