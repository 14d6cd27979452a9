"""The only writers of the classroom room."""

import csv
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from zhengai.classroom import queries
from zhengai.classroom.models import InstantCount, InstantEvaluation, InstantMark
from zhengai.classroom.queries import DATASET
from zhengai.classroom.rules import (
    CODE_LENGTH,
    LETTERS,
    MINUTES,
    InstantRefused,
    Theme,
    check_answers,
    is_over,
    rows_of,
)
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.datacentre.actions import ImportFailed, import_file
from zhengai.datacentre.models import Batch
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.registers import form_source
from zhengai.datacentre.rules import BadFile
from zhengai_engine.model.period import PeriodKind


@transaction.atomic
def open_evaluation(
    *, college: College, teacher: str, offering: str, form: str, minutes: int, by: str
) -> InstantEvaluation:
    """`teacher` is the number of the person who opens it: only in a lesson of their own. Raises InstantRefused."""
    lesson = next((each for each in queries.offerings_of(college, teacher) if each.code == offering), None)
    chosen = next((each for each in queries.forms(college) if each.code == form), None)
    if lesson is None:
        raise InstantRefused("请选本学期自己任教的一个教学班")
    if chosen is None or not queries.is_offered(college):
        raise InstantRefused("请选一张评价表")
    if minutes not in MINUTES:
        raise InstantRefused("请选开放几分钟")
    week = calendar_of(college).containing(today(college), PeriodKind.WEEK)
    if week is None:
        raise InstantRefused("今天不在教学周里，课堂即时评价按教学周归集")
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    if queries.evaluations(college).filter(offering=offering, closed_at=None).exists():
        raise InstantRefused("这个教学班的上一次评价还没有结束，请先结束它")
    semester, _, number = week.code.rpartition("-W")
    opened = clock.now()
    made = InstantEvaluation.objects.create(
        college=college, code=_free_code(), form=form, form_name=chosen.name, theme=chosen.theme,
        questions=[each.model_dump(mode="json") for each in chosen.questions], offering=offering,
        offering_name=lesson.name, group=lesson.group, teacher=teacher, semester=semester, week=int(number),
        day=today(college), by=by, opened_at=opened, closes_at=opened + timedelta(minutes=minutes),
    )  # fmt: skip
    InstantCount.objects.bulk_create(
        InstantCount(evaluation=made, question=question.code, choice=place)
        for question in chosen.questions
        for place in range(len(question.choices))
    )
    record(
        action="classroom.open",
        by=by,
        subject=f"instant:{made.pk}",
        details={"offering": offering, "form": form, "minutes": minutes},
    )
    return made


@transaction.atomic
def answer(*, evaluation: InstantEvaluation, student: str, answers: Mapping[str, int]) -> None:
    """`answers`: question → place of the choice. Only counts grow: what one person chose is nowhere, nor in the audit
    trail. Raises InstantRefused."""
    found = InstantEvaluation.objects.select_for_update().select_related("college").get(pk=evaluation.pk)
    if is_over(found.closes_at, found.closed_at, clock.now()):
        raise InstantRefused("这次评价已经结束")
    if queries.student_of(found.college, student) is None:
        raise InstantRefused("课堂即时评价由学生回答")
    if found.group and found.group not in queries.classes_of(found.college, student):
        raise InstantRefused("这次评价是另一个班的课")
    check_answers(found.questions, answers)
    try:
        with transaction.atomic():
            InstantMark.objects.create(evaluation=found, mark=mark_of(found, student))
    except IntegrityError as problem:
        raise InstantRefused("您已经回答过了") from problem
    for each in found.questions:
        found.counts.filter(question=each["code"], choice=answers[each["code"]]).update(
            number=F("number") + 1
        )
    InstantEvaluation.objects.filter(pk=found.pk).update(sheets=F("sheets") + 1)


def has_answered(evaluation: InstantEvaluation, student: str) -> bool:
    return evaluation.marks.filter(mark=mark_of(evaluation, student)).exists()


def mark_of(evaluation: InstantEvaluation, student: str) -> str:
    """Another one in each evaluation, and none that can be made without this installation's key."""
    text = f"instant:{evaluation.pk}:{student}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def close_evaluation(*, evaluation: InstantEvaluation, by: str) -> InstantEvaluation:
    """Ends it and brings what came out into the data centre, where enough answered. Can be begun again after it was
    stopped anywhere: what is closed stays closed, and the import of the same occasion is found."""
    with transaction.atomic():
        found = InstantEvaluation.objects.select_for_update().select_related("college").get(pk=evaluation.pk)
        if found.closed_at is None:
            found.closed_at = clock.now()
            found.save(update_fields=["closed_at"])
            record(
                action="classroom.close",
                by=by,
                subject=f"instant:{found.pk}",
                details={"offering": found.offering, "sheets": found.sheets},
            )
    told = queries.results_of(found)
    if told and not found.batch and DATASET in catalogue(found.college).datasets:
        found.batch = _brought_in(found)
        found.save(update_fields=["batch"])
    return found


def batch_of(evaluation: InstantEvaluation) -> Batch | None:
    return Batch.objects.select_related("college").filter(code=evaluation.batch).first()


def _brought_in(found: InstantEvaluation) -> str:
    common = {
        "evaluation": f"JS{found.pk:06d}", "semester": found.semester, "week": str(found.week),
        "date": found.day.isoformat(), "offering": found.offering, "theme": Theme(found.theme).chinese,
        "form": found.form_name,
    }  # fmt: skip
    rows = rows_of(queries.results_of(found), common)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"课堂即时评价 {common['evaluation']}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, fieldnames=list(rows[0]), quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)
        try:
            report = import_file(
                college=found.college, dataset=DATASET, path=path, by=found.by, strict=True,
                source=form_source(found.by), occasion=f"instant:{found.pk}",
            )  # fmt: skip
        except (BadFile, ImportFailed):
            return ""  # it stays closed; the next look tries again
    return "" if report.refused else report.batch


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        if not InstantEvaluation.objects.filter(code=code).exists():
            return code
