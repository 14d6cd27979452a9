"""However much a page shows, it asks the database a bounded number of times."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.school import School, week

Browse = Callable[[str], Client]
MOST = 20


@pytest.mark.parametrize("username", ["lin", "zhou", "zheng", "li", "feng"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/alerts/?state=all",
        "/alerts/{alert}/",
        "/indicators/",
        "/indicators/absence_rate/",
        "/indicators/absence_rate/?level=course",
        f"/indicators/absence_rate/value/?subject=course:C001&period={week(12)}",
        "/components/",
        "/nonesuch/",
    ],
)
def test_queries_of_a_page(
    signed_in: Browse,
    school: School,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    username: str,
    address: str,
) -> None:
    client, where = signed_in(username), address.format(alert=school.alert.pk)
    client.get(where)  # the scheme is read once a process
    with django_assert_max_num_queries(MOST):
        client.get(where)
