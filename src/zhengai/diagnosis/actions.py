"""The only writers of the diagnosis room."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, now, today
from zhengai.core.actions import record as audit
from zhengai.core.database import renew_statistics
from zhengai.cycles.actions import drop_proofs, record_proofs
from zhengai.diagnosis import queries, telling
from zhengai.diagnosis.models import Record, Round
from zhengai.diagnosis.rules.form import read_form
from zhengai.diagnosis.rules.machine import Conclusion, Move, MoveRefused, RecordState, RoundKind
from zhengai.diagnosis.rules.results import Incomplete
from zhengai.diagnosis.writing import StaleRevision as StaleRevision
from zhengai.diagnosis.writing import Words, check_seen, locked, move_to, point_of, save, take_facts
from zhengai_engine.model.period import Period, PeriodKind, UnknownPeriod

_BATCH = 1000
_PERIODS = (PeriodKind.ACADEMIC_YEAR, PeriodKind.SEMESTER)


class RoundRefused(ValueError):
    """The round cannot be opened so; the message is a Chinese sentence."""


@transaction.atomic
def open_round(*, college: College, kind: str, level: str, period: str, due: date, by: str) -> Round:
    """A record for every active subject of the level, without facts yet. Opened again, the same round takes in the
    subjects that are new since. Raises RoundRefused or NoForm."""
    item = queries.form_item(college, level)
    asked = _diagnosable(college, period)
    college = College.objects.select_for_update(no_key=True).get(pk=college.pk)
    found = Round.objects.filter(college=college, kind=kind, level=level, period=asked.code).first()
    if found is None:
        found = _new_round(college, RoundKind(kind), item, asked, due, by)
    elif found.closed_at is not None:
        raise RoundRefused(f"“{found.title}”已经结束，不能再开启；请选下一个周期")
    added = _add_records(found)
    audit(
        action="diagnosis.open_round",
        by=by,
        subject=f"round:{found.pk}",
        details={"title": found.title, "added": added},
    )
    telling.round_opened(found, now(college))
    return found


def _diagnosable(college: College, period: str) -> Period:
    try:
        asked = calendar_of(college).period(period)
    except UnknownPeriod as problem:
        raise RoundRefused(str(problem)) from None
    if asked.kind not in _PERIODS:
        raise RoundRefused(f"诊断按学年或学期进行，{asked.name}是{asked.kind.chinese}，请另选周期")
    if asked.start > today(college):
        raise RoundRefused(f"{asked.name}还没有开始，请选已经开始的周期")
    return asked


def _new_round(
    college: College, kind: RoundKind, item: dict[str, object], asked: Period, due: date, by: str
) -> Round:
    if due < today(college):
        raise RoundRefused("期限要在今天或今天以后，请改一个日期")
    scheme = read_form(item)
    return Round.objects.create(
        college=college,
        kind=kind,
        level=scheme.level,
        period=asked.code,
        title=f"{asked.name}{telling.level_name(college, scheme.level)}{kind.named(scheme.level)}",
        form=item,
        opened_at=now(college),
        opened_by=by,
        due=due,
    )


def _add_records(round_: Round) -> int:
    held = Record.objects.filter(round=round_).values("subject")
    subjects = Subject.objects.filter(college=round_.college_id, level=round_.level, active=True)
    rows = [
        Record(round=round_, subject_id=pk, state=RecordState.DRAFT)
        for pk in subjects.exclude(pk__in=held).order_by("code").values_list("pk", flat=True)
    ]
    Record.objects.bulk_create(rows, batch_size=_BATCH)
    renew_statistics(Record, rows=len(rows))
    return len(rows)


@transaction.atomic
def close_round(*, round: Round, by: str) -> Round:
    """Nothing is written or submitted any more; what was submitted can still be confirmed. Closed twice is once."""
    found = Round.objects.select_for_update().get(pk=round.pk)
    if found.closed_at is None:
        found.closed_at, found.closed_by = now(found.college), by
        found.save(update_fields=["closed_at", "closed_by"])
        audit(action="diagnosis.close_round", by=by, subject=f"round:{found.pk}")
    return found


@transaction.atomic
def open_record(*, record: Record, by: str) -> Record:
    """Takes what is known from data, or renews it while the record is still written. Raises MoveRefused."""
    found = locked(record, Move.RENEW)
    take_facts(found)
    found.save(update_fields=["facts", "facts_run", "facts_at"])
    run = found.facts_run_id
    audit(action="diagnosis.open_record", by=by, subject=f"record:{found.pk}", details={"run": run})
    return found


@transaction.atomic
def save_finding(
    *,
    record: Record,
    point: str,
    conclusion: str,
    opinion: str,
    cause: str,
    measure: str,
    revision: int,
    by: str,
) -> Record:
    """What a person says of one point. `revision` is the record's when its page was read: raises StaleRevision when
    another person has saved the point since, MoveRefused when the record is no longer written."""
    words = Words(Conclusion(conclusion), opinion.strip(), cause.strip(), measure.strip())
    found = locked(record, Move.SAVE)
    save(found, {point_of(found, point).code: words}, revision, by)
    return found


@transaction.atomic
def confirm_fine(*, record: Record, points: Sequence[str], revision: int, by: str) -> Record:
    """无问题，确认: for points nobody has judged yet, with the opinion drafted from data. Raises StaleRevision,
    MoveRefused."""
    found = locked(record, Move.SAVE)
    if not found.facts:
        take_facts(found)
        found.save(update_fields=["facts", "facts_run", "facts_at"])
    rows = {row.code: row for row in queries.form_of(found).points}
    wanted = [rows[point_of(found, code).code] for code in dict.fromkeys(points)]
    said = {
        row.code: Words(Conclusion.FINE, row.opinion.strip(), row.said.cause, row.said.measure)
        for row in wanted
        if row.said.conclusion is Conclusion.NONE
    }
    save(found, said, revision, by)
    return found


@transaction.atomic
def save_summary(*, record: Record, summary: str, by: str) -> Record:
    """总体意见, kept while the record is written. Raises MoveRefused."""
    found = locked(record, Move.SAVE)
    if found.summary != summary.strip():
        found.summary = summary.strip()
        found.save(update_fields=["summary"])
        audit(action="diagnosis.save_summary", by=by, subject=f"record:{found.pk}")
    return found


@transaction.atomic
def submit(*, record: Record, revision: int, summary: str, by: str) -> Record:
    """提交: facts and findings are frozen. Raises Incomplete with each point and what it lacks, StaleRevision,
    MoveRefused."""
    found = locked(record, Move.SUBMIT)
    check_seen(found, revision, by)
    if not found.facts:
        take_facts(found)
    form = queries.form_of(found)
    if form.missing:
        raise Incomplete(form.missing)
    found.summary, found.revision = summary.strip(), found.revision + 1
    found.submitted_at, found.submitted_by = now(found.round.college), by
    found.confirmed_at, found.confirmed_by = None, ""
    move_to(found, Move.SUBMIT, by, found.summary, found.submitted_at)
    record_proofs(college=found.round.college, proofs=[queries.submitted_proof(found)], by=by)
    telling.submitted(found, found.submitted_at)
    return found


@transaction.atomic
def return_record(*, record: Record, text: str, by: str) -> Record:
    """退回修改, with what should be looked at again. What the submission proved is taken back."""
    found = locked(record, Move.RETURN)
    if not text.strip():
        raise MoveRefused("退回时请写明哪里需要修改，填写的人才知道从哪里改起")
    found.revision += 1
    move_to(found, Move.RETURN, by, text.strip(), now(found.round.college))
    drop_proofs(college=found.round.college, prefix=f"record:{found.pk}", by=by)
    telling.returned(found, text.strip(), now(found.round.college))
    return found


@transaction.atomic
def confirm(*, record: Record, text: str, by: str) -> Record:
    """确认, by another person than the one who submitted it."""
    found = locked(record, Move.CONFIRM)
    if found.submitted_by == by:
        raise MoveRefused("确认人不能是提交人本人，请由部门或质管办的另一位同事确认")
    found.confirmed_at, found.confirmed_by = now(found.round.college), by
    move_to(found, Move.CONFIRM, by, text.strip(), found.confirmed_at)
    record_proofs(college=found.round.college, proofs=[queries.confirmed_proof(found)], by=by)
    return found
