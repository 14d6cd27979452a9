"""Every page by the rules of accessibility: on a desk and on a phone, in light and dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.steps import sign_in
from tests.browser.whole_pages import addresses
from tests.web.school import School
from tests.web.test_access import PAGES

pytestmark = pytest.mark.browser

# width, colour scheme, and what is asked: names and roles do not change with the colours
_LOOKS = [
    (1440, "light", None),
    (1440, "dark", ["color-contrast", "link-in-text-block"]),
    (360, "dark", ["color-contrast", "link-in-text-block"]),
    (360, "light", None),
]


@pytest.mark.parametrize("username", ["lin", "he", "li", "aud", "wang", "sys", "sec"])
def test_every_page_is_accessible(open_page: Callable[..., Page], school: School, username: str) -> None:
    """The quality office opens nearly everything; the others what is theirs alone."""
    mine = addresses(school, username)
    if username != "lin":
        mine = {r: a for r, a in mine.items() if r in ("home", "search") or "lin" not in PAGES[r][1]}
    page = open_page(1440)
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, username)
    found = [said for route, address in mine.items() for said in _violations(page, route, address)]
    assert not found, "\n".join(found)


def _violations(page: Page, route: str, address: str) -> list[str]:
    found = []
    page.goto(address)
    page.evaluate(Axe().axe_script)
    for width, scheme, rules in _LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        for each in page.evaluate("options => axe.run(options).then(found => found.violations)", options):
            if each["impact"] in ("serious", "critical"):
                places = ", ".join(str(node["target"][0]) for node in each["nodes"][:3])
                why = each["nodes"][0]["failureSummary"].partition("\n")[2].strip()
                found.append(f"{route} {width} {scheme}: {each['id']} {places}: {why}")
    return found
