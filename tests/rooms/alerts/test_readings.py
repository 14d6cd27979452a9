"""What alerts read of the data centre and of the values."""

import pytest

from tests.rooms.alerts.world import ABSENCE, World, week
from zhengai.alerts.models import Alert
from zhengai.alerts.readings import Readings, dataset_names, level_name
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.framework.actions import install
from zhengai.indicators.models import CurrentValue
from zhengai.standards.rules.reading import read_item

# queries that read the packs, where no test before in the same process has
PACKS = 3


def test_datasets_and_levels_have_the_names_people_use(world: World) -> None:
    install(college=world.college, pack="foundation", by="he")
    assert level_name(world.college, "course") == "课程"
    assert dataset_names(world.college, "absence_rate") == ("考勤",)


@pytest.mark.parametrize("many", [1, 600])
def test_series_of_few_and_of_many_subjects(world: World, many: int) -> None:
    world.run({week(1): {"C001": 0.1, "C002": 0.5}, week(3): {"C001": None}})
    calendar = calendar_of(world.college)
    readings = Readings(world.college, read_item(ABSENCE), calendar)
    subjects = ["C001", *(f"X{n}" for n in range(many))]
    found = readings.series(subjects, [calendar.period(week(n)) for n in (1, 2, 3)])
    assert found["C001"] == [0.1, None, None]
    assert found["X0"] == [None, None, None]
    assert [p.code for p in readings.periods()] == [week(1), week(3)]


def test_a_subject_without_values_any_more_keeps_its_alert(world: World) -> None:
    world.course(0.2, 0.2)
    CurrentValue.objects.all().delete()
    world.adopt(ABSENCE | {"consecutive": 2})
    assert world.judge({week(2): {"C002": 0.04}}).unchanged == 1
    assert Alert.objects.get().state == "open"
    assert world.judge({week(3): {"C001": 0.04}}).closed == 1


def test_many_subjects_are_judged_with_few_queries(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    codes = [f"M{n:04d}" for n in range(800)]
    Subject.objects.bulk_create(
        [Subject(college=world.college, level="course", code=code, name=code) for code in codes]
    )
    values = {week(1): dict.fromkeys(codes, 0.04), week(2): dict.fromkeys(codes[:400], 0.3)}
    run = world.run(values)
    with django_assert_max_num_queries(76 + PACKS):
        world.judge_run(run)
    assert Alert.objects.count() == 400


def test_finding_people_costs_no_query_per_alert(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    department = Subject.objects.get(code="D01")
    codes = [f"M{n:04d}" for n in range(100)]
    Subject.objects.bulk_create(
        Subject(college=world.college, level="course", code=code, name=code, department=department)
        for code in codes
    )
    run = world.run({week(1): dict.fromkeys(codes, 0.3)})
    with django_assert_max_num_queries(66 + PACKS):
        world.judge_run(run)
    assert {a.persons.get().person_name for a in Alert.objects.all()} == {"周岚"}
