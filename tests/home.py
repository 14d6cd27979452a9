"""A home for each test of pages, rooms and commands: what another test left in a shared one is not its data."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """The folder of the lake, the batches and the files; nothing is in it yet."""
    settings.ZHENGAI_HOME = tmp_path / "home"
    settings.LAKE_ROOT = tmp_path / "home" / "lake"
    return tmp_path / "home"
