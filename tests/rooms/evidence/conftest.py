from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """Every test has a disk of its own."""
    settings.ZHENGAI_HOME = tmp_path
    return tmp_path
