"""While the dynamic loop runs, limits and goals stand still; an exemption another approves moves one, and is on record."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.steps import press
from zhengai.sample.building import build
from zhengai.sample.codes import rising_course
from zhengai.sample.identity import SIZES

pytestmark = pytest.mark.browser

COURSE = rising_course(SIZES["small"])
NAME = next(each.name for each in build(SIZES["small"]).courses if each.code == COURSE)
SOFTER, IN_WORDS = "> 25%", "高于 25%"
REASON = "本学期有两个班在企业实习，考勤由企业登记，两周后才到。"
STANDS_STILL = "实施已经开始，动态螺旋只纠正执行，不调整目标和标准"


def test_a_softer_limit_needs_somebody_elses_approval(served: Served) -> None:
    zheng = served.page("zheng")
    zheng.goto("/alerts/?state=open")
    expect(zheng.locator("#list")).to_contain_text(NAME)

    zheng.goto("/standards/course_absence/")
    zheng.fill("#subject", COURSE)
    zheng.fill("#severe", SOFTER)
    zheng.fill("#reason", REASON)
    zheng.click("button:text-is('直接设定')")
    expect(zheng.locator("p.z-error[role=alert]")).to_contain_text(STANDS_STILL)
    expect(zheng.locator("#own tr", has_text=COURSE)).to_have_count(0)
    expect(zheng.locator("#reason")).to_have_value(REASON)
    zheng.click("button:text-is('申请例外')")
    expect(zheng).to_have_url(re.compile(r"/exemptions/\d+/"))
    exemption = zheng.url
    expect(zheng.locator("button:text-is('批准例外')")).to_have_count(0)
    expect(zheng.locator("main")).to_contain_text("例外由申请人以外的人批准")

    chen = served.page("chen")
    chen.goto("/notices/")
    chen.locator(".z-letter.unread", has_text=NAME).first.click()
    expect(chen).to_have_url(exemption)
    expect(chen.locator("tr", has_text=SOFTER)).to_have_count(1)
    chen.fill("#decision", "同意，实习班级单独核对。")
    press(chen, "批准例外")

    zheng.goto("/standards/course_absence/")
    own = zheng.locator("#own tr", has_text=COURSE)
    expect(own).to_contain_text(IN_WORDS)
    expect(own).to_contain_text(REASON)
    _is_on_record(served.page("aud"))


def test_a_goal_stands_still_while_it_is_carried_out(looked_at: Served) -> None:
    page = looked_at.page("zheng")
    page.goto("/goals/")
    page.locator("#list tbody tr", has_text=NAME).filter(has_text="缺课率").locator("th a").click()
    expect(page.locator("h1")).to_contain_text("≤ 3%")
    expect(page.locator(".z-warning-note")).to_contain_text(STANDS_STILL)
    page.fill("#limit", "≤ 9%")
    page.fill("#reason", REASON)
    # the page offers to ask only; who sends a change all the same is refused
    page.eval_on_selector("button[value=ask]", "button => { button.value = 'change' }")
    page.click("button[value=change]")
    expect(page.locator("p.z-error[role=alert]")).to_contain_text(STANDS_STILL)
    expect(page.locator("#limit")).to_have_value("≤ 9%")
    expect(page.locator("h1")).to_contain_text("≤ 3%")


def _is_on_record(page: Page) -> None:
    for username, told in [
        ("zheng", ["申请例外"]),
        ("chen", ["批准例外", f"为 course_absence/course:{COURSE} 单独设定质控点"]),
    ]:
        page.goto(f"/audit/?by={username}")
        for words in told:
            expect(page.locator("#list tbody")).to_contain_text(words)
