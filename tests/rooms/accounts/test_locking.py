from datetime import UTC, datetime, timedelta

import pytest

from zhengai.accounts.actions import forget_failed_sign_ins, record_failed_sign_in
from zhengai.accounts.models import SignInFailure, User
from zhengai.accounts.queries import sign_in_opens_again
from zhengai.accounts.rules import locked_until
from zhengai.core import clock

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def minutes(*numbers: float) -> list[datetime]:
    return [START + timedelta(minutes=n) for n in numbers]


@pytest.mark.parametrize(
    ("failures", "opens"),
    [
        ([], None),
        (minutes(0, 1, 2, 3), None),
        (minutes(0, 1, 2, 3, 4), START + timedelta(minutes=14)),
        (minutes(0, 1, 2, 3, 10), START + timedelta(minutes=20)),
        (minutes(0, 1, 2, 3, 11), None),
        (minutes(0, 9, 10, 11, 12, 13), START + timedelta(minutes=23)),
    ],
)
def test_five_failures_within_ten_minutes_lock_for_ten(
    failures: list[datetime], opens: datetime | None
) -> None:
    assert locked_until(failures) == opens


class Watch:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = START
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def fail(self, username: str = "wang", address: str = "10.0.0.1") -> None:
        record_failed_sign_in(username=username, address=address, by=username)
        self.now += timedelta(seconds=10)


@pytest.fixture
def watch(db: None, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def test_a_lock_is_of_a_name_and_an_address_and_ends(watch: Watch) -> None:
    for _ in range(5):
        watch.fail()
    assert sign_in_opens_again("WANG", "10.0.0.1", watch.now) is not None
    assert sign_in_opens_again("wang", "10.0.0.2", watch.now) is None
    assert sign_in_opens_again("li", "10.0.0.1", watch.now) is None
    assert sign_in_opens_again("wang", "10.0.0.1", watch.now + timedelta(minutes=10)) is None


def test_getting_in_starts_the_count_anew(watch: Watch, wang: User) -> None:
    for _ in range(4):
        watch.fail()
    forget_failed_sign_ins(username="wang", address="10.0.0.1", by="wang")
    watch.fail()
    assert sign_in_opens_again("wang", "10.0.0.1", watch.now) is None


def test_old_failures_are_not_kept(watch: Watch) -> None:
    watch.fail()
    watch.now += timedelta(hours=1)
    watch.fail(username="li")
    assert [f.username for f in SignInFailure.objects.all()] == ["li"]
