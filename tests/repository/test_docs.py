"""Pages of documentation: no link leads nowhere, no picture is missing and none lies about unused."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.browser.pictures import PICTURES
from tests.repository.test_files import ROOT, tracked

PAGES = [page for page in tracked("*.md") if "/docs/" in str(page) or page.parent == ROOT]
IMAGES = ROOT / "docs" / "images"
LIMIT = 150_000  # bytes of a picture: a clone stays quick
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def links(page: Path) -> list[str]:
    """The relative ones; what stands in a block of code is no link."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    found = [first or second for first, second in _LINK.findall(text)]
    return [each for each in found if not re.match(r"[a-z]+:", each)]


def anchors(page: Path) -> set[str]:
    """The places of a page that can be linked to, named as GitHub and Gitea name them."""
    titles = re.findall(r"^#+ (.+)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, place = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if place and target.suffix == ".md":
            assert place in anchors(target), link


def test_every_picture_is_shown_somewhere_and_taken_by_the_command() -> None:
    shown = {
        (page.parent / link).resolve() for page in PAGES for link in links(page) if link.endswith(".png")
    }
    there = set(IMAGES.glob("*.png"))
    assert there == {path for path in shown if path.parent == IMAGES}
    assert {path.name for path in there} == {picture.file for picture in PICTURES}


def test_pictures_are_small() -> None:
    assert not [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > LIMIT]


def test_who_reads_no_chinese_learns_from_the_readme_what_it_is() -> None:
    """The interface is Chinese; the way in for everybody else is one short part in English."""
    part = (ROOT / "README.md").read_text(encoding="utf-8").partition("## In English\n")[2]
    assert len(re.findall(r"\b[A-Za-z]{2,}\b", part)) >= 100
    assert len(re.findall(r"[\u4e00-\u9fff]", part)) <= 20
    for named in ("./zhengai demo", "./zhengai test", "Licence"):
        assert named in part
