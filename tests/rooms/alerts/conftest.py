"""The world of these tests."""

import pytest

from tests.rooms.alerts.world import World, found_world
from zhengai.college.models import College


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    return found_world(monkeypatch)


@pytest.fixture
def college(world: World) -> College:
    return world.college
