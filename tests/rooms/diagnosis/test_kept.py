"""A round's form is read once for as long as its content is the same."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.rooms.diagnosis.test_forms import form
from tests.rooms.diagnosis.world import World
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Round


def test_equal_content_is_read_once_and_other_content_anew() -> None:
    first = scheme_of(Round(form=form()))
    assert scheme_of(Round(form=form())) is first
    other = scheme_of(Round(form=form(name="优秀")))
    assert other is not first
    assert [point.name for point in other.points()] == ["优秀"]
    assert scheme_of(Round(form=form())) is first


@pytest.mark.django_db
def test_a_form_that_is_known_is_not_read_from_the_database_again(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    number = world.record().round_id
    scheme_of(Round.objects.get(pk=number))
    with django_assert_num_queries(1):
        scheme_of(Round.objects.defer("form").get(pk=number))


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [None, ["form"], ["title", "form"]])
def test_a_form_that_changed_is_read_anew_by_whoever_comes_next(
    world: World, fields: list[str] | None
) -> None:
    number = world.record().round_id
    scheme_of(Round.objects.get(pk=number))
    changed = Round.objects.get(pk=number)
    changed.form = form(name="优秀")
    changed.save(update_fields=fields)
    found = scheme_of(Round.objects.defer("form").get(pk=number))
    assert [point.name for point in found.points()] == ["优秀"]


@pytest.mark.django_db
def test_what_else_is_saved_of_a_round_leaves_the_mark_of_its_form(world: World) -> None:
    kept = Round.objects.get(pk=world.record().round_id)
    rest = Round.objects.defer("form").get(pk=kept.pk)
    rest.title = "另一个名称"
    rest.save()
    assert Round.objects.get(pk=kept.pk).form_mark == kept.form_mark
