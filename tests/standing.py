"""What many tests begin with is built once and stands in a transaction that stays open; each test works in one inside
it, which is rolled back as ever, and in a copy of the home. Building it takes longer than most of those tests.

What stands is a row of steps, each a fixture of a name declared here: `standing_taught` is made of `standing_college`
and `standing_members`. The richest one that a test asks for is made to stand before its transaction opens. A test that
asks for none of them, or commits, finds the database empty as before."""

import shutil
import tempfile
from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

# name → what makes it, poorer before richer. The first of a row takes nothing and gives an object; each further one
# takes that object and adds to what is in the database and the home.
STEPS: dict[str, tuple[str, Callable[..., Any]]] = {}


def declare(name: str, build: Callable[..., Any], *, on: str = "") -> None:
    STEPS[name] = (on, build)


def _row(name: str) -> list[str]:
    below = STEPS[name][0]
    return [*(_row(below) if below else []), name]


@dataclass
class _Step:
    name: str
    around: transaction.Atomic
    home: Path
    begun: Any  # the object of the row, as this step leaves it


class Standing:
    """Of one process: its connection is in the middle of one transaction for each step, one inside the other."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []

    def prepare(self, wanted: str) -> None:
        row = _row(wanted) if wanted else []
        if not self._is_sound():
            self.fall()
        while [each.name for each in self._steps] != row[: len(self._steps)]:
            self._step_down()
        for name in row[len(self._steps) :]:
            self._step_up(name)

    def begin(self, name: str, home: Path | None = None) -> Any:
        """The object that the test begins with, as fresh as if it had just been made; its files are put into `home`."""
        if not self._has(name):
            return STEPS[name][1]()
        top = self._steps[-1]
        if home and top.home.exists():
            shutil.copytree(top.home, home, dirs_exist_ok=True)
        return deepcopy(top.begun)

    def add(self, name: str, begun: Any) -> None:
        """A further step, unless it stands."""
        if not self._has(name):
            STEPS[name][1](begun)

    def fall(self) -> None:
        while self._steps:
            self._step_down()

    def _has(self, name: str) -> bool:
        return any(each.name == name for each in self._steps)

    def _step_up(self, name: str) -> None:
        below = self._steps[-1] if self._steps else None
        home = Path(tempfile.mkdtemp(prefix="zhengai-standing-")) / "home"
        if below and below.home.exists():
            shutil.copytree(below.home, home)
        around = transaction.atomic()
        # as the transactions of Django's own test cases: what must be outermost in the product may be inside it
        around._from_testcase = True  # type: ignore[attr-defined]
        around.__enter__()
        step = _Step(name, around, home, deepcopy(below.begun) if below else None)
        self._steps.append(step)
        try:
            with override_settings(ZHENGAI_HOME=home, LAKE_ROOT=home / "lake"):
                made = STEPS[name][1](*([step.begun] if below else []))
        except BaseException:
            self.fall()
            raise
        step.begun = step.begun if below else made

    def _step_down(self) -> None:
        step = self._steps.pop()
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            step.around.__exit__(None, None, None)
        shutil.rmtree(step.home.parent, ignore_errors=True)

    def _is_sound(self) -> bool:
        """A test that closed the connection took the transactions with it."""
        if not self._steps:
            return True
        return (
            connection.connection is not None and connection.in_atomic_block and not connection.needs_rollback
        )


STANDING = Standing()


def wanted_by(node: pytest.Item, names: Collection[str]) -> str:
    """The richest step that a test asks for; none when it commits."""
    marker = node.get_closest_marker("django_db")
    if {"transactional_db", "live_server"} & {*names} or (marker and marker.kwargs.get("transaction")):
        return ""
    return max((each for each in names if each in STEPS), key=[*STEPS].index, default="")


# The steps that are declared beside the fixtures of the same rooms. `home` is that of the test's own folder.


@pytest.fixture
def standing_school(home: Path, db: None) -> Any:
    """The college of the pages, tests.web.school."""
    return STANDING.begin("standing_school", home)


@pytest.fixture
def standing_filled(standing_school: Any) -> None:
    """Members and classes in its lake, tests.web.datacentre."""
    STANDING.add("standing_filled", standing_school)


@pytest.fixture
def standing_college(home: Path, db: None) -> Any:
    """The data centre's college, with nothing imported."""
    return STANDING.begin("standing_college", home)


@pytest.fixture
def standing_members(standing_college: Any) -> None:
    STANDING.add("standing_members", standing_college)


@pytest.fixture
def standing_taught(standing_college: Any, standing_members: None) -> None:
    STANDING.add("standing_taught", standing_college)


@pytest.fixture
def standing_computed(standing_college: Any, standing_taught: None) -> None:
    STANDING.add("standing_computed", standing_college)


@pytest.fixture
def standing_evaluated(standing_college: Any, standing_taught: None) -> None:
    STANDING.add("standing_evaluated", standing_college)
