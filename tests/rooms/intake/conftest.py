"""A college on the shipped packs, with a folder of its own for what is imported."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from zhengai.college.actions import create_college
from zhengai.college.models import College


@pytest.fixture
def own_packs(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "packs"
    with override_settings(PACK_DIRS=[settings.PACK_DIRS[0], folder]):
        yield folder


@pytest.fixture
def college(db: None, own_packs: Path) -> College:
    return create_college(code="4100000001", name="青禾职业技术学院", category="工科", by="test")
