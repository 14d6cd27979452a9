"""Takes every picture of the documentation from a served demo.

./zhengai demo --port 8000 &
python -m tests.browser.pictures --url http://127.0.0.1:8000 --out docs/images
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

PASSWORD = "zhengai-demo"  # as the sign-in page of a demo says

COLOURS = 256  # a page is few colours: a third of the bytes, and nobody sees it
PROGRAMME = "/levels/programme/P0202/"
FINISHED = "/levels/course/KC020103/spiral/?period=2025-2026-1"  # a cycle the sample's history closed


@dataclass(frozen=True)
class Picture:
    """`name` is the file's, before the width; `address` is opened by `username`, `then` does the rest."""

    name: str
    username: str
    address: str
    width: int = 1440
    height: int = 900
    scheme: str = "light"
    then: Callable[[Page], object] = field(default=lambda page: None)

    @property
    def file(self) -> str:
        dark = "-dark" if self.scheme == "dark" else ""
        return f"{self.name}-{self.width}{dark}.png"


def _first_of_list(page: Page) -> None:
    page.click("#list tbody th a >> nth=0")


def _figure(page: Page) -> None:
    page.click("#list tbody a.z-figure >> nth=0")


def _record(page: Page) -> None:
    page.click("a:has-text('填写诊断') >> nth=0")
    page.locator("text=毕业去向落实率达标了吗").evaluate("point => point.scrollIntoView({block: 'center'})")


def _effective(page: Page) -> None:
    page.click("main a:has-text('数据库基础') >> nth=0")


def _first_report(page: Page) -> None:
    page.click("main tbody a >> nth=0")


def _grown(page: Page) -> None:
    page.locator("#menu a:has-text('我的成长')").first.evaluate("link => link.click()")


def _dry_run(page: Page) -> None:
    """The laboratories' coming weeks, up to the dry run: nothing of it is written."""
    page.goto("/tour/")
    with page.expect_download() as download:
        page.click("a:has-text('实训室使用')")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / download.value.suggested_filename
        download.value.save_as(path)
        page.goto("/data/import/?dataset=room_usage")
        page.set_input_files("#file", path)
        page.click("button:has-text('上传并检查')")
        page.wait_for_selector("h2:text-is('检查结果')", timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")


ALERTS, INDICATOR = "/alerts/", "/indicators/absence_rate/?level=course"
PICTURES = [
    Picture("sign-in", "", "/sign-in/"),
    Picture("home", "lin", "/"),
    Picture("home-teacher", "wang", "/", 360, 780),
    Picture("cockpit", "chen", "/cockpit/"),
    Picture("wall", "chen", "/cockpit/wall/", scheme="dark"),
    Picture("matrix", "lin", "/matrix/"),
    Picture("profile", "wu", PROGRAMME),
    Picture("profile", "wu", PROGRAMME, scheme="dark"),
    Picture("spiral", "lin", FINISHED),
    Picture("growth", "li", "/", 360, 780, then=_grown),
    Picture("alerts", "lin", ALERTS),
    Picture("alert", "zheng", ALERTS, then=_first_of_list),
    Picture("alert", "zheng", ALERTS, 360, 780, then=_first_of_list),
    Picture("indicator", "lin", INDICATOR),
    Picture("value", "lin", INDICATOR, then=_figure),
    Picture("record", "wu", "/", then=_record),
    Picture("improvements", "lin", "/improvements/"),
    Picture("improvement", "lin", "/improvements/", then=_effective),
    Picture("report", "lin", "/reports/", then=_first_report),
    Picture("import", "he", "/", then=_dry_run),
    Picture("tour", "lin", "/tour/"),
]


def _sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button:text-is('登录')")
    page.wait_for_selector("#menu", state="attached")


def take(browser: Browser, url: str, out: Path, pictures: list[Picture]) -> None:
    for each in pictures:
        context = browser.new_context(
            viewport={"width": each.width, "height": each.height},
            color_scheme="dark" if each.scheme == "dark" else "light",
            base_url=url,
            locale="zh-CN",
        )
        page = context.new_page()
        if each.username:
            _sign_in(page, each.username)
        page.goto(each.address)
        each.then(page)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)  # charts draw once their size is known; a busy machine paints late
        page.screenshot(path=out / each.file)
        context.close()
        _made_small(out / each.file)


def _made_small(path: Path) -> None:
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", nargs="*", help="names of pictures; all of them otherwise")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    wanted = [each for each in PICTURES if not arguments.only or each.name in arguments.only]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        take(browser, arguments.url, arguments.out, wanted)
        browser.close()


if __name__ == "__main__":
    main()
