"""Reading the register: what is in force, which changes lack proof, how a campaign stands."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhengai.college.models import College
from zhengai.regulations.models import (
    Campaign,
    CampaignDecision,
    ChangeProof,
    Regulation,
    RegulationChange,
)
from zhengai.regulations.rules.machine import ChangeState, Decision, ProofKind, RegulationState

KINDS_OF_PROOF = len(ProofKind)

# code → what the register is narrowed to
STATES = {
    "in_force": "现行",
    "planned": "待制定",
    "repealed": "已废止",
    "drafted": "有草案",
    "unproven": "证明不全",
}


def regulations(college: College) -> QuerySet[Regulation]:
    """Those on the register, each with `drafts` (whether a draft waits), `version` and `since` of what is in force
    (null where nothing is), and `lacking`, how many proofs its newest published change lacks (null without one)."""
    published = RegulationChange.objects.filter(
        regulation=OuterRef("pk"), state=ChangeState.PUBLISHED
    ).order_by("-version")
    kept = (
        ChangeProof.objects.filter(change=OuterRef("pk"))
        .order_by()
        .values("change")
        .annotate(number=Count("pk"))
        .values("number")
    )
    lacking = published.annotate(
        lacks=KINDS_OF_PROOF - Coalesce(Subquery(kept, output_field=IntegerField()), 0)
    ).values("lacks")[:1]
    drafts = RegulationChange.objects.filter(regulation=OuterRef("pk"), state=ChangeState.DRAFTED)
    standing = published.filter(ended_on__isnull=True)
    return Regulation.objects.filter(college=college, active=True).annotate(
        drafts=Exists(drafts),
        version=Subquery(standing.values("version")[:1]),
        since=Subquery(standing.values("effective_from")[:1]),
        lacking=Subquery(lacking, output_field=IntegerField()),
    )


def in_state(found: QuerySet[Regulation], state: str) -> QuerySet[Regulation]:
    """`found` comes from `regulations`; an unknown state narrows nothing."""
    if state in set(RegulationState):
        return found.filter(state=state)
    return found.filter({"drafted": Q(drafts=True), "unproven": Q(lacking__gt=0)}.get(state, Q()))


def standing_text(regulation: Regulation) -> RegulationChange | None:
    """The version in force."""
    return regulation.changes.filter(state=ChangeState.PUBLISHED, ended_on__isnull=True).first()


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: of `total`, how many of each decision."""

    total: int
    decided: int
    counts: dict[Decision, int]

    @property
    def open(self) -> int:
        return self.total - self.decided


def progress(campaign: Campaign) -> Progress:
    rows = campaign.decisions.order_by().values_list("decision").annotate(number=Count("pk"))
    counted = Counter(dict(rows))
    total, undecided = counted.total(), counted[""]
    return Progress(total, total - undecided, {each: counted[each.value] for each in Decision})


def open_campaign_of(college: College) -> Campaign | None:
    return Campaign.objects.filter(college=college, closed_at__isnull=True).first()


def followed_up(campaign: Campaign) -> QuerySet[CampaignDecision]:
    """Lines whose decision asks for a change, with `done`: whether one was published since it was decided."""
    since = RegulationChange.objects.filter(
        regulation=OuterRef("regulation"),
        state=ChangeState.PUBLISHED,
        published_at__gte=OuterRef("decided_at"),
    )
    wanted = campaign.decisions.exclude(decision__in=("", Decision.KEEP, Decision.ADJUST))
    return wanted.select_related("regulation").annotate(done=Exists(since))
