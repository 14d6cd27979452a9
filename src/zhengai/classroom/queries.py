"""Questions about instant evaluations: which lessons, which forms, and what came out."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhengai.classroom.models import InstantEvaluation
from zhengai.classroom.rules import QuestionResult, results
from zhengai.classroom.rules.sections import InstantFormItem
from zhengai.college.models import College, Membership, Subject
from zhengai.college.queries import calendar_of, subjects, today
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre import registers
from zhengai.datacentre.registers import Wanted
from zhengai.framework.queries import section
from zhengai_engine.model.period import PeriodKind

DATASET = "instant_evaluations"
_OFFERINGS = "offerings"


@dataclass(frozen=True)
class Offering:
    """A class taught by somebody in a semester; `group` is the class of students, "" where it is mixed."""

    code: str
    name: str
    group: str


def is_offered(college: College) -> bool:
    """Whether the scheme has forms and a dataset for what comes out."""
    return bool(forms(college)) and DATASET in datacentre.catalogue(college).datasets


def forms(college: College) -> list[InstantFormItem]:
    """In the order of the packs."""
    return [InstantFormItem.model_validate(each) for each in section(college, "instant_forms")]


def offerings_of(college: College, teacher: str) -> list[Offering]:
    """What a teacher teaches in the running semester, by course and class."""
    running = calendar_of(college).containing(today(college), PeriodKind.SEMESTER)
    declared = datacentre.catalogue(college).datasets.get(_OFFERINGS)
    if running is None or declared is None or not teacher:
        return []
    wanted = Wanted(equal={"teacher": teacher, "semester": running.code})
    rows = registers.rows(college, declared, wanted).rows
    courses, classes = (_names(college, level) for level in ("course", "class"))
    found = [
        Offering(
            code=str(row["offering_id"]),
            name="　".join(
                each
                for each in (
                    courses.get(str(row["course"]), str(row["course"])),
                    classes.get(str(row["class"] or ""), ""),
                )
                if each
            ),
            group=str(row["class"] or ""),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.name, each.code))


def _names(college: College, level: str) -> dict[str, str]:
    return dict(subjects(college, level).values_list("code", "name"))


def evaluations(college: College) -> QuerySet[InstantEvaluation]:
    return InstantEvaluation.objects.filter(college=college)


def running_for(college: College, student: str) -> QuerySet[InstantEvaluation]:
    """Those that a student may still answer because their class sits in the lesson."""
    return (
        evaluations(college).filter(closed_at=None, group__in=classes_of(college, student)).exclude(group="")
    )


def classes_of(college: College, student: str) -> list[str]:
    found = Membership.objects.filter(
        part__college=college, part__level="student", part__code=student, whole__level="class"
    )
    return list(found.values_list("whole__code", flat=True))


def student_of(college: College, number: str) -> Subject | None:
    return subjects(college, "student").filter(code=number).first() if number else None


def results_of(evaluation: InstantEvaluation) -> list[QuestionResult]:
    """Nothing while it runs: whoever watches answers come in one by one could tell them apart."""
    if evaluation.closed_at is None:
        return []
    counts = {(each.question, each.choice): each.number for each in evaluation.counts.all()}
    return results(evaluation.questions, counts, evaluation.sheets)
