"""How a record is written, for the actions of the room: locked, checked, saved, moved on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengai.accounts.queries import names_of
from zhengai.college.queries import now
from zhengai.core.actions import record as audit
from zhengai.diagnosis import queries, telling
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record, RecordEvent
from zhengai.diagnosis.rules.form import FormPoint
from zhengai.diagnosis.rules.machine import Conclusion, Move, MoveRefused, RecordState, next_state
from zhengai.diagnosis.taking import take


class StaleRevision(ValueError):
    """Another person saved in between; `findings` are theirs, the message says who and what."""

    def __init__(self, findings: Sequence[Finding], names: dict[str, str]) -> None:
        told = "；".join(telling.saved(each, names) for each in findings)
        super().__init__(f"{told}。您写的内容还在页面上，请对照之后再保存")
        self.findings = tuple(findings)


@dataclass(frozen=True)
class Words:
    """What a finding says, tidied."""

    conclusion: Conclusion
    opinion: str
    cause: str
    measure: str

    def same_as(self, finding: Finding | None) -> bool:
        if finding is None:
            return False
        kept = (finding.conclusion, finding.opinion, finding.cause, finding.measure)
        return kept == (self.conclusion.value, self.opinion, self.cause, self.measure)


def locked(record: Record, move: Move) -> Record:
    """The record as it is now, held until the end of the transaction; raises MoveRefused."""
    found = (
        Record.objects.select_for_update(of=("self",))
        .select_related("round__college", "subject__department")
        .defer("facts", "round__form")
        .get(pk=record.pk)
    )
    next_state(RecordState(found.state), move)
    if found.round.closed_at is not None and move is not Move.CONFIRM:
        raise MoveRefused(f"“{found.round.title}”已经结束，不能再{move.chinese}；需要继续时，请联系质管办")
    return found


def take_facts(found: Record) -> None:
    taken = take(found)
    found.facts, found.facts_run = taken.known.as_json(), taken.run
    found.facts_at = now(found.round.college)


def point_of(record: Record, code: str) -> FormPoint:
    found = scheme_of(record.round).point(code)
    if found is None:
        raise MoveRefused(f"诊断表里没有诊断点“{code}”，请刷新页面")
    return found


def save(found: Record, said: dict[str, Words], revision: int, by: str) -> None:
    kept = {each.point: each for each in Finding.objects.filter(record=found, point__in=said)}
    new = {code: words for code, words in said.items() if not words.same_as(kept.get(code))}
    if not new:
        return  # a second click says nothing new
    check_seen(found, revision, by, list(new))
    found.revision += 1
    moment = now(found.round.college)
    for code, words in new.items():
        Finding.objects.update_or_create(
            record=found,
            point=code,
            defaults={
                "conclusion": words.conclusion,
                "opinion": words.opinion,
                "cause": words.cause,
                "measure": words.measure,
                "revision": found.revision,
                "edited_at": moment,
                "edited_by": by,
            },
        )
    found.save(update_fields=["revision"])
    audit(
        action="diagnosis.save_finding",
        by=by,
        subject=f"record:{found.pk}",
        details={code: words.conclusion.value for code, words in new.items()},
    )


def check_seen(found: Record, revision: int, by: str, points: Sequence[str] | None = None) -> None:
    unseen = queries.changed_by_others(found, revision, by, points)
    if unseen:
        raise StaleRevision(unseen, names_of(each.edited_by for each in unseen))


def move_to(found: Record, move: Move, by: str, text: str, at: datetime) -> None:
    found.state = next_state(RecordState(found.state), move)
    found.save()
    RecordEvent.objects.create(record=found, at=at, by=by, move=move, to_state=found.state, text=text)
    audit(
        action=f"diagnosis.{move}",
        by=by,
        subject=f"record:{found.pk}",
        details={"text": text, "revision": found.revision},
    )
