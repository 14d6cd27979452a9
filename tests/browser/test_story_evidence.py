"""A teacher proves a task on a phone: a photo is sent, one that is not allowed is refused beside it, one is taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.rooms.evidence.bytes import PDF, PNG
from tests.web.access import goal_chain
from tests.web.school import School

pytestmark = pytest.mark.browser


def test_a_task_is_proven_with_files(open_page: Callable[..., Page], school: School, tmp_path: Path) -> None:
    task = goal_chain.prepare(school)["task"]
    for name, content in (("现场.png", PNG), ("纪要.pdf", PDF), ("程序.exe", b"MZ")):
        (tmp_path / name).write_bytes(content)
    page = open_page(360)
    sign_in(page, "zheng")
    page.goto(f"/tasks/{task}/")
    box = page.locator(".z-evidence")
    box.locator("input[type=file][multiple]").set_input_files(list(tmp_path.iterdir()))
    box.locator("input[name=description]").fill("第9周")
    box.get_by_role("button", name="上传", exact=True).click()
    expect(box).to_contain_text("已上传“现场.png”")
    expect(box).to_contain_text("不收“.exe”")
    expect(box.locator(".z-files > li")).to_have_count(2)
    # in place: the rest of the page was not loaded anew, and the bar is gone
    expect(box.locator("progress")).to_be_hidden()
    row = box.locator(".z-files > li", has_text="纪要.pdf")
    row.locator("summary").click()
    row.get_by_label("为什么移除").fill("传错了")
    row.get_by_role("button", name="移除这份文件").click()
    expect(box).to_contain_text("30 天内可以恢复")
    expect(box.locator(".z-files > li")).to_have_count(1)
    box.get_by_role("button", name="恢复 纪要.pdf").click()
    expect(box.locator(".z-files > li")).to_have_count(2)


def test_files_are_dropped_on_the_box(open_page: Callable[..., Page], school: School) -> None:
    task = goal_chain.prepare(school)["task"]
    page = open_page(1440)
    sign_in(page, "zheng")
    page.goto(f"/tasks/{task}/")
    data = page.evaluate_handle(
        """bytes => { const held = new DataTransfer();
           held.items.add(new File([new Uint8Array(bytes)], '拖来.png', { type: 'image/png' })); return held; }""",
        list(PNG),
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": data})
    expect(page.locator("[data-drop].over")).to_have_count(1)
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    expect(page.locator(".z-evidence")).to_contain_text("已上传“拖来.png”")
