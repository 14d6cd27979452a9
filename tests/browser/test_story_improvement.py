"""The programme that fell behind: diagnosed on figures that are there, improved, verified a year later, reported."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served
from tests.browser.steps import press, take_file, try_file
from zhengai.sample.cast import FALLING_PROGRAMME
from zhengai.sample.coming import DAY_AFTER_YEAR, coming_files

pytestmark = pytest.mark.browser

YEAR, INDICATOR = "2025-2026", "毕业去向落实率"
CAUSE = "部分毕业生等待升学结果，主动求职的少。"
MEASURE = "逐人登记去向意愿，毕业前安排两轮定向双选。"


def test_from_a_diagnosis_to_a_verified_report(served: Served, tmp_path: Path) -> None:
    wu, zhou = served.page("wu"), served.page("zhou")
    record = _diagnoses(wu)
    zhou.goto(record)
    press(zhou, "确认诊断")
    improvement = _turns_into_an_improvement(zhou)
    _carries_out(wu, improvement)

    served.stand_on(DAY_AFTER_YEAR)
    _graduates_arrive(served.page("he"), tmp_path)
    wu.goto(improvement)
    expect(wu.locator("h1 .z-badge")).to_have_text("有效")

    report = _reports(wu, tmp_path)
    done = served.program("verify", str(report))
    assert done.returncode == 0, done.stderr
    changed = _printed_otherwise(report, tmp_path / "改过.docx")
    done = served.program("verify", str(changed))
    assert done.returncode == 1
    assert INDICATOR in done.stdout
    _the_page_says_the_same(wu, changed)


def _diagnoses(page: Page) -> str:
    """What the data show to be fine is confirmed, what they cannot say is written; returns the address."""
    page.goto("/diagnosis/")
    page.locator("a.dx-row", has_text="专业自主诊断").click()
    problem = page.locator("article.dx-point", has_text=INDICATOR)
    expect(problem.locator(".dx-fact", has_text=INDICATOR).locator(".z-figure")).to_have_text("65.0%")
    page.click("button:has-text('数据达标的')")
    expect(page.locator(".z-messages .success")).to_be_visible()
    _says(problem, "有问题", cause=CAUSE, measure=MEASURE)
    for point in page.locator("article.dx-point").all():
        if not point.locator("input[type=radio]:checked").count():
            given = point.locator("[name=opinion]").input_value()
            _says(point, "无问题", opinion=given or "已经对照要求检查。")
    expect(page.locator("#progress")).to_contain_text("全部写好")
    page.fill("#summary", "就业工作要从大二开始。")
    press(page, "提交诊断")
    return page.url


def _says(point: Locator, conclusion: str, **fields: str) -> None:
    point.locator("label", has=point.page.locator(f"span:text-is('{conclusion}')")).click()
    for name, text in fields.items():
        point.locator(f"[name={name}]").fill(text)
        point.locator(f"[name={name}]").blur()
    expect(point.locator(".dx-saved")).to_contain_text("已保存")


def _turns_into_an_improvement(page: Page) -> str:
    page.click("a:text-is('转为改进')")
    expect(page.locator("select[name=indicator] option:checked")).to_have_text(INDICATOR)
    expect(page.locator("select[name=baseline]")).to_have_value(YEAR)
    expect(page.locator("#measure")).to_have_value(MEASURE)
    page.fill("#limit", "≥ 90%")
    page.select_option("#owner", label="吴桐")
    page.fill("#due", "2027-08-31")
    press(page, "提出改进")
    return page.url


def _carries_out(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "开始实施")
    page.fill("#text", "两轮定向双选都办完了。")
    press(page, "记为完成")


def _graduates_arrive(page: Page, folder: Path) -> None:
    file = next(each for each in coming_files("small", folder) if each.dataset == "graduates")
    try_file(page, "graduates", file.path)
    expect(page.locator("main")).to_contain_text(f"{file.rows}")
    take_file(page)
    expect(page.locator(".z-job")).to_contain_text("改进")


def _reports(page: Page, folder: Path) -> Path:
    page.goto(f"/reports/new/?subject=programme:{FALLING_PROGRAMME}&period={YEAR}")
    page.select_option("#period-one", YEAR)
    press(page, "生成报告")
    expect(page.locator("article.z-paper")).to_contain_text(MEASURE)
    with page.expect_download() as download:
        page.click("a:text-is('下载 Word')")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _printed_otherwise(report: Path, changed: Path) -> Path:
    """Somebody types another number over the share of graduates."""
    with zipfile.ZipFile(report) as before, zipfile.ZipFile(changed, "w") as after:
        for each in before.infolist():
            content = before.read(each.filename)
            if each.filename == "word/document.xml":
                assert content.count(b">65.0%<")
                content = content.replace(b">65.0%<", b">85.0%<", 1)
            after.writestr(each, content)
    return changed


def _the_page_says_the_same(page: Page, changed: Path) -> None:
    page.goto("/reports/verify/")
    page.set_input_files("#file", changed)
    page.click("button:text-is('复算')")
    row = page.locator("tbody tr", has_text=INDICATOR)
    expect(row).to_contain_text("85.0%")
    expect(row).to_contain_text("65.0%")
