"""Rounds of diagnosis: records filled from data, with words where only a person can say."""

from collections.abc import Sequence
from datetime import date

from zhengai.diagnosis import actions
from zhengai.diagnosis.models import Record, Round
from zhengai.diagnosis.queries import FormRow, form_of
from zhengai.diagnosis.rules.facts import Verdict
from zhengai.diagnosis.rules.machine import OPEN, Conclusion, RecordState, RoundKind
from zhengai.sample import cast
from zhengai.sample.accounts import accounts
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage
from zhengai.sample.history.wording import opinion_of, told_of
from zhengai.sample.identity import LAST_AUTUMN

YEAR = LAST_AUTUMN[:9]
_SUBMITTED_PROGRAMMES = 4
_SAID_OF_COLLEGE = 6


def open_courses(stage: Stage) -> None:
    _open(stage, "course", LAST_AUTUMN, date(2026, 1, 23))


def submit_courses(stage: Stage) -> None:
    _submit(stage, "course", LAST_AUTUMN, stage.diagnosed_courses)


def confirm_courses(stage: Stage) -> None:
    _confirm(stage, "course", LAST_AUTUMN, stage.diagnosed_courses)


def close_courses(stage: Stage) -> None:
    actions.close_round(round=_round(stage, "course", LAST_AUTUMN), by=OFFICE)


def open_teachers(stage: Stage) -> None:
    _open(stage, "teacher", YEAR, date(2026, 7, 17))


def submit_teachers(stage: Stage) -> None:
    _submit(stage, "teacher", YEAR, stage.diagnosed_teachers)


def confirm_teachers(stage: Stage) -> None:
    _confirm(stage, "teacher", YEAR, stage.diagnosed_teachers)


def open_year(stage: Stage) -> None:
    """The rounds that run on the sample's day."""
    for level in ("programme", "student", "college"):
        _open(stage, level, YEAR, date(2026, 12, 15))


def begin_year(stage: Stage) -> None:
    """Some programmes have submitted, one is confirmed; the college and a student have begun. The programme that fell
    behind has not: its leader, or whoever visits the sample, still has to."""
    codes = [code for code in stage.programmes if code != cast.FALLING_PROGRAMME][:_SUBMITTED_PROGRAMMES]
    _submit(stage, "programme", YEAR, codes)
    _confirm(stage, "programme", YEAR, codes[:1])
    _begin_college(_record(stage, "college", stage.college.code))
    student = next(each for each in accounts(stage.world) if each.username == "li")
    _begin(_record(stage, "student", student.subject), student.username)


def _open(stage: Stage, level: str, period: str, due: date) -> None:
    if Round.objects.filter(
        college=stage.college, level=level, period=period, closed_at__isnull=False
    ).exists():
        return
    actions.open_round(
        college=stage.college, kind=RoundKind.SELF, level=level, period=period, due=due, by=OFFICE
    )


def _round(stage: Stage, level: str, period: str) -> Round:
    return Round.objects.get(college=stage.college, kind=RoundKind.SELF, level=level, period=period)


def _record(stage: Stage, level: str, code: str) -> Record:
    return Record.objects.get(round=_round(stage, level, YEAR), subject__code=code)


def _records(
    stage: Stage, level: str, period: str, codes: Sequence[str], states: Sequence[str]
) -> list[Record]:
    found = Record.objects.filter(
        round=_round(stage, level, period), subject__code__in=codes, state__in=states
    )
    return list(found.select_related("subject__department", "round__college").order_by("subject__code"))


def _submit(stage: Stage, level: str, period: str, codes: Sequence[str]) -> None:
    for record in _records(stage, level, period, codes, OPEN):
        by = stage.people.of(record.subject).username
        record = _begin(record, by)
        for row in form_of(record).points:
            if row.said.conclusion is Conclusion.NONE:
                record = _say(record, row, by)
        actions.submit(record=record, revision=record.revision, summary=_summary(record), by=by)


def _begin(record: Record, by: str) -> Record:
    """What the data say, confirmed in one go."""
    record = actions.open_record(record=record, by=by)
    known = [row.code for row in form_of(record).points if _speaks_for_itself(row)]
    return actions.confirm_fine(record=record, points=known, revision=record.revision, by=by)


def _speaks_for_itself(row: FormRow) -> bool:
    """Nothing said yet, nothing wrong, and something known."""
    has_values = any(fact.value is not None for fact in row.facts)
    return row.said.conclusion is Conclusion.NONE and row.verdict is not Verdict.BAD and has_values


def _say(record: Record, row: FormRow, by: str) -> Record:
    cause = measure = ""
    opinion, conclusion = opinion_of(row), Conclusion.FINE
    if row.verdict is Verdict.BAD:
        told = told_of(row, record.subject.code)
        opinion, cause, measure, conclusion = row.opinion, told.cause, told.measure, Conclusion.PROBLEM
    elif row.point.indicators:
        conclusion = Conclusion.NOT_APPLICABLE
    return actions.save_finding(
        record=record,
        point=row.code,
        conclusion=conclusion,
        opinion=opinion,
        cause=cause,
        measure=measure,
        revision=record.revision,
        by=by,
    )


def _summary(record: Record) -> str:
    if form_of(record).problem_rows:
        return "总体运行平稳；没有达到目标的地方已经找到原因，按措施改进。"
    return "总体运行平稳，各项数据达到要求，继续保持。"


def _confirm(stage: Stage, level: str, period: str, codes: Sequence[str]) -> None:
    for record in _records(stage, level, period, codes, [RecordState.SUBMITTED]):
        person = stage.people.of(record.subject)
        by = stage.people.above(record.subject, person)
        if by != record.submitted_by:
            actions.confirm(record=record, text="与数据一致，同意。", by=by)


def _begin_college(record: Record) -> None:
    record = _begin(record, OFFICE)
    asked = [row for row in form_of(record).points if not row.point.indicators]
    for row in asked[:_SAID_OF_COLLEGE]:
        if row.said.conclusion is Conclusion.NONE:
            record = _say(record, row, OFFICE)
