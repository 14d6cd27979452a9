"""However much a page shows, it asks the database a bounded number of times."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.school import School, week
from tests.web.test_access import PAGES, filled

Browse = Callable[[str], Client]
MOST = 20
# people who see much, a department's share, one subject, themselves, and from outside
PEOPLE = ("lin", "zhou", "zheng", "li", "feng")
MORE = (
    "/alerts/?state=all",
    "/indicators/absence_rate/?level=course",
    f"/indicators/absence_rate/value/?subject=course:C001&period={week(12)}",
    "/nonesuch/",
)


@pytest.mark.either_database
@pytest.mark.parametrize("route", PAGES)
def test_queries_of_a_page(
    signed_in: Browse,
    school: School,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    route: str,
) -> None:
    address = filled(route, school)
    for username in PEOPLE:
        _ask_twice(signed_in(username), address, django_assert_max_num_queries)


@pytest.mark.either_database
@pytest.mark.parametrize("address", MORE)
def test_queries_of_special_addresses(
    signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    for username in PEOPLE:
        _ask_twice(signed_in(username), address, django_assert_max_num_queries)


def _ask_twice(client: Client, address: str, at_most: DjangoAssertNumQueries) -> None:
    client.get(address)  # the scheme is read once a process
    with at_most(MOST):
        client.get(address)
