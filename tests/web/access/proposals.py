"""A key figure of the first department, named by its dean in 附件2 and waiting for the office."""

from tests.web.access.words import Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.indicators.models import Proposal
from zhengai.indicators.proposals import KeyData, take_key_data

# those who fill in 附件2 for a department, and the office
NAMING = frozenset({"lin", "han", "zhou"})

PAGES: Table = {
    "proposals": ("/indicators/proposals/", NAMING),
    "proposal": ("/indicators/proposals/{proposal}/", NAMING),
}
POSTS: Table = {
    # without a move they are told to choose one
    "proposal-move": ("/indicators/proposals/{proposal}/move/", NAMING),
}


def named(
    school: School, text: str = "实训开出率", department: str = "D01", by: str = "zhou"
) -> list[Proposal]:
    of = Subject.objects.select_related("college").get(level="department", code=department)
    row = KeyData(text, "system_task:1", "资源建设 · 实训条件")
    return take_key_data(department=of, rows=[row], by=by)


def prepare(school: School) -> dict[str, object]:
    found = Proposal.objects.first() or named(school)[0]
    return {"proposal": found.pk}
