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
    ControlCheck,
    ControlItem,
    Regulation,
    RegulationChange,
)
from zhengai.regulations.rules.machine import ActivityStage, ChangeState, Decision, ProofKind, RegulationState

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


# code → what control items are narrowed to
LACKS = {
    "regulation": "没有制度",
    "procedure": "没有程序",
    "risk": "没有写风险",
    "post": "没有责任岗位",
}


def control_items(college: College) -> QuerySet[ControlItem]:
    """Each with `checked`, the day of its newest check, and `worked`, what it said; null without one."""
    newest = ControlCheck.objects.filter(item=OuterRef("pk")).order_by("-day", "-id")
    return (
        ControlItem.objects.filter(college=college)
        .select_related("regulation")
        .annotate(checked=Subquery(newest.values("day")[:1]), worked=Subquery(newest.values("works")[:1]))
    )


def lacking(found: QuerySet[ControlItem], what: str) -> QuerySet[ControlItem]:
    """Those that lack one of LACKS, or any of them; an unknown word narrows nothing."""
    wanted = {
        "regulation": Q(regulation__isnull=True),
        "procedure": Q(procedure=""),
        "risk": Q(risk=""),
        "post": Q(post=""),
    }
    if what == "any":
        return found.filter(wanted["regulation"] | wanted["procedure"] | wanted["risk"] | wanted["post"])
    return found.filter(wanted.get(what, Q()))


@dataclass(frozen=True)
class Operation:
    """How internal control worked in a year, at one stage of economic activities (内控体系运行报告)."""

    stage: ActivityStage
    items: int
    checked: int
    checks: int
    flaws: int


def operation(college: College, year: int) -> list[Operation]:
    rows = {
        row["stage"]: row
        for row in ControlItem.objects.filter(college=college)
        .exclude(stage="")
        .order_by()
        .values("stage")
        .annotate(
            items=Count("pk", distinct=True),
            looked=Count("pk", distinct=True, filter=Q(checks__day__year=year)),
            number=Count("checks", filter=Q(checks__day__year=year)),
            flaws=Count("checks", filter=Q(checks__day__year=year, checks__works=False)),
        )
    }
    return [
        Operation(stage, row["items"], row["looked"], row["number"], row["flaws"])
        for stage in ActivityStage
        if (row := rows.get(stage.value)) is not None
    ]
