"""Questions about bodies: the tree of a college, who sits in them today, what their duties rest on."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from zhengai.accounts.models import Grant, User
from zhengai.college.models import College, Responsibility
from zhengai.core.content import ContentCache
from zhengai.framework.models import BodyMember, Fulfilment
from zhengai.framework.queries import fingerprint, section
from zhengai.framework.rules.organisation import (
    BodyEntry,
    BodyTree,
    Entry,
    PlacementEntry,
    ScheduleEntry,
    StageEntry,
    read_entries,
    tree_of,
)
from zhengai.framework.rules.terms import ENDS_SOON, Office, read_office

_TREES: ContentCache[BodyTree] = ContentCache()
_PLACEMENTS: ContentCache[list[PlacementEntry]] = ContentCache()
_SCHEDULES: ContentCache[list[ScheduleEntry]] = ContentCache()
_STAGES: ContentCache[list[StageEntry]] = ContentCache()
_SYSTEMS: ContentCache[dict[str, str]] = ContentCache()
T = TypeVar("T", bound=Entry)


def body_tree(college: College) -> BodyTree:
    """As the packs have it; raises InvalidEntries."""
    return _TREES.get(lambda: fingerprint(college), lambda: tree_of(_entries(college, "bodies", BodyEntry)))


def placement_entries(college: College) -> list[PlacementEntry]:
    return _PLACEMENTS.get(
        lambda: fingerprint(college), lambda: _entries(college, "placements", PlacementEntry)
    )


def schedule_entries(college: College) -> list[ScheduleEntry]:
    return _SCHEDULES.get(lambda: fingerprint(college), lambda: _entries(college, "schedule", ScheduleEntry))


def stage_entries(college: College) -> list[StageEntry]:
    return _STAGES.get(lambda: fingerprint(college), lambda: _entries(college, "stages", StageEntry))


def _entries(college: College, name: str, kind: type[T]) -> list[T]:
    return read_entries(kind, section(college, name))


def system_names(college: College) -> dict[str, str]:
    """Code → name of the systems (五纵) in the order of the packs."""
    return _SYSTEMS.get(
        lambda: fingerprint(college),
        lambda: {str(item["code"]): str(item["name"]) for item in section(college, "systems")},
    )


def members(college: College, body: str | None = None) -> QuerySet[BodyMember]:
    """Of all terms, those that are over too."""
    found = BodyMember.objects.filter(college=college)
    return found if body is None else found.filter(body=body)


def serving(rows: QuerySet[BodyMember], day: date) -> QuerySet[BodyMember]:
    """Those whose term runs on that day."""
    return rows.filter(term_from__lte=day).filter(Q(term_until__isnull=True) | Q(term_until__gte=day))


def ending_soon(college: College, day: date) -> QuerySet[BodyMember]:
    return serving(members(college), day).filter(term_until__lte=day + ENDS_SOON).order_by("term_until", "pk")


def fulfilments(college: College, period: str, body: str | None = None) -> QuerySet[Fulfilment]:
    found = Fulfilment.objects.filter(college=college, period=period)
    return found if body is None else found.filter(body=body)


def sits_in(college: College, body: str, person_number: str, day: date) -> bool:
    """Whether the person has a seat there today, by name or by an office."""
    if not person_number:
        return False
    rows = list(serving(members(college, body), day))
    if any(row.person_number == person_number for row in rows):
        return True
    offices = [office for row in rows if (office := read_office(row.office))]
    held = office_holders(college, offices, day)
    return any(number == person_number for people in held.values() for number, _ in people)


Holder = tuple[str, str]  # number, name


def office_holders(college: College, offices: Iterable[Office], day: date) -> dict[str, list[Holder]]:
    """Text of the office → people who hold it on that day. Two questions, however many offices."""
    wanted = {each.text: each for each in offices}
    found: dict[str, list[Holder]] = {text: [] for text in wanted}
    roles = {each.level for each in wanted.values() if each.kind == "role"}
    if roles:
        held = Grant.objects.filter(
            college=college.code, role__in=roles, valid_from__lte=day, user__is_active=True
        )
        held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).select_related("user")
        for grant in held.order_by("pk"):
            found[f"role:{grant.role}"].append((grant.user.person_number, grant.user.display_name))
    named = {(e.level, e.subject): text for text, e in wanted.items() if e.kind == "responsible"}
    if named:
        by_level = defaultdict[str, list[str]](list)
        for level, code in named:
            by_level[level].append(code)
        chosen = Q(pk__in=[])
        for level, codes in by_level.items():
            chosen |= Q(subject__level=level, subject__code__in=codes)
        rows = Responsibility.objects.filter(chosen, subject__college=college).select_related("subject")
        for each in rows.order_by("pk"):
            text = named[each.subject.level, each.subject.code]
            found[text].append((each.person_number, each.person_name))
    return _named(found)


def _named(found: dict[str, list[Holder]]) -> dict[str, list[Holder]]:
    """Offices of a college often know only the number of who answers: the account has the name."""
    unnamed = {number for people in found.values() for number, name in people if not name}
    if not unnamed:
        return found
    names = dict(User.objects.filter(person_number__in=unnamed).values_list("person_number", "display_name"))
    return {
        text: [(number, name or names.get(number) or number) for number, name in people]
        for text, people in found.items()
    }
