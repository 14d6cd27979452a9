import pytest

from zhengai.accounts.actions import create_user
from zhengai.accounts.models import User


@pytest.fixture
def wang(db: None) -> User:
    return create_user(
        username="wang", display_name="王静", password="qinghe-2026", person_number="T0004", by="sys"
    )
