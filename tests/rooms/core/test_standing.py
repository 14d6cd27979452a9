"""What tests begin with is the same for each, and gone for those that do not ask for it."""

from pathlib import Path

import pytest
from django.db import connection

from tests.rooms.datacentre.conftest import CLASSES
from tests.rooms.indicators.conftest import bring, college, members, taught
from tests.standing import STANDING, Standing
from zhengai.college.models import College, Subject
from zhengai.datacentre import queries as datacentre

__all__ = ["college", "members", "taught"]


def rows(found: College, dataset: str) -> int:
    return len(list(datacentre.first_rows(found, dataset, ("class_id",), 100)))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_changes_the_next_does_not_see(turn: str, taught: College, home: Path) -> None:
    assert taught.name == "青禾(示例)"
    assert rows(taught, "classes") == 1
    taught.name = "另一所"
    taught.save()
    bring(taught, ("classes", CLASSES + "C2,软件2602,P1,2026,T2\n"))
    assert rows(taught, "classes") == 2
    assert {each.name for each in home.iterdir()} >= {"lake", "batches"}


def test_less_is_less(college: College) -> None:
    assert not Subject.objects.filter(level="student").exists()
    assert datacentre.lake(college).latest("classes") is None


def test_who_asks_for_nothing_finds_nothing(db: None) -> None:
    assert not College.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_commits_finds_nothing_and_builds_it_for_itself(
    college: College,
) -> None:
    assert not connection.in_atomic_block
    assert College.objects.get() == college
    assert rows_of_steps() == []


def test_after_that_it_stands_again(taught: College) -> None:
    assert rows(taught, "classes") == 1
    assert rows_of_steps() == ["standing_college", "standing_members", "standing_taught"]


def rows_of_steps(standing: Standing = STANDING) -> list[str]:
    return [each.name for each in standing._steps]
