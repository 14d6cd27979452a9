"""What was typed is not lost, whatever comes between: the session ends, the line goes down, a button is pressed twice."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.web.school import PASSWORD, SEMESTER, School
from zhengai.alerts.models import AlertEvent
from zhengai.goals.models import Goal

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

REASON = "上学期三周超过标准，本学期先收紧。"


def test_a_session_that_ended_loses_nothing_of_a_whole_form(open_page: Open, school: School) -> None:
    """Choices, numbers and text, none of them a draft."""
    page = open_page(360)
    sign_in(page, "zheng")
    page.goto("/goals/new/?subject=course:C001&indicator=absence_rate")
    page.fill("[name=limit]", "≤ 2.5%")
    page.fill("[name=reason]", REASON)
    page.select_option("[name=period]", SEMESTER)
    Session.objects.all().delete()
    page.click("button:text-is('提出目标')")

    expect(page.locator("h2").first).to_have_text("登录")
    assert not Goal.objects.exists()
    page.fill("#id_username", "zheng")
    page.fill("#id_password", PASSWORD)
    page.click("button:text-is('登录')")
    expect(page.locator("#connection")).to_contain_text("已经放回原处")
    expect(page.locator("[name=limit]")).to_have_value("≤ 2.5%")
    expect(page.locator("[name=reason]")).to_have_value(REASON)
    expect(page.locator("[name=period]")).to_have_value(SEMESTER)
    page.click("button:text-is('提出目标')")
    expect(page.locator(".z-messages .success")).to_be_visible()
    assert Goal.objects.get().reason == REASON
    # once it has arrived it comes back no more
    page.goto("/goals/new/?subject=course:C001&indicator=absence_rate")
    expect(page.locator("[name=reason]")).to_have_value("")


def test_what_one_person_wrote_is_not_shown_to_the_next(open_page: Open, school: School) -> None:
    page = open_page(1440)
    sign_in(page, "zheng")
    page.goto(f"/alerts/{school.alert.pk}/")
    page.fill("#text", "甲流传播，缺课集中在两个班。")
    page.click(".z-who")
    page.click("button:text-is('退出登录')")
    sign_in(page, "zhou")
    page.goto(f"/alerts/{school.alert.pk}/")
    expect(page.locator("#text")).to_have_value("")
    page.click(".z-who")
    page.click("button:text-is('退出登录')")
    sign_in(page, "zheng")
    page.goto(f"/alerts/{school.alert.pk}/")
    expect(page.locator("#text")).to_have_value("甲流传播，缺课集中在两个班。")


def test_without_a_line_the_form_stays_and_says_so(open_page: Open, school: School) -> None:
    page = open_page(360)
    sign_in(page, "zheng")
    page.goto(f"/alerts/{school.alert.pk}/")
    page.fill("#text", "甲流传播。")
    page.context.set_offline(True)
    page.click("button:text-is('回复预警')")
    expect(page.locator("#connection")).to_contain_text("内容保留在这一页上")
    expect(page.locator("#text")).to_have_value("甲流传播。")
    page.context.set_offline(False)
    page.click("button:text-is('回复预警')")
    expect(page.locator(".z-messages .success")).to_be_visible()


def test_two_presses_send_once(open_page: Open, school: School) -> None:
    page = open_page(1440)
    sign_in(page, "zheng")
    page.goto(f"/alerts/{school.alert.pk}/")
    page.fill("#text", "甲流传播。")
    page.dblclick("button:text-is('回复预警')")
    expect(page.locator(".z-messages .success")).to_be_visible()
    assert AlertEvent.objects.filter(alert=school.alert, move="answer").count() == 1
