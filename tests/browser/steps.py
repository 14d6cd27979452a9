"""What people do on many pages, and what is asked of every page."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.school import PASSWORD

WORKED_WITHIN = 150_000  # milliseconds, for a run over the small sample on a busy machine


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button:has-text('登录')")
    page.wait_for_selector("#menu, .z-who", state="attached")


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def press(page: Page, button: str) -> None:
    """A button whose answer is a whole page, which says that it was done."""
    page.click(f"button:text-is('{button}')")
    expect(page.locator(".z-messages .success")).to_be_visible()


def try_file(page: Page, dataset: str, path: Path) -> None:
    """Through the wizard, up to the dry run."""
    page.goto(f"/data/import/?dataset={dataset}")
    page.set_input_files("#file", path)
    page.click("button:has-text('上传并检查')")
    expect(page.locator("h2:text-is('检查结果')")).to_be_visible(timeout=WORKED_WITHIN)


def take_file(page: Page) -> None:
    """What the dry run showed; waits for the work that follows."""
    page.click(".z-actions button:has-text('行变化')")
    expect(page.locator(".z-job .z-badge")).to_have_text("完成", timeout=WORKED_WITHIN)
