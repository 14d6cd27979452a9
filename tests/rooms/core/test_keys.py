"""Keys handed to questions as one parameter."""

import pytest

from zhengai.college.models import College, Subject
from zhengai.core.keys import Among, Keys

pytestmark = pytest.mark.django_db
ODD = ("A1", 'quote"d', "back\\slash", "a,b", "{}", "NULL", "100%", "百分")


@pytest.fixture
def college() -> College:
    held = College.objects.create(code="c", name="某学院", category="综合")
    for code in ODD:
        Subject.objects.create(college=held, level="course", code=code, name=code)
        Subject.objects.create(college=held, level="teacher", code=code, name=code)
    return held


def test_by_number(college: College) -> None:
    wanted = list(Subject.objects.filter(level="course").values_list("pk", flat=True)[:3])
    assert set(Subject.objects.filter(Among("pk", keys=Keys(wanted))).values_list("pk", flat=True)) == set(
        wanted
    )


@pytest.mark.parametrize("code", ODD)
def test_by_level_and_code_whatever_the_code_is_made_of(college: College, code: str) -> None:
    keys = Keys([("course", code), ("teacher", "A1")])
    found = Subject.objects.filter(Among("level", "code", keys=keys))
    assert set(found.values_list("level", "code")) == {("course", code), ("teacher", "A1")}


def test_no_keys_hold_nothing_and_negated_everything(college: College) -> None:
    for none in (Among("pk", keys=Keys([])), Among("level", "code", keys=Keys([]))):
        assert not Subject.objects.filter(none).exists()
        assert Subject.objects.exclude(none).count() == 2 * len(ODD)
    assert not Keys([])


def test_beside_other_conditions_and_across_a_relation(college: College) -> None:
    keys = Keys([college.pk])
    found = Subject.objects.filter(Among("college", keys=keys), level="course", code="A1")
    assert found.count() == 1
    assert Subject.objects.filter(Among("college__pk", keys=keys)).exclude(code="A1").count() == 14
