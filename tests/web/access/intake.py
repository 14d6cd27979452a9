from tests.web.access.words import Table
from tests.web.school import School
from zhengai.intake.actions import keep_draft
from zhengai.intake.models import Draft

SCHEMING = frozenset({"lin"})

PAGES: Table = {
    "intake": ("/intake/", SCHEMING),
    "intake-draft": ("/intake/{draft}/", SCHEMING),
    "intake-install": ("/intake/{draft}/install/", SCHEMING),
}
POSTS: Table = {
    "intake-add": ("/intake/{draft}/add/", SCHEMING),
    "intake-row": ("/intake/{draft}/rows/1/", SCHEMING),
    "intake-discard": ("/intake/{draft}/discard/", SCHEMING),
}


def prepare(school: School) -> dict[str, object]:
    Draft.objects.all().delete()
    text = "规划类别\t规划名称\t责任部门\n总规划\t发展规划\t院办\n"
    return {"draft": keep_draft(college=school.college, name="方案.txt", data=text.encode(), by="lin").pk}
