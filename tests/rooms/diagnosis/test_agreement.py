"""The second look of the college's own bodies: element by element beside the self-diagnosis, and what follows by the rule."""

from fractions import Fraction

import pytest

from tests.rooms.diagnosis.world import DUE, World
from zhengai.core import clock
from zhengai.diagnosis.actions import open_round
from zhengai.diagnosis.agreeing import reviewed
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.agreement import Agreement, ReviewConclusion, compare, conclude
from zhengai.diagnosis.rules.results import ElementResult
from zhengai.framework.actions import set_own_item

EFFECTIVE, IMPROVE, NEITHER, OPEN = (
    ElementResult.EFFECTIVE,
    ElementResult.TO_IMPROVE,
    ElementResult.NOT_APPLICABLE,
    ElementResult.UNFINISHED,
)
SEMESTER = "2025-2026-2"
RULE = {"code": "own", "name": "复核", "effective": "12/15", "abnormal": "10/15", "source": "168号"}


def test_only_what_both_sides_judged_is_compared() -> None:
    ours = {"a": EFFECTIVE, "b": IMPROVE, "c": NEITHER, "d": OPEN, "e": EFFECTIVE}
    theirs = {"a": EFFECTIVE, "b": EFFECTIVE, "c": NEITHER, "d": EFFECTIVE, "f": IMPROVE}
    assert compare(ours, theirs) == Agreement(2, 3, ("b",))
    assert compare({}, theirs).share is None


@pytest.mark.parametrize(
    ("agreed", "compared", "said"),
    [
        (12, 15, "有效"), (11, 15, "待改进"), (10, 15, "异常"),
        (13, 16, "有效"), (12, 16, "待改进"), (11, 16, "待改进"), (10, 16, "异常"),
        (5, 5, "有效"), (0, 0, ""),
    ],
)  # fmt: skip
def test_the_conclusion_follows_the_proportion(agreed: int, compared: int, said: str) -> None:
    """168号 四(三), and 乌海 with sixteen elements."""
    found = conclude(Agreement(agreed, compared), Fraction(12, 15), Fraction(10, 15))
    assert (found.chinese if found else "") == said


def _said(record: Record, problem: str = "") -> None:
    for point in scheme_of(record.round).points():
        Finding.objects.create(
            record=record, point=point.code, conclusion="problem" if point.code == problem else "fine",
            edited_at=clock.now(), edited_by="wu",
        )  # fmt: skip
    Record.objects.filter(pk=record.pk).update(state="submitted", submitted_at=clock.now())


def test_a_course_is_reviewed_beside_its_own_diagnosis(world: World) -> None:
    set_own_item(college=world.college, section="review_rules", item=RULE, by="lin")
    own = world.record("course", "C001", SEMESTER)
    _said(own)
    round_ = open_round(
        college=world.college, kind="assessment", level="course", period=SEMESTER, due=DUE, by="lin"
    )
    review = Record.objects.get(round=round_)
    assert reviewed(round_, [review]) == {}  # nobody has submitted it yet
    element = scheme_of(round_).elements()[0]
    _said(review, element.points[0].code)
    review.refresh_from_db()
    found = reviewed(round_, [review])[review.pk]
    count = len(scheme_of(round_).elements())
    assert (found.agreement.agreed, found.agreement.compared) == (count - 1, count)
    assert found.differing == (element.name,)
    assert found.conclusion is conclude(found.agreement, Fraction(12, 15), Fraction(10, 15))
    assert isinstance(found.conclusion, ReviewConclusion)
    assert reviewed(own.round, [own]) == {}  # a self-diagnosis reviews nobody
