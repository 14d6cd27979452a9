"""Reading the library of standards: what is on the list, what it says now, what is missing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhengai.college.models import College
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.rules.library import VersionState

# code → what the list is narrowed to
STATES = {
    "standing": "有现行版本",
    "waiting": "待审定",
    "listed": "只列入，还没有版本",
    "unmeasurable": "没有可测规则",
    "due": "应修订",
}


def standards(college: College) -> QuerySet[Standard]:
    """Those in use, each with `now_number`, `now_from`, `now_due`, `elements` and `measurable` of its approved version
    (null without one) and `waits`, whether a version waits for a decision."""
    held = StandardVersion.objects.filter(standard=OuterRef("pk"), state=VersionState.APPROVED)

    def of(field: str) -> Subquery:
        return Subquery(held.values(field)[:1])

    waiting = StandardVersion.objects.filter(standard=OuterRef("pk"), state=VersionState.PROPOSED)
    return Standard.objects.filter(college=college, active=True).annotate(
        now_number=of("number"),
        now_from=of("valid_from"),
        now_due=of("due"),
        elements=of("element_count"),
        measurable=of("measurable"),
        waits=Exists(waiting),
    )


def in_state(found: QuerySet[Standard], state: str, day: date) -> QuerySet[Standard]:
    """`found` comes from `standards`; an unknown state narrows nothing."""
    return found.filter(_state(state, day))


def _state(state: str, day: date) -> Q:
    return {
        "standing": Q(now_number__isnull=False),
        "waiting": Q(waits=True),
        "listed": Q(now_number__isnull=True),
        "unmeasurable": Q(now_number__isnull=False, measurable=0),
        "due": Q(now_due__lte=day),
    }.get(state, Q())


@dataclass(frozen=True)
class Completeness:
    """Of the standards of one level (STD-20): on the list, in force, measurable, due for revision."""

    level: str
    listed: int
    standing: int
    measurable: int
    due: int

    @property
    def lacking(self) -> int:
        """On the list, and nothing in force."""
        return self.listed - self.standing


def completeness(college: College, day: date) -> list[Completeness]:
    """By level, those that have any standards on their list."""
    rows = (
        standards(college)
        .order_by()
        .values("level")
        .annotate(
            listed=Count("pk"),
            standing=Count("pk", filter=Q(now_number__isnull=False)),
            measured=Count("pk", filter=Q(measurable__gt=0)),
            late=Count("pk", filter=Q(now_due__lte=day)),
        )
    )
    return [
        Completeness(row["level"], row["listed"], row["standing"], row["measured"], row["late"])
        for row in rows
    ]


def due_versions(college: College, day: date) -> QuerySet[StandardVersion]:
    """Approved versions that are to be revised by now and for which nothing is proposed yet."""
    waiting = StandardVersion.objects.filter(standard=OuterRef("standard"), state=VersionState.PROPOSED)
    return (
        StandardVersion.objects.filter(
            standard__college=college, standard__active=True, state=VersionState.APPROVED, due__lte=day
        )
        .exclude(Exists(waiting))
        .select_related("standard__college")
        .order_by("due", "pk")
    )


def standing_standards(college: College) -> dict[str, str]:
    """Code → name of those with a version in force: what goals are measured by (双链)."""
    held = Standard.objects.filter(college=college, active=True, versions__state=VersionState.APPROVED)
    return dict(held.order_by("code").values_list("code", "name"))


def standing_version(standard: Standard) -> StandardVersion | None:
    """What the standard says now."""
    return standard.versions.filter(state=VersionState.APPROVED).first()
