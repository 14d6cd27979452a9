"""The library of standards."""

from tests.web.access.chains import STANDARDS
from tests.web.access.words import EVERYBODY, Table
from tests.web.school import School
from zhengai.standards.library import Listed, list_standards
from zhengai.standards.models import Standard

PROPOSING = frozenset({"lin", "han", "zhou", "wu", "zheng"})
DECIDING = frozenset({"chen", "lin", "han", "zhou"})

PAGES: Table = {
    "library": ("/library/", STANDARDS),
    "library-new": ("/library/new/", PROPOSING),
    "library-standard": ("/library/{standard}/", STANDARDS),
    "library-propose": ("/library/{standard}/propose/", PROPOSING),
    "policies": ("/library/policies/", EVERYBODY),
}
POSTS: Table = {
    "library-import": ("/library/import/", DECIDING),
    "library-ask": ("/library/{standard}/ask/", PROPOSING),
    "library-decide": ("/library/{standard}/decide/", DECIDING),
}


def prepare(school: School) -> dict[str, object]:
    found = Standard.objects.filter(college=school.college).first()
    row = Listed("课堂教学标准", "course", "课程", "教务处")
    standard = found or list_standards(college=school.college, rows=[row], by="lin")[0]
    return {"standard": standard.pk}
