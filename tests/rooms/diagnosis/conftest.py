"""The world of these tests."""

import pytest

from tests.rooms.diagnosis.world import World, found_world
from zhengai.diagnosis.models import Record


@pytest.fixture
def world(db: None) -> World:
    return found_world()


@pytest.fixture
def record(world: World) -> Record:
    """Of the programme whose graduates fare worse."""
    return world.record()
