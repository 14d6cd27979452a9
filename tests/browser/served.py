"""The small sample served by the real program, worker included, in a home of its own, and looked at in the browser."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser.steps import sign_in
from tests.stories.conftest import Program

_STARTED_WITHIN = 60  # seconds
_ANSWERED_WITHIN = 20_000  # milliseconds; what a page waits for, work in the background aside
_STAND_ON = """
import sys
from datetime import date
import django
django.setup()
from zhengai.college.actions import stand_on
from zhengai.college.models import College
stand_on(college=College.objects.get(), day=date.fromisoformat(sys.argv[1]), by="lin")
"""


@dataclass
class Served:
    """`program` is the command line on the same home. Whatever the browser complains about ends in `complaints`."""

    program: Program
    url: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, username: str, width: int = 1440) -> Page:
        """A browser of one person, who stays signed in."""
        page = self._open(width, None)
        sign_in(page, username)
        return page

    def cold(self, page: Page) -> Page:
        """The same person in the same window, with nothing fetched yet."""
        assert page.viewport_size is not None
        return self._open(page.viewport_size["width"], page.context.storage_state())

    def _open(self, width: int, state: StorageState | None) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            storage_state=state,
            base_url=self.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(_ANSWERED_WITHIN)
        self.contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("response", lambda r: self._complain(r.status, r.url))
        return page

    def stand_on(self, day: date) -> None:
        done = self.program.python("-c", _STAND_ON, day.isoformat())
        assert done.returncode == 0, done.stderr

    def _complain(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status} {url}")


@pytest.fixture(scope="session")
def shared_served(
    sample: Program, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """For stories that only look: one server for all of them."""
    home = _copied(sample, tmp_path_factory.mktemp("served") / "home")
    with _serving(home, browser) as served:
        yield served


@pytest.fixture
def looked_at(shared_served: Served) -> Iterator[Served]:
    yield from _watched(shared_served)


@pytest.fixture
def served(own_sample: Program, browser: Browser) -> Iterator[Served]:
    """For a story that changes the college."""
    with _serving(own_sample, browser) as started:
        yield from _watched(started)


def _watched(served: Served) -> Iterator[Served]:
    yield served
    for context in served.contexts:
        context.close()
    served.contexts.clear()
    complaints, served.complaints = served.complaints, []
    assert complaints == []


def _copied(sample: Program, home: Path) -> Program:
    if sample.database:
        pytest.skip("the served copy of the home holds the database on SQLite only")
    shutil.copytree(sample.home, home)
    return Program(home)


@contextmanager
def _serving(program: Program, browser: Browser) -> Iterator[Served]:
    port = _free_port()
    with (program.home / "serving.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "zhengai.cli", "run", "--port", str(port)],
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(lambda: _answers(url) or server.poll() is not None)
        assert server.poll() is None, (program.home / "serving.log").read_text()
        yield Served(program, url, browser)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + _STARTED_WITHIN
    while not happened():
        assert time.monotonic() < until, "the program did not start in time"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/sign-in/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
