"""Takes the pictures of the documentation from a served demo.

./zhengai demo --port 8000 &
python -m tests.browser.pictures --url http://127.0.0.1:8000 --out docs/images
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

# name, width, colour scheme, whole page or the first screen
PICTURES = [
    ("sign-in", 1440, "light"),
    ("home", 1440, "light"),
    ("alerts", 1440, "light"),
    ("alert", 1440, "light"),
    ("alert", 360, "light"),
    ("alert", 1440, "dark"),
    ("indicators", 1440, "light"),
    ("indicator", 1440, "light"),
    ("value", 1440, "light"),
    ("value", 360, "dark"),
]


def take(browser: Browser, url: str, out: Path, pictures: list[tuple[str, int, str]]) -> None:
    for name, width, scheme in pictures:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 780},
            color_scheme=scheme,
            base_url=url,
            locale="zh-CN",
        )
        page = context.new_page()
        page.goto("/sign-in/")
        if name != "sign-in":
            _open(page, name)
        page.wait_for_timeout(400)  # charts draw once their size is known
        dark = "-dark" if scheme == "dark" else ""
        page.screenshot(path=out / f"{name}-{width}{dark}.png")
        context.close()


def _open(page: Page, name: str) -> None:
    page.click("button:has-text('质管办')")
    page.click("button:text-is('登录')")
    page.wait_for_selector("#menu", state="attached")
    if name == "home":
        return
    page.goto("/alerts/" if name.startswith("alert") else "/indicators/")
    if name == "alert":
        page.click("#list tbody th a >> nth=0")
    elif name in ("indicator", "value"):
        page.goto("/indicators/absence_rate/?level=course")
    if name == "value":
        page.click("#list tbody a.z-figure >> nth=0")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        take(browser, arguments.url, arguments.out, PICTURES)
        browser.close()


if __name__ == "__main__":
    main()
