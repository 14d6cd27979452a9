"""A teacher sends a register that was read wrongly, is warned, answers, sends the right one: the data close the alert."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.steps import overflow, press, take_file, try_file
from zhengai.sample.attendance import Attendance
from zhengai.sample.building import build
from zhengai.sample.identity import NOW, SIZES

pytestmark = pytest.mark.browser

WEEK, FRIDAY = 13, date(2026, 11, 27)
NOTICE = 0.12  # teacher_absence in packs/foundation: over four weeks
WEEK_OF, OFFERING, STATUS = 1, 3, 5  # columns of the register

Row = Sequence[str]


def register() -> tuple[list[Row], list[Row], Row]:
    """王静's rows of the weeks that count, hers of the new week, and one of somebody else's class."""
    world = build(SIZES["small"])
    attendance = Attendance(world)
    her_own = {o.code for o in world.offerings if o.semester == NOW and o.teacher.name == "王静"}
    blocks = attendance.lines(NOW, attendance.registers(NOW), range(1, WEEK + 1))
    rows = [line.split(",") for block in blocks for line in block.splitlines()]
    hers = [row for row in rows if row[OFFERING] in her_own and int(row[WEEK_OF]) > WEEK - 4]
    strange = next(row for row in rows if row[OFFERING] not in her_own and int(row[WEEK_OF]) == WEEK)
    before = [row for row in hers if int(row[WEEK_OF]) < WEEK]
    return before, [row for row in hers if int(row[WEEK_OF]) == WEEK], strange


def counted(rows: list[Row]) -> tuple[int, int]:
    """Absences, and places that count."""
    return sum(row[STATUS] == "缺勤" for row in rows), sum(row[STATUS] != "免修" for row in rows)


def misread(before: list[Row], right: list[Row]) -> tuple[list[Row], float]:
    """Just so many absences that the four weeks leave the limit, and the share they then have."""
    (absent, places), (absent_now, places_now) = counted(before), counted(right)
    total = places + places_now
    missing = int(NOTICE * total) + 1 - absent - absent_now
    wrong = []
    for row in right:
        is_misread = row[STATUS] == "出勤" and missing > 0
        missing -= is_misread
        wrong.append([*row[:STATUS], "缺勤"] if is_misread else row)
    assert missing == 0
    return wrong, (int(NOTICE * total) + 1) / total


def write(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([Attendance.header, *rows])
    return path


def test_a_warning_is_answered_and_closed_by_data(served: Served, tmp_path: Path) -> None:
    before, right, strange = register()
    wrong, share = misread(before, right)
    served.stand_on(FRIDAY)
    page = served.page("wang", 360)

    try_file(page, "attendance", write(tmp_path / "第13周考勤.csv", [*wrong, strange]))
    _says_why_it_keeps_back(page, strange, line=len(wrong) + 2)
    take_file(page)
    _says_why_it_keeps_back(page, strange, line=len(wrong) + 2)

    _finds_the_alert(page)
    expect(page.locator(".z-state")).to_contain_text(f"{share:.1%}")
    alert = page.url
    page.fill("#text", "点名册是从照片录入的，整列看错了。")
    page.fill("#measure", "今天对照纸质点名册重新录入。")
    assert overflow(page) == 0
    press(page, "回复预警")

    try_file(page, "attendance", write(tmp_path / "第13周考勤(更正).csv", right))
    take_file(page)
    page.goto(alert)
    expect(page.locator("h1")).to_contain_text("已关闭")
    story = page.locator(".z-timeline li").all_inner_texts()
    assert [
        next(word for word in ("发出", "答复", "数据恢复") if word in said) for said in reversed(story)
    ] == [
        "发出",
        "答复",
        "数据恢复",
    ]
    assert "点名册是从照片录入的" in story[1]
    assert overflow(page) == 0
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text("王静第13周四周滚动缺课率")


def _says_why_it_keeps_back(page: Page, row: Row, line: int) -> None:
    problem = page.locator("tr", has_text=row[OFFERING])
    expect(problem).to_contain_text(f"D{line}")
    expect(problem).to_contain_text("不由您负责")
    assert overflow(page) == 0


def _finds_the_alert(page: Page) -> None:
    """Both on the workbench and in the inbox; ends on its page."""
    page.goto("/")
    wanted = page.locator(".z-wanted", has_text="四周滚动缺课率")
    expect(wanted).to_have_count(1)
    assert overflow(page) == 0
    page.goto("/notices/?kind=alert")
    letter = page.locator(".z-letter.unread", has_text="缺课率")
    expect(letter).to_have_count(1)
    assert overflow(page) == 0
    letter.click()
    expect(page).to_have_url(re.compile(r"/alerts/\d+/"))
    expect(page.locator("h1")).to_contain_text("王静")
