"""Which improvements a person may see and move, and how they are narrowed down by the address."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.improvement import queries
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import LIVE_STATES, VERIFIED_STATES
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.indicators.models import CurrentValue
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.scoped import reached
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import SMALLEST_GROUP
from zhengai_engine.model.level import COLLEGE


def seen_improvements(request: Request) -> QuerySet[Improvement]:
    """Those of the subjects a person may see, and those the person owns."""
    found = queries.improvements(request.college)
    if request.person.is_outside:
        found = _without_single_persons(found)
    if request.person.sees_everything(Permission.IMPROVEMENT_VIEW):
        return found
    return found.filter(reached(request.person, Permission.IMPROVEMENT_VIEW, "subject") | _mine(request))


def _without_single_persons(found: QuerySet[Improvement]) -> QuerySet[Improvement]:
    """An improvement names its values: people from outside see none of single persons and very small groups."""
    small = CurrentValue.objects.filter(
        Q(period=OuterRef("baseline_period")) | Q(period=OuterRef("effect_period")),
        college=OuterRef("college"),
        indicator=OuterRef("indicator"),
        level=OuterRef("subject__level"),
        subject=OuterRef("subject__code"),
        denominator__gt=0,
        denominator__lt=SMALLEST_GROUP,
    ).exclude(level=COLLEGE)
    return found.exclude(subject__level__in=PERSONAL).exclude(Exists(small))


def _mine(request: Request) -> Q:
    """Nobody's number is empty: an account without one owns nothing."""
    number = request.user.person_number
    return Q(owner_number=number) if number else Q(pk__in=[])


def may_move(request: Request, improvement: Improvement) -> bool:
    """The owner, and those who may edit improvements of the subject."""
    number = request.user.person_number
    return (bool(number) and improvement.owner_number == number) or reaches(
        request, Permission.IMPROVEMENT_EDIT, improvement
    )


def may_cancel(request: Request, improvement: Improvement) -> bool:
    """Who confirms diagnoses there, and does not own it: nobody cancels his own."""
    number = request.user.person_number
    owns = bool(number) and improvement.owner_number == number
    return not owns and reaches(request, Permission.DIAGNOSIS_CONFIRM, improvement)


def reaches(request: Request, permission: Permission, improvement: Improvement) -> bool:
    if not request.person.may(permission):
        return False
    if request.person.sees_everything(permission):
        return True
    return request.person.reaches(permission, improvement.subject_id)


def narrowed(request: Request, found: QuerySet[Improvement]) -> QuerySet[Improvement]:
    wanted = request.GET
    for name, column in (
        ("level", "subject__level"), ("department", "subject__department__code"), ("owner", "owner_number"),
        ("indicator", "indicator"),
    ):  # fmt: skip
        if wanted.get(name):
            found = found.filter(**{column: wanted[name]})
    if wanted.get("effect") in VERIFIED_STATES:
        found = found.filter(state=wanted["effect"])
    if wanted.get("mine"):
        found = found.filter(_mine(request))
    if wanted.get("overdue"):
        found = found.filter(state__in=LIVE_STATES, due__lt=today(request.college))
        found = found.exclude(state=ImprovementState.CARRIED_OUT)
    if text := wanted.get("q", "").strip():
        found = found.filter(_about(text))
    return found


def _about(text: str) -> Q:
    columns = ("subject__name", "subject__code", "problem", "measure", "owner_name", "indicator_name")
    wanted = Q(pk__in=[])
    for column in columns:
        wanted |= Q(**{f"{column}__icontains": text})
    return wanted


def in_state(request: Request, found: QuerySet[Improvement]) -> QuerySet[Improvement]:
    """For the table, which also shows cancelled ones."""
    state = request.GET.get("state", "")
    if state == "live":
        return found.filter(state__in=LIVE_STATES)
    if state == "verified":
        return found.filter(state__in=VERIFIED_STATES)
    return found.filter(state=state) if state in set(ImprovementState) else found


def newest_verified_first(found: QuerySet[Improvement]) -> QuerySet[Improvement]:
    return found.order_by(F("verified_at").desc(nulls_last=True), "-pk")
