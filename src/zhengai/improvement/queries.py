"""Reading improvements, what happened to them, and what was learned."""

from collections.abc import Iterator

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from zhengai.alerts import queries as alerts
from zhengai.college.models import College
from zhengai.cycles.models import Proof
from zhengai.cycles.rules.proof import NewProof
from zhengai.diagnosis import queries as diagnosis
from zhengai.goals import queries as goals
from zhengai.improvement.models import Improvement, ImprovementEvent
from zhengai.improvement.proofs import effect_proofs, lesson_proofs, opening_proofs
from zhengai.improvement.rules.machine import LIVE, MOVE_OF, VERIFIED, ImprovementState, Move
from zhengai.standards import queries as standards

LIVE_STATES = [state.value for state in LIVE]
VERIFIED_STATES = [state.value for state in VERIFIED]
_COMPARED = 399  # a longer sentence of a proof is cut off and marked
_HELPED = Case(
    When(state=ImprovementState.EFFECTIVE, then=Value(0)),
    When(state=ImprovementState.PARTLY, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def improvements(
    college: College, *, live: bool | None = None, level: str | None = None, subject: str | None = None
) -> QuerySet[Improvement]:
    """The most urgent first. `live` null: whatever their state."""
    wanted = {"subject__level": level, "subject__code": subject}
    found = Improvement.objects.filter(
        college=college, **{key: value for key, value in wanted.items() if value is not None}
    )
    if live is not None:
        found = found.filter(state__in=LIVE_STATES) if live else found.exclude(state__in=LIVE_STATES)
    return found.select_related("subject", "subject__department").order_by("due", "id")


def timeline(improvement: Improvement) -> list[ImprovementEvent]:
    """All that happened to it, oldest first."""
    return list(improvement.events.order_by("id"))


def live_one(
    college: College, *, source: str, subject: str, level: str, indicator: str
) -> Improvement | None:
    """What is already being done about this: a problem has one live improvement for an indicator."""
    found = improvements(college, live=True, level=level, subject=subject)
    return found.filter(source=source, indicator=indicator).first()


def lessons(college: College, indicator: str, exclude: Improvement | None = None) -> QuerySet[Improvement]:
    """What was learned about this indicator elsewhere (类似问题的做法), what helped first, then the newest."""
    found = improvements(college).filter(indicator=indicator).exclude(lesson="")
    if exclude is not None:
        found = found.exclude(pk=exclude.pk)
    return found.annotate(helped=_HELPED).order_by("helped", F("verified_at").desc(nulls_last=True), "-id")


def recurring(improvement: Improvement) -> QuerySet[Improvement]:
    """Earlier improvements of the same subject and indicator: the problem has come back (IMP-07)."""
    same = improvements(improvement.college).filter(
        subject=improvement.subject_id, indicator=improvement.indicator, pk__lt=improvement.pk
    )
    return same.order_by("-pk")


def proofs_of(college: College) -> Iterator[NewProof]:
    """All that improvements prove, from what happened to them."""
    told = _last_told(college)
    for each in improvements(college).order_by("pk").iterator(chunk_size=2000):
        yield from opening_proofs(each)
        if each.state in VERIFIED_STATES:
            event = told[each.pk, MOVE_OF[ImprovementState(each.state)]]
            yield from effect_proofs(each, text=event.text, by=event.by)
        if each.lesson:
            event = told[each.pk, Move.LEARN]
            yield from lesson_proofs(each, at=event.at, by=event.by)


def _last_told(college: College) -> dict[tuple[int, str], ImprovementEvent]:
    events = ImprovementEvent.objects.filter(
        improvement__college=college, move__in=[*MOVE_OF.values(), Move.LEARN]
    )
    return {(each.improvement_id, each.move): each for each in events.order_by("pk")}


def proof_differences(college: College) -> tuple[list[NewProof], list[str], list[str]]:
    """All proofs the rooms can tell, the keys of those not recorded, and of those recorded that nothing tells."""
    rooms = (standards, goals, alerts, diagnosis)
    wanted = [proof for room in rooms for proof in room.proofs_of(college)] + list(proofs_of(college))
    told = {_told(each.key, each) for each in wanted}
    recorded = {_told(each.key, each) for each in Proof.objects.filter(college=college)}
    missing, stale = told - recorded, recorded - told
    return wanted, sorted({each[0] for each in missing}), sorted({each[0] for each in stale})


def _told(key: str, proof: NewProof | Proof) -> tuple[str, ...]:
    return (
        key,
        proof.level,
        proof.subject,
        proof.period,
        str(proof.stage),
        proof.about,
        proof.sentence[:_COMPARED],
    )
