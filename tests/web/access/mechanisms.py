"""The mechanisms that support the quality work, seen by whoever sees the organisation."""

from tests.web.access.organisation import LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.framework.actions import set_own_item

OWN = {
    "code": "safety", "name": "安全保障", "owner": "学工处", "words": ["安全", "消防"],
    "without": ["网络安全"], "inspections": ["danger"],
    "indicators": ["absence_rate"],
}  # fmt: skip

PAGES: Table = {
    "mechanisms": ("/mechanisms/", LOOKING),
    "mechanism": ("/mechanisms/safety/", LOOKING),
}
POSTS: Table = {}


def prepare(school: School) -> dict[str, object]:
    set_own_item(college=school.college, section="mechanisms", item=OWN, by="lin")
    return {}
