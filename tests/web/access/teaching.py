"""Files of courses and the training scheme of the programme 吴桐 leads, still a draft."""

from tests.web.access.chains import STANDARDS
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.standards.models import TrainingScheme
from zhengai.standards.schemes import open_scheme

# those who act for somebody: their own files at least
ACTING = frozenset({"lin", "han", "zhou", "wu", "zheng", "wang", "zhao"})
# those who see the programme and its standards
SEEING_IT = frozenset({"chen", "lin", "han", "zhou", "wu", "sun", "he", "qian", "feng"})
WRITING = frozenset({"lin", "han", "zhou", "wu"})

PAGES: Table = {
    "teaching": ("/teaching/", STANDARDS),
    "teaching-import": ("/teaching/import/", ACTING),
    "teaching-files": ("/teaching/course/C001/", SEEING_IT | {"zheng"}),
    "training-schemes": ("/training/", STANDARDS),
    "training-scheme": ("/training/{scheme}/", SEEING_IT),
    "training-courses": ("/training/{scheme}/courses/", WRITING),
}
POSTS: Table = {
    "teaching-take": ("/teaching/import/take/", ACTING),
    "teaching-note": ("/teaching/course/C001/note/", WRITING | {"zheng"}),
    # without a programme there is nothing to open
    "training-open": ("/training/open/", frozenset()),
    "training-write": ("/training/{scheme}/write/", WRITING),
    "training-move": ("/training/{scheme}/move/", WRITING),
    "training-courses-take": ("/training/{scheme}/courses/take/", WRITING),
}


def programme(school: School) -> Subject:
    return Subject.objects.get(college=school.college, level="programme", code="P001")


def prepare(school: School) -> dict[str, object]:
    found = TrainingScheme.objects.first() or open_scheme(programme=programme(school), cohort=2026, by="wu")
    return {"scheme": found.pk}
