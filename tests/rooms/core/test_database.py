"""After bulk loads PostgreSQL is told to look at its tables anew; few rows cost nothing."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.database import database_from
from zhengai.college.models import Subject
from zhengai.core.database import renew_statistics

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("rows", "told"), [(999, 0), (1000, 1)])
def test_statistics_are_renewed_after_many_rows(rows: int, told: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        renew_statistics(Subject, rows=rows)
    assert len(asked) == (told if connection.vendor == "postgresql" else 0)


def test_pages_do_not_wait_for_a_compiler_nor_meet_a_dead_connection() -> None:
    found = database_from("postgresql://user@host/name", Path("home"))
    assert "random_page_cost=1.1" in found["OPTIONS"]["options"]
    assert "jit=off" in found["OPTIONS"]["options"]
    assert found["CONN_MAX_AGE"] > 0
    assert found["CONN_HEALTH_CHECKS"]
