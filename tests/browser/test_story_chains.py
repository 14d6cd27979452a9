"""The chains as people mend them: a gap of the goals, a scheme that becomes the college's own, a regulation revised."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served
from tests.browser.steps import press
from tests.rooms.intake import clean_word

pytestmark = pytest.mark.browser

GOAL, YEAR = "提高本专业毕业生就业质量", 2026
PLAN, TYPED_AS = "学校课程建设规划", "教务处、各二级学院"
REGULATION, NEW_ARTICLE = "教师培养及管理办法", "培训结果每年公布一次。"


def test_a_gap_of_the_goal_chain_is_filled(served: Served) -> None:
    page = served.page("lin")
    page.goto(f"/chain/?year={YEAR}")
    before = _gaps(page)
    page.click("a.z-chip:has-text('目标没有年度目标')")
    page.click(f"#list a:has-text('{GOAL}')")

    goal = page.locator(".z-goal", has=page.locator("h3", has_text=GOAL))
    year = goal.locator(".z-years li", has=page.locator(f"b:text-is('{YEAR}')"))
    expect(year).to_contain_text("没有定")
    goal.locator("summary").click()
    goal.get_by_label("年度").fill(f"{YEAR}")
    goal.get_by_label("目标值").fill("≥ 92%")
    press(page, "定下")

    # the target asks for the one who does it: the chain says so and leads there
    page.goto(f"/chain/?year={YEAR}&gap=no_target")
    expect(page.locator("#list")).to_contain_text("没有这一种断点")
    page.click("a.z-chip:has-text('没有任务')")
    page.click(f"#list a:has-text('{GOAL}')")
    year.get_by_role("link", name="安排任务").click()
    expect(page.locator("#title")).to_have_value(GOAL)
    expect(page.locator("#target option:checked")).to_contain_text("≥ 92%")
    page.fill("#owner_name", "吴桐")
    press(page, "安排任务")
    page.goto(f"/chain/?year={YEAR}")
    assert _gaps(page) == before - 1
    expect(page.locator("#list")).not_to_contain_text(GOAL)


def _gaps(page: Page) -> int:
    (said,) = re.findall(r"(\d+) 处断点", page.locator(".z-state").inner_text())
    return int(said)


def test_a_scheme_is_read_corrected_and_installed(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "学校方案.docx"
    file.write_bytes(clean_word.scheme("襄阳 表4"))
    page = served.page("lin")
    page.goto("/intake/")
    page.set_input_files("#file", file)
    press(page, "上传并识别")

    row = _row(page, PLAN)
    expect(row.locator(".k-source")).to_contain_text("表格 1")
    row.locator("summary").click()
    row.get_by_label("责任部门").fill(TYPED_AS)
    row.get_by_role("button", name="保存").click()
    expect(page.locator(".z-messages .success")).to_be_visible()
    expect(_row(page, PLAN)).to_contain_text("已核对")

    page.click("a:text-is('安装')")
    page.fill("#name", "本校方案")
    page.click("button:has-text('安装这')")
    expect(page.locator(".z-messages .success")).to_contain_text("已安装方案包“本校方案”")
    page.goto("/tasks/tables/table-4/")
    expect(page.locator("tbody tr", has_text=TYPED_AS)).to_contain_text(PLAN)


def _row(page: Page, name: str) -> Locator:
    return page.locator(".k-row", has=page.locator("dd", has_text=re.compile(f"^{name}$")))


def test_a_regulation_is_revised_published_and_read(served: Served) -> None:
    office, leader, teacher = (served.page(name) for name in ("lin", "chen", "wang"))
    office.goto("/regulations/")
    office.click(f"#list a:text-is('{REGULATION}')")
    address = office.url
    old = office.locator("#new-text").input_value()
    office.check("input[name=change][value=amend]")
    office.fill("#new-text", f"{old}\n{NEW_ARTICLE}")
    office.fill("#new-reason", "教师诊断发现培训结果没有公布。")
    press(office, "存为草案")
    _registers_proofs(office)

    leader.goto("/notices/")
    leader.locator(".z-letter", has_text=f"请发布：修订{REGULATION}").click()
    expect(leader.locator("main")).not_to_contain_text("证明还缺")
    press(leader, "发布修订")

    teacher.goto(address)
    expect(teacher.locator("section", has=teacher.locator("#text-title"))).to_contain_text(NEW_ARTICLE)
    expect(teacher.locator("main")).not_to_contain_text("登记证明")
    press(teacher, "确认读过")
    expect(teacher.locator("main")).to_contain_text("我已读过这一版")
    office.reload()
    expect(office.locator(".z-facts")).to_contain_text("1 人确认读过这一版")


def _registers_proofs(page: Page) -> None:
    """Four that are there, and the vote, which this revision does not need."""
    for kind in ("会议纪要", "征求意见稿", "运行情况说明", "调整前后的制度说明"):
        _registers(page, kind, f"2026 年第 9 次会议：{kind}")
    _registers(page, "教职工会议表决情况通报", "不涉及教职工切身利益", applies=False)
    expect(page.locator("section[id^=change-]").first.locator(".missing")).to_have_count(0)


def _registers(page: Page, kind: str, title: str, applies: bool = True) -> None:
    change = page.locator("section[id^=change-]").first
    if not change.locator("details[open]").count():
        change.locator("summary").click()
    change.get_by_label("哪一种").select_option(label=kind)
    change.get_by_label("名称，或没有的理由").fill(title)
    if not applies:
        change.get_by_label("这一种不适用").check()
    change.get_by_role("button", name="登记证明").click()
    expect(page.locator(".z-messages .success")).to_contain_text(kind)
