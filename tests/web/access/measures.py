from tests.web.access.words import SEEING, Table
from tests.web.measuring import install_chain
from tests.web.school import School

# the college itself is for those who see everything
WHOLE = frozenset({"chen", "lin", "han", "sun", "he", "qian", "feng"})
PLACE = "?subject=college:SAMPLE0001&period=2026-2027"
PAGES: Table = {
    "measures": ("/measures/", SEEING),
    "measure": ("/measures/M-1/", SEEING),
    "entries": ("/measures/entries/", SEEING),
    "entry": (f"/measures/M-4/entry/{PLACE}", WHOLE),
}
POSTS: Table = {
    "measure-fill": (f"/measures/M-4/fill/{PLACE}", frozenset({"lin", "han"})),
    "measure-review": (f"/measures/M-4/review/{PLACE}", frozenset({"lin", "han"})),
}


def prepare(school: School) -> dict[str, object]:
    install_chain(school.college)
    return {}
