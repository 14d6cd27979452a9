"""Pages are tested loudly: a template that names a variable nobody gave fails, whatever it would print."""

from collections.abc import Callable, Iterator

import pytest
from django.template import engines
from django.test import Client

from tests import standing
from tests.home import home as home
from tests.web import datacentre, explaining
from tests.web import school as schools
from tests.web.school import School
from zhengai.indicators import queries
from zhengai.indicators.held import HELD, VALUED
from zhengai.web.components import peers


class Loud(str):
    """Django prints `string_if_invalid % name` for a variable that does not resolve."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"the template names {name}, which the page does not give")


@pytest.fixture(autouse=True)
def loud_templates() -> Iterator[None]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    before, engine.string_if_invalid = engine.string_if_invalid, Loud("%s")
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True)
def explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are written by hand here, so their rows are too."""
    monkeypatch.setattr(queries, "explain", explaining.explain)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Every test has a first run of its own, with values of its own."""
    HELD.forget()
    VALUED.forget()
    peers._MEANS.forget()


standing.declare("standing_school", schools.build)
standing.declare("standing_filled", datacentre.fill_school, on="standing_school")


@pytest.fixture
def school(standing_school: School) -> School:
    return standing_school


@pytest.fixture
def signed_in(school: School) -> Callable[[str], Client]:
    """A browser of one of the cast."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(school.users[username])
        return client

    return sign_in
