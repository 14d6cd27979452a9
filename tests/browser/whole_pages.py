"""The pages of the truth table that a person opens."""

from tests.web.school import School
from tests.web.test_access import AREAS

_FILES = {
    "dataset-template",
    "batch-rejected",
    "report-word",
    "report-batch-zip",
    "tour-file",
    "scheme-export",
    "work-package",
    "evidence-file",
}
_PARTS = {"profile-run"}  # fetched into its page, where its link leads elsewhere


def addresses(school: School, username: str) -> dict[str, str]:
    """Route → address of what this person may open. The wall moves on by itself unless it is held."""
    found = {}
    for area in AREAS:
        words = area.prepare(school) if hasattr(area, "prepare") else {}
        for route, (address, allowed) in area.PAGES.items():
            if username in allowed and route not in _FILES | _PARTS:
                found[route] = address.format(**words)
    if "wall" in found:
        found["wall"] += "?hold=1"
    return found
