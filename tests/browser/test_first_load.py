"""How much a phone fetches before a page can be read."""

import pytest

from tests.browser.served import Served

pytestmark = pytest.mark.browser

MOST = 200_000  # bytes as they go over the line, before any chart
_FETCHED = """
() => {
  const [page] = performance.getEntriesByType("navigation");
  const before = performance.getEntriesByType("resource").filter((each) => each.startTime < page.domContentLoadedEventStart);
  return [page, ...before].map((each) => [new URL(each.name).pathname, each.encodedBodySize]);
}
"""


@pytest.mark.parametrize(
    ("username", "address"),
    [("wu", "/"), ("wu", "/levels/programme/P0202/"), ("wu", "alert"), ("wu", "record")],
)
def test_a_phone_reads_a_page_after_200_kilobytes(looked_at: Served, username: str, address: str) -> None:
    page = looked_at.page(username, 360)
    if address == "alert":
        page.goto("/alerts/")
        address = str(page.locator("#list tbody th a").first.get_attribute("href"))
    elif address == "record":
        page.goto("/diagnosis/")
        address = str(page.locator("a.dx-row").first.get_attribute("href"))
    page = looked_at.cold(page)
    page.goto(address)
    fetched = dict(page.evaluate(_FETCHED))
    assert sum(fetched.values()) <= MOST, fetched
    assert not [name for name in fetched if "echarts" in name]
