"""The only writers of the cycles room."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhengai.college.models import College
from zhengai.college.queries import now
from zhengai.core.actions import SYSTEM, record
from zhengai.cycles.models import Exemption, Proof
from zhengai.cycles.notifying import tell_asked, tell_decided
from zhengai.cycles.rules.exemption import (
    ExemptionMove,
    ExemptionState,
    check_words,
    next_state,
)
from zhengai.cycles.rules.proof import NewProof

_CHUNK = 500
_SENTENCE = 400  # as much as a proof's sentence holds


@transaction.atomic
def record_proofs(*, college: College, proofs: Iterable[NewProof], by: str) -> int:
    """What happened and proves a stage; told twice it is one proof. Answers how many were new."""
    told = {(proof.key, proof.level, proof.subject): proof for proof in proofs}
    moment = now(college)
    known = _known(college, [key for key, _, _ in told])
    new = [_row(college, proof, by, moment) for place, proof in told.items() if place not in known]
    # another process may have told the same in between
    Proof.objects.bulk_create(new, batch_size=_CHUNK, ignore_conflicts=True)
    if new:
        record(
            action="cycles.record_proofs",
            by=by,
            subject=college.code,
            details={"count": len(new), "first": new[0].key, "last": new[-1].key},
        )
    return len(new)


def _known(college: College, keys: list[str]) -> set[tuple[str, str, str]]:
    distinct = list(dict.fromkeys(keys))
    known: set[tuple[str, str, str]] = set()
    for start in range(0, len(distinct), _CHUNK):
        rows = Proof.objects.filter(college=college, key__in=distinct[start : start + _CHUNK])
        known.update(rows.values_list("key", "level", "subject"))
    return known


def _row(college: College, proof: NewProof, by: str, moment: datetime) -> Proof:
    sentence = proof.sentence if len(proof.sentence) <= _SENTENCE else proof.sentence[: _SENTENCE - 1] + "…"
    return Proof(
        college=college,
        level=proof.level,
        subject=proof.subject,
        period=proof.period,
        stage=proof.stage.value,
        key=proof.key,
        about=proof.about,
        sentence=sentence,
        at=proof.at or moment,
        by=proof.by or by,
    )


@transaction.atomic
def drop_proofs(*, college: College, prefix: str, by: str) -> int:
    """Takes back the proofs of what was undone: those of the key `prefix` and of all that begin with it and ":"."""
    whole = prefix.rstrip(":")
    gone, _ = Proof.objects.filter(Q(key=whole) | Q(key__startswith=f"{whole}:"), college=college).delete()
    if gone:
        record(
            action="cycles.drop_proofs", by=by, subject=college.code, details={"prefix": whole, "count": gone}
        )
    return gone


@transaction.atomic
def ask_exemption(
    *,
    college: College,
    kind: str,
    about: str,
    level: str,
    subject: str,
    title: str,
    content: Mapping[str, Any],
    reason: str,
    by: str,
) -> Exemption:
    """Asks another person for what the rule forbids, and tells those who decide. Raises ExemptionRefused."""
    check_words(ExemptionMove.ASK, asked_by=by, by=by, text=reason)
    # two askings at once take turns on the college's row
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    waiting = Exemption.objects.filter(
        college=college, kind=kind, about=about, subject=subject, state=ExemptionState.ASKED
    )
    state = next_state(ExemptionState.ASKED if waiting.exists() else None, ExemptionMove.ASK)
    exemption = Exemption.objects.create(
        college=college,
        kind=kind,
        about=about,
        level=level,
        subject=subject,
        title=title,
        content=dict(content),
        reason=reason.strip(),
        asked_by=by,
        asked_at=now(college),
        state=state.value,
    )
    record(
        action="cycles.ask_exemption",
        by=by,
        subject=f"exemption:{exemption.pk}",
        details={"kind": kind, "about": about, "reason": exemption.reason},
    )
    tell_asked(exemption)
    return exemption


@transaction.atomic
def decide_exemption(*, exemption: Exemption, approve: bool, decision: str, by: str) -> Exemption:
    """Only the record, and word to the asker: the room that asked carries out the content. Raises
    ExemptionRefused."""
    move = ExemptionMove.APPROVE if approve else ExemptionMove.REFUSE
    return _move(exemption, move, decision, by)


@transaction.atomic
def withdraw_exemption(*, exemption: Exemption, by: str) -> Exemption:
    """By the asker, or by the platform (SYSTEM) when what was asked about has ended. Raises ExemptionRefused."""
    return _move(exemption, ExemptionMove.WITHDRAW, "", by)


def _move(exemption: Exemption, move: ExemptionMove, text: str, by: str) -> Exemption:
    current = Exemption.objects.select_for_update().select_related("college").get(pk=exemption.pk)
    state = next_state(ExemptionState(current.state), move)
    is_moot = move is ExemptionMove.WITHDRAW and by == SYSTEM
    check_words(move, asked_by=current.asked_by, by=current.asked_by if is_moot else by, text=text)
    current.state = state.value
    if move is not ExemptionMove.WITHDRAW:
        current.decided_by, current.decision = by, text.strip()
        current.decided_at = now(current.college)
    current.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    record(
        action=f"cycles.{move.value}_exemption",
        by=by,
        subject=f"exemption:{current.pk}",
        details={"decision": current.decision},
    )
    if by != current.asked_by:
        tell_decided(current)
    return current
