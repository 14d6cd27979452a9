"""A register that nobody's department owns here: the data steward writes, those who see all rows read."""

from tests.web.access.data import LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registering import save_row

WRITING = frozenset({"he"})

PAGES: Table = {
    "registers": ("/registers/", LOOKING),
    "register": ("/registers/bases/", LOOKING),
    "register-row": ("/registers/bases/row/?key=JD001", LOOKING),
    "register-new": ("/registers/bases/new/", WRITING),
    "register-correct": ("/registers/bases/correct/?key=JD001", WRITING),
    "register-withdraw": ("/registers/bases/withdraw/?key=JD001", WRITING),
}
POSTS: Table = {}


def prepare(school: School) -> dict[str, object]:
    bases = queries.catalogue(school.college).dataset("bases")
    if registers.row(school.college, bases, ["JD001"]) is None:
        values = {"base_id": "JD001", "name": "青禾医院", "programme": "P001"}
        save_row(college=school.college, dataset=bases, values=values, by="he", new=True)
    return {}
