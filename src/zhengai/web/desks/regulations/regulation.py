"""One regulation: what is in force, each change with its proof, who has read it, how it is carried out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.models import ChangeProof, Execution, Regulation, RegulationChange
from zhengai.regulations.rules.machine import (
    LIFE,
    ChangeKind,
    ChangeState,
    ProofKind,
    RegulationState,
    missing_proofs,
)
from zhengai.web.components.abouts import address_of
from zhengai.web.components.evidence import evidence_counts
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.regulations.evidenced import KEEPER
from zhengai.web.desks.regulations.seen import regulation_or_404, sees_all, systems, topics
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FORM = ("text", "reason", "title", "place", "kind", "day", "carried_out", "effect", "year")


@dataclass(frozen=True)
class Shown:
    """A change with its five kinds of proof, null where one is missing."""

    change: RegulationChange
    proofs: list[tuple[ProofKind, ChangeProof | None]]
    drafted_by: str
    published_by: str
    ground: str
    keeps: bool  # whether proofs are still registered

    @property
    def missing(self) -> list[ProofKind]:
        return [kind for kind, proof in self.proofs if proof is None]


@needs(Permission.REGULATION_VIEW)
def regulation(request: Request, number: int) -> HttpResponse:
    found = regulation_or_404(request, number)
    whole = sees_all(request)
    changes = _changes(found, whole)
    now = next(
        (c.change for c in changes if c.change.version is not None and c.change.ended_on is None), None
    )
    draft = next((c for c in changes if c.change.state == ChangeState.DRAFTED), None)
    typed, error = take_typed(request, f"regulation-{found.pk}", FORM)
    may_edit = request.person.may(Permission.REGULATION_EDIT)
    own_draft = draft is not None and draft.change.drafted_by == request.user.username
    day = today(request.college)
    context: dict[str, Any] = {
        "regulation": found,
        "level_name": level_names(request).get(found.level, ""),
        "system_name": systems(request).get(found.system, ""),
        "now": now,
        "today": day,
        "draft": draft,
        "changes": changes if whole else [],
        "files": evidence_counts(request, KEEPER.kind, [each.change.pk for each in changes]),
        "lacking": sum(len(each.missing) for each in changes if each.change.version is not None),
        "replaced_by": list(found.replaced_by.filter(active=True)),
        "may_edit": may_edit,
        "moves": _moves(found) if may_edit and draft is None else [],
        "may_publish": draft is not None
        and not own_draft
        and request.person.may(Permission.REGULATION_DECIDE),
        "own_draft": own_draft,
        "articles": list(found.charter_links.values_list("article", flat=True)),
        "executions": _executions(found),
        "year": day.year,
        **_readings(request, now),
        "typed": typed,
        "error": error,
        "kinds": [(kind.value, kind.chinese) for kind in ProofKind],
        "levels": list(level_names(request).items()),
        "systems": list(systems(request).items()),
        "topics": topics(request) if may_edit else [],
        "ground": request.GET.get("ground", ""),
    }
    return render(request, "desks/regulations/regulation.html", context)


def _changes(found: Regulation, whole: bool) -> list[Shown]:
    """Newest first; withdrawn drafts are not shown."""
    rows = found.changes.exclude(state=ChangeState.WITHDRAWN).prefetch_related("proofs").order_by("-id")
    kept = [each for each in rows if whole or each.state == ChangeState.PUBLISHED]
    names = names_of({name for each in kept for name in (each.drafted_by, each.published_by)})
    shown = []
    for each in kept:
        by_kind = {proof.kind: proof for proof in each.proofs.all()}
        proofs = [(kind, by_kind.get(kind.value)) for kind in ProofKind]
        assert missing_proofs(set(by_kind)) == [kind for kind, proof in proofs if proof is None]
        shown.append(
            Shown(
                each,
                proofs,
                names.get(each.drafted_by, "平台"),
                names.get(each.published_by, "平台") if each.published_by else "",
                address_of(each.ground),
                each.state != ChangeState.WITHDRAWN,
            )
        )
    return shown


def _moves(found: Regulation) -> list[tuple[str, str]]:
    """What may be begun now."""
    state = RegulationState(found.state)
    return [(kind.value, kind.words) for kind in ChangeKind if isinstance(LIFE[state][kind], RegulationState)]


def _readings(request: Request, now: RegulationChange | None) -> dict[str, Any]:
    if now is None:
        return {"readers": 0, "has_read": False, "may_read": False}
    number = request.user.person_number
    return {
        "readers": now.readings.count(),
        "has_read": bool(number) and now.readings.filter(person_number=number).exists(),
        "may_read": bool(number),
    }


def _executions(found: Regulation) -> list[tuple[Execution, str]]:
    rows = list(found.executions.order_by("-year"))
    names = names_of({each.written_by for each in rows})
    return [(each, names.get(each.written_by, "平台")) for each in rows]
