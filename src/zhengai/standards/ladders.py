"""Reading the ladders of a college's packs, and where a subject stands on one."""

from collections.abc import Mapping

from zhengai.college.models import College, Responsibility, Subject
from zhengai.framework import queries as framework
from zhengai.standards.models import RequirementProof, StepReached
from zhengai.standards.rules.ladder import Place, place_on
from zhengai.standards.rules.library import StandardRefused
from zhengai.standards.rules.sections import LadderItem


def ladders(college: College, level: str) -> list[LadderItem]:
    """Those for subjects of the level, in the order of the packs."""
    found = [LadderItem.model_validate(each) for each in framework.section(college, "ladders")]
    return [each for each in found if each.level == level]


def ladders_for(subject: Subject) -> list[LadderItem]:
    """Those of its level that are meant for it."""
    found = ladders(subject.college, subject.level)
    asked = {each.answers_for for each in found} - {""}
    if not asked:
        return found
    held = Responsibility.objects.filter(
        subject__college=subject.college_id, subject__level__in=asked, person_number=subject.code
    )
    levels = {"", *held.order_by().values_list("subject__level", flat=True)}
    return [each for each in found if each.answers_for in levels]


def ladder_of(subject: Subject, code: str) -> LadderItem:
    """Raises StandardRefused."""
    found = next((each for each in ladders_for(subject) if each.code == code), None)
    if found is None:
        raise StandardRefused(f"没有适用于{subject.name}的发展阶梯“{code}”，它可能已经不在学校的方案里")
    return found


def indicators_of(found: list[LadderItem]) -> set[str]:
    """What the requirements are measured by."""
    return {
        each.indicator
        for ladder in found
        for step in ladder.steps
        for each in step.requirements
        if each.indicator is not None
    }


def places(
    subject: Subject, found: list[LadderItem], values: Mapping[str, float | None]
) -> list[tuple[LadderItem, Place, list[StepReached]]]:
    """Each ladder with the subject's place and what was recognised; two questions, however many ladders."""
    documents: dict[str, dict[str, str]] = {}
    for proof in RequirementProof.objects.filter(subject=subject):
        documents.setdefault(proof.ladder, {})[proof.requirement] = proof.document
    reached: dict[str, list[StepReached]] = {}
    for each in StepReached.objects.filter(subject=subject).order_by("reached_on", "id"):
        reached.setdefault(each.ladder, []).append(each)
    return [
        (
            ladder,
            place_on(
                ladder,
                values,
                documents.get(ladder.code, {}),
                {each.step for each in reached.get(ladder.code, [])},
            ),
            reached.get(ladder.code, []),
        )
        for ladder in found
    ]
