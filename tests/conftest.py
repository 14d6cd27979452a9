"""The harness of all tests: loud, and closed to the network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.standing import STANDING, wanted_by
from tests.standing import standing_college as standing_college
from tests.standing import standing_computed as standing_computed
from tests.standing import standing_evaluated as standing_evaluated
from tests.standing import standing_filled as standing_filled
from tests.standing import standing_members as standing_members
from tests.standing import standing_school as standing_school
from tests.standing import standing_taught as standing_taught

# their programs open a database of their own, which is of the kind that the run names
_BY_PROGRAMS = {"cli", "fault", "stories"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--touching-the-database", action="store_true", help="only tests that use a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--touching-the-database"):
        rest = [each for each in items if not _touches(each)]
        items[:] = [each for each in items if _touches(each)]
        config.hook.pytest_deselected(items=rest)


def _touches(item: pytest.Item) -> bool:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    names = getattr(item, "fixturenames", ())
    return (
        folder in _BY_PROGRAMS or "_django_db_helper" in names or bool(item.get_closest_marker("django_db"))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Just before pytest-django opens the transaction of a test, what the test begins with is made to stand."""
    if fixturedef.argname == "_django_db_helper":
        wanted = wanted_by(request.node, request.fixturenames)
        if wanted:
            request.getfixturevalue("ground")
        blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            STANDING.prepare(wanted)


@pytest.fixture(scope="session")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nothing stands any more when the database is taken down."""
    yield
    with django_db_blocker.unblock():
        STANDING.fall()
