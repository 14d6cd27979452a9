"""A real browser without a window, on the pages of the small college."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.served import looked_at as looked_at
from tests.browser.served import served as served
from tests.browser.served import shared_served as shared_served
from tests.home import home as home
from tests.stories.conftest import own_sample as own_sample
from tests.stories.conftest import sample as sample
from tests.web import school as schools
from tests.web.conftest import explained as explained
from tests.web.conftest import loud_templates as loud_templates
from tests.web.school import School

# the browser's own loop runs in this thread; the tests use the database between its steps only
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_SEEN_WITHIN = 15_000  # milliseconds, on a machine that has other work to do


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}")
    expect.set_options(timeout=_SEEN_WITHIN)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def school(transactional_db: None) -> School:
    return schools.build()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, school: School) -> Iterator[Callable[..., Page]]:
    """A fresh page of a width; whatever the browser complains about fails the test at its end."""
    complaints: list[str] = []
    contexts = []

    def open_one(width: int, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            base_url=live_server.url,
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("response", lambda r: complaints.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    connection.close()
    assert complaints == []
