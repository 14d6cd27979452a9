"""The quality office follows a figure from the cockpit down to the rows it was counted from."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served
from tests.browser.steps import overflow
from zhengai.sample.codes import rising_course
from zhengai.sample.identity import SIZES

pytestmark = pytest.mark.browser

COURSE = rising_course(SIZES["small"])


@pytest.mark.parametrize("width", [1440, 360])
def test_a_figure_opens_down_to_its_rows(looked_at: Served, width: int) -> None:
    page = looked_at.page("lin", width)
    page.goto("/cockpit/")
    courses = page.locator(".z-level", has=page.locator("h2", has_text="课程"))
    figure = courses.locator("a[href*='which=started']").last
    counted = int(figure.inner_text().replace(",", ""))
    assert counted > 0
    _follow(page, figure)

    expect(page.locator(".z-state b")).to_have_text(str(counted))
    page.fill("main input[name=q]", COURSE)
    page.press("main input[name=q]", "Enter")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    course = page.locator("#list tbody th a")
    name = course.inner_text()
    _follow(page, course)

    expect(page.locator("h1")).to_contain_text(name)
    page.select_option("select[name=period]", "2026-2027-1-W12")
    expect(page).to_have_url(re.compile("W12"))
    page.select_option("#indicators select[name=state]", "all")
    expect(page).to_have_url(re.compile("state=all"))
    row = page.locator("#indicators tr", has=page.locator("th", has_text=re.compile("^缺课率$")))
    shown = row.locator("a.z-figure").inner_text()
    _follow(page, row.locator("a.z-figure"))

    expect(page.locator(".z-figure.headline")).to_have_text(shown)
    numerator = page.locator(".fraction a").first
    part = int(numerator.inner_text().replace(",", ""))
    _follow(page, numerator)

    expect(page).to_have_url(re.compile("part=numerator"))
    expect(page.locator("#rows")).to_contain_text(f"共 {part} 行")
    expect(page.locator("#rows tbody tr")).to_have_count(part)
    expect(page.locator("#rows tbody tr", has_text="缺勤")).to_have_count(part)


def _follow(page: Page, link: Locator) -> None:
    link.click()
    page.wait_for_load_state()
    assert overflow(page) == 0
