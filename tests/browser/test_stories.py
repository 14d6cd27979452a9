"""Stories of the first pages in a real browser: from an alert to the rows it rests on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import overflow, sign_in
from tests.browser.whole_pages import addresses
from tests.web.school import School

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

WIDTHS = [1440, 360]


@pytest.mark.parametrize("width", WIDTHS)
def test_from_an_alert_to_its_source_rows(open_page: Open, school: School, width: int) -> None:
    page = open_page(width)
    page.goto("/sign-in/")
    page.click("button:has-text('质管办')")
    page.click("button:text-is('登录')")
    expect(page.locator("h1")).to_contain_text("林敏")
    assert overflow(page) == 0
    page.click("a:has-text('护理学基础第12周缺课率')")
    expect(page.locator("h1")).to_contain_text("护理学基础 · 缺课率")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    assert overflow(page) == 0
    page.click("dl.z-facts a.z-figure")
    expect(page.locator(".z-figure.headline")).to_contain_text("17.1")
    assert overflow(page) == 0
    page.click("a.z-chip:has-text('分子的明细')")
    expect(page.locator("#rows")).to_contain_text("共 171 行")
    expect(page).to_have_url(re.compile("part=numerator"))
    expect(page.locator("#rows tbody tr")).to_have_count(50)
    assert overflow(page) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_filtering_keeps_the_address_and_the_way_back(open_page: Open, school: School, width: int) -> None:
    page = open_page(width)
    sign_in(page, "lin")
    page.goto("/alerts/")
    page.select_option("select[name=grade]", "severe")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    expect(page).to_have_url(re.compile("grade=severe"))
    page.fill("main input[name=q]", "专业课33")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert overflow(page) == 0
    page.fill("main input[name=q]", "没有这样的课")
    expect(page.locator("#list")).to_contain_text("没有符合条件的预警")


def test_an_answer_survives_a_lost_page(open_page: Open, school: School) -> None:
    page = open_page(360)
    sign_in(page, "zheng")
    page.goto(f"/alerts/{school.alert.pk}/")
    page.fill("#text", "甲流传播，缺课集中在两个班。")
    page.goto("/")
    page.goto(f"/alerts/{school.alert.pk}/")
    expect(page.locator("#text")).to_have_value("甲流传播，缺课集中在两个班。")
    page.click("button:has-text('回复预警')")
    expect(page.locator(".z-messages")).to_contain_text("已回复")
    expect(page.locator(".z-timeline")).to_contain_text("郑怡答复")
    expect(page.locator("#text")).to_have_value("")


def test_every_page_fits_every_width(open_page: Open, school: School) -> None:
    """One window that is made wider, as a person would turn a tablet."""
    page = open_page(360)
    sign_in(page, "lin")
    found = {}
    for route, address in addresses(school, "lin").items():
        page.goto(address)
        for width in (360, 768, 992, 1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            if wider := overflow(page):
                found[route, width] = wider
    assert found == {}


def test_the_menu_and_the_theme_on_a_phone(open_page: Open, school: School) -> None:
    page = open_page(360)
    sign_in(page, "lin")
    expect(page.locator("#menu a").first).to_be_hidden()
    page.click("button:has-text('菜单')")
    page.click("#menu a:has-text('监测预警')")
    expect(page.locator("h1")).to_have_text("预警")
    page.click(".z-who")
    page.click("button:text-is('深色')")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("h1")).to_have_text("预警")
    page.click(".z-who")
    page.click("button:text-is('退出登录')")
    expect(page.locator("h2").first).to_have_text("登录")


def test_the_keyboard_reaches_the_content_first(open_page: Open, school: School) -> None:
    page = open_page(1440)
    sign_in(page, "lin")
    page.goto("/alerts/")
    page.keyboard.press("Tab")
    expect(page.locator(".z-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_without_scripts_the_filters_still_work(open_page: Open, school: School) -> None:
    page = open_page(1440)
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    sign_in(page, "lin")
    page.goto("/alerts/")
    page.select_option("select[name=grade]", "severe")
    page.press("main input[name=q]", "Enter")
    expect(page.locator("#list tbody tr")).to_have_count(2)
