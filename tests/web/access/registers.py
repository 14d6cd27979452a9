"""A register that nobody's department owns here: the data steward writes, the quality office reviews, those who see all
rows read."""

from tests.web.access.data import LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.datacentre import queries, registers
from zhengai.datacentre.models import RowChange
from zhengai.datacentre.registering import enter_row
from zhengai.datacentre.rules.row_change import RowKind
from zhengai.datacentre.table_typing import open_table

WRITING = frozenset({"he"})

PAGES: Table = {
    "registers": ("/registers/", LOOKING),
    "register-changes": ("/registers/changes/", LOOKING),
    "register": ("/registers/bases/", LOOKING),
    "register-row": ("/registers/bases/row/?key=JD001", LOOKING),
    "register-change": ("/registers/bases/changes/{change}/", LOOKING),
    "register-tables": ("/registers/bases/tables/", LOOKING),
    "register-table": ("/registers/bases/tables/{table}/", LOOKING),
    "register-new": ("/registers/bases/new/", WRITING),
    "register-correct": ("/registers/bases/correct/?key=JD001", WRITING),
    "register-withdraw": ("/registers/bases/withdraw/?key=JD001", WRITING),
}
POSTS: Table = {
    "register-prove": ("/registers/bases/row/prove/?key=JD001", WRITING),
    "register-reveal": ("/registers/bases/row/reveal/?key=JD001", WRITING),
    "register-table-save": ("/registers/bases/tables/{table}/save/", WRITING),
    "register-table-decide": ("/registers/bases/tables/{table}/decide/", frozenset({"lin"})),
    "register-decide": ("/registers/bases/changes/{change}/decide/", frozenset({"lin"})),
    # the others are told that it is not theirs
    "register-drop": ("/registers/bases/changes/{change}/drop/", frozenset({"he", "han"})),
}


def prepare(school: School) -> dict[str, object]:
    bases = queries.catalogue(school.college).dataset("bases")
    if registers.row(school.college, bases, ["JD001"]) is None:
        values = {"base_id": "JD001", "name": "青禾医院", "programme": "P001"}
        enter_row(college=school.college, dataset=bases, kind=RowKind.ADD, values=values, by="he")
    change = RowChange.objects.first()
    table = open_table(college=school.college, dataset=bases, period="", by="he")
    return {"change": change.pk if change else 0, "table": table.pk}
