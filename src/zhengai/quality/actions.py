"""The only writers of data quality."""

import hashlib
import json
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhengai.accounts.queries import holders
from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.models import Batch
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai.quality import queries
from zhengai.quality.models import Result, Score, Suspect
from zhengai.quality.rules import (
    LIVE,
    Move,
    MoveRefused,
    Scored,
    SuspectState,
    check_decision,
    next_state,
    scores,
)
from zhengai_engine.run.quality import Judging
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Privacy
from zhengai_engine.tables.quality import Failing, Fresh, QualityRule, Verdict

KEPT = 200  # suspects of a rule that are listed by row; of more only the number is known
_KEYS_AT_ONCE = 1000


@dataclass(frozen=True)
class JudgedReport:
    """`blocked` are the names of rules marked blocking that fail."""

    datasets: int
    rules: int
    failing: int
    found: int
    corrected: int
    seconds: float
    blocked: tuple[str, ...] = ()


def judge(*, college: College, by: str, datasets: Collection[str] | None = None) -> JudgedReport:
    """Judges every rule whose verdict the named datasets can change, or all; keeps results, scores and suspects and
    tells the owners of new ones. Datasets that were never received are left out."""
    started = time.perf_counter()
    wanted = [
        each for each in queries.rules(college).values() if datasets is None or each.datasets & set(datasets)
    ]
    versions = datacentre.data_versions(college)
    catalogue, day = datacentre.catalogue(college), today(college)
    with Judging(
        wanted,
        catalogue,
        calendar_of(college),
        LakeSource(datacentre.lake(college), versions),
        college=college.code,
        today=day,
        received=queries.received_on(college),
    ) as judging:
        verdicts = judging.verdicts()
        judged = _Judged(college, catalogue, versions, clock.now(), by)
        pairs = list(zip(judging.rules, verdicts, strict=True))
        listed = {rule.code: _listed(judging, rule, verdict, college) for rule, verdict in pairs}
    with transaction.atomic():
        judged.keep_results(pairs)
        judged.keep_scores(day, {rule.dataset for rule, _ in pairs})
        found, corrected = judged.keep_suspects(pairs, listed)
        report = JudgedReport(
            datasets=len({rule.dataset for rule, _ in pairs}),
            rules=len(pairs),
            failing=sum(verdict.failing > 0 for _, verdict in pairs),
            found=found,
            corrected=corrected,
            seconds=time.perf_counter() - started,
            blocked=tuple(rule.name for rule, verdict in pairs if rule.blocking and verdict.failing),
        )
        judged.tell_owners(day)
        record(
            action="quality.judge",
            by=by,
            subject=college.code,
            details={
                "datasets": sorted(datasets) if datasets is not None else "all",
                "rules": report.rules,
                "failing": report.failing,
                "found": found,
                "corrected": corrected,
            },
        )
    return report


@transaction.atomic
def ask_exception(*, suspect: Suspect, reason: str, by: str) -> None:
    """The row is right as it is, and why; another person decides. Raises MoveRefused."""
    if not reason.strip():
        raise MoveRefused("申请例外请写明这一条为什么没有错")
    locked = _locked(suspect)
    _move(locked, Move.ASK)
    locked.reason, locked.asked_by, locked.asked_at = reason.strip(), by, clock.now()
    locked.decided_by, locked.decided_at, locked.note = "", None, ""
    locked.save()
    _record(locked, "quality.ask_exception", by, reason=locked.reason)


@transaction.atomic
def withdraw_exception(*, suspect: Suspect, by: str) -> None:
    """By the person who asked. Raises MoveRefused."""
    locked = _locked(suspect)
    if locked.state == SuspectState.ASKED and locked.asked_by != by:
        raise MoveRefused("申请由申请人自己撤回")
    _move(locked, Move.WITHDRAW)
    locked.save()
    _record(locked, "quality.withdraw_exception", by)


@transaction.atomic
def decide_exception(*, suspect: Suspect, accepted: bool, note: str, by: str) -> None:
    """Raises MoveRefused, also when the person who asked decides."""
    locked = _locked(suspect)
    target = next_state(SuspectState(locked.state), Move.ACCEPT if accepted else Move.REFUSE)
    check_decision(asked_by=locked.asked_by, by=by, note=note, accepted=accepted)
    locked.state = target
    locked.decided_by, locked.decided_at, locked.note = by, clock.now(), note.strip()
    locked.closed_at = clock.now() if accepted else None
    locked.save()
    _record(locked, "quality.decide_exception", by, accepted=accepted, note=locked.note)


def _locked(suspect: Suspect) -> Suspect:
    return Suspect.objects.select_for_update().get(pk=suspect.pk)


def _move(suspect: Suspect, move: Move) -> None:
    suspect.state = next_state(SuspectState(suspect.state), move)


def _record(suspect: Suspect, action: str, by: str, **details: object) -> None:
    record(action=action, by=by, subject=f"suspect:{suspect.pk}", details={"rule": suspect.rule, **details})


def _listed(judging: Judging, rule: QualityRule, verdict: Verdict, college: College) -> dict[str, Failing]:
    """What fails, by the text of its key: the first ones, and those of the known ones that still do."""
    if not verdict.failing:
        return {}
    found = judging.failing(rule.code, KEPT)
    if not found:
        measured = (("measured", verdict.measured),)
        return {verdict.period: Failing((("period", verdict.period),), measured)}
    listed = {_text_of(each.key): each for each in found}
    known = queries.suspects(college).filter(rule=rule.code).exclude(state=SuspectState.CORRECTED)
    rest = [each for each in known.values_list("key_text", "key") if each[0] not in listed]
    for start in range(0, len(rest) if verdict.failing > len(found) else 0, _KEYS_AT_ONCE):
        keys = [tuple(value for _, value in key) for _, key in rest[start : start + _KEYS_AT_ONCE]]
        again = judging.failing(rule.code, len(keys), keys)
        listed |= {_text_of(each.key): each for each in again}
    return listed


def _text_of(key: Sequence[tuple[str, object]]) -> str:
    """One text for one key, short enough for an index."""
    text = " · ".join("—" if value is None else str(value) for _, value in key)
    if len(text) <= 480:
        return text
    return text[:400] + " " + hashlib.sha256(text.encode()).hexdigest()[:32]


class _Judged:
    """One judging of one college on its way into the database."""

    def __init__(
        self, college: College, catalogue: Catalogue, versions: dict[str, int], at: datetime, by: str
    ) -> None:
        self.college, self.catalogue, self.versions, self.at, self.by = college, catalogue, versions, at, by
        self._told: dict[str, int] = {}
        self._sources: dict[str, str] = {}

    def keep_results(self, pairs: Sequence[tuple[QualityRule, Verdict]]) -> None:
        codes = [rule.code for rule, _ in pairs]
        Result.objects.filter(college=self.college, current=True, rule__in=codes).update(current=False)
        Result.objects.bulk_create(
            [
                Result(
                    college=self.college,
                    dataset=rule.dataset,
                    version=self.versions[rule.dataset],
                    rule=rule.code,
                    kind=rule.kind,
                    aspect=rule.aspect.value,
                    blocking=rule.blocking,
                    judged=verdict.judged,
                    failing=verdict.failing,
                    measured=verdict.measured,
                    period=verdict.period,
                    at=self.at,
                    current=True,
                )
                for rule, verdict in pairs
            ],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["college", "rule", "version"],
            update_fields=[
                "dataset", "kind", "aspect", "blocking", "judged", "failing", "measured", "period", "at", "current",
            ],
        )  # fmt: skip

    def keep_scores(self, day: date, datasets: Iterable[str]) -> None:
        for code in sorted(datasets):
            found = list(queries.results(self.college).filter(dataset=code))
            late = {
                each.code for each in queries.rules(self.college).values() if isinstance(each.check, Fresh)
            }
            scored = [
                Scored(each.aspect, each.judged, each.failing, each.measured if each.rule in late else None)
                for each in found
            ]
            Score.objects.update_or_create(
                college=self.college,
                dataset=code,
                day=day,
                defaults={
                    **scores(scored),
                    "owner": self.catalogue.dataset(code).owner,
                    "version": self.versions[code],
                    "rules": len(found),
                    "failing_rules": sum(each.failing > 0 for each in found),
                    "failing_rows": sum(each.failing for each in found),
                },
            )

    def keep_suspects(
        self, pairs: Sequence[tuple[QualityRule, Verdict]], listed: dict[str, dict[str, Failing]]
    ) -> tuple[int, int]:
        """Returns how many are new (or fail again), and how many are corrected."""
        self._sources = self._sources_of(listed)
        found = corrected = 0
        for rule, _ in pairs:
            new, gone = self._of_rule(rule, listed[rule.code])
            found, corrected = found + new, corrected + gone
        return found, corrected

    def tell_owners(self, day: date) -> None:
        """One message for each owner and day, to those who send and correct data."""
        people = holders(Permission.DATA_IMPORT, self.college.code, day) if self._told else []
        for owner, number in sorted(self._told.items()):
            notify(
                college=self.college.code,
                persons=people,
                kind=NoticeKind.DATA,
                key=f"quality:{owner}:{day.isoformat()}",
                about=f"suspects:{owner}",
                title=f"{owner or '没有责任部门的数据集'}有 {number} 条可疑数据待核对",
                text="请在源头更正后重新导入；确实无误的，写明理由申请例外，由另一人决定。",
                at=self.at,
            )

    def _sources_of(self, listed: dict[str, dict[str, Failing]]) -> dict[str, str]:
        codes = {each.batch for found in listed.values() for each in found.values() if each.batch}
        return dict(Batch.objects.filter(college=self.college, code__in=codes).values_list("code", "source"))

    def _of_rule(self, rule: QualityRule, failing: dict[str, Failing]) -> tuple[int, int]:
        known = {each.key_text: each for each in queries.suspects(self.college).filter(rule=rule.code)}
        new = [self._new(rule, text, each) for text, each in failing.items() if text not in known]
        Suspect.objects.bulk_create(new, batch_size=500)
        again = corrected = 0
        for text, suspect in known.items():
            was = suspect.state
            if text in failing:
                self._fails_again(rule, suspect, failing[text])
                again += was == SuspectState.CORRECTED
            elif was != SuspectState.CORRECTED:
                self._passes(rule, suspect)
                corrected += 1
        owner = self.catalogue.dataset(rule.dataset).owner
        if new or again:
            self._told[owner] = self._told.get(owner, 0) + len(new) + again
        return len(new) + again, corrected

    def _new(self, rule: QualityRule, text: str, each: Failing) -> Suspect:
        version = self.versions[rule.dataset]
        return Suspect(
            college=self.college,
            rule=rule.code,
            dataset=rule.dataset,
            owner=self.catalogue.dataset(rule.dataset).owner,
            key=[[code, _plain(value)] for code, value in each.key],
            key_text=text,
            row=self._kept(rule, each),
            fingerprint=_fingerprint(each),
            batch=each.batch or "",
            source=self._sources.get(each.batch or "", ""),
            first_version=version,
            last_version=version,
            found_at=self.at,
        )

    def _fails_again(self, rule: QualityRule, suspect: Suspect, each: Failing) -> None:
        other = suspect.fingerprint != _fingerprint(each)
        _move(suspect, Move.CHANGE if other else Move.FAIL)
        suspect.row, suspect.fingerprint = self._kept(rule, each), _fingerprint(each)
        suspect.batch = each.batch or ""
        suspect.source = self._sources.get(suspect.batch, "")
        suspect.last_version = self.versions[rule.dataset]
        if suspect.state in LIVE:
            suspect.closed_at = None
        suspect.save()

    def _passes(self, rule: QualityRule, suspect: Suspect) -> None:
        """What the row held is forgotten with its fault."""
        _move(suspect, Move.PASS)
        suspect.row, suspect.closed_at = {}, self.at
        suspect.last_version = self.versions[rule.dataset]
        suspect.save()

    def _kept(self, rule: QualityRule, each: Failing) -> dict[str, Any]:
        declared = self.catalogue.dataset(rule.dataset)
        hidden = {field.code for field in declared.fields if field.privacy is Privacy.SENSITIVE}
        return {code: _plain(value) for code, value in each.values if code not in hidden}


def _plain(value: object) -> Any:
    """As JSON holds it, and as the engine reads it again."""
    return value.isoformat() if isinstance(value, date) else value


def _fingerprint(each: Failing) -> str:
    values = [[code, _plain(value)] for code, value in each.values]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
