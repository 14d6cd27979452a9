"""The record is the self-diagnosis of the programme 吴桐 leads, still being written."""

from datetime import date

from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.diagnosis.actions import open_round
from zhengai.diagnosis.models import Record

# those who see the programme; people from outside only once it is submitted
REACHING = frozenset({"chen", "lin", "han", "zhou", "wu", "sun", "he"})
CONFIRMING = frozenset({"lin", "han", "zhou"})
WRITING = frozenset({"wu"})

PAGES: Table = {
    "diagnosis": ("/diagnosis/", SEEING),
    "round": ("/diagnosis/rounds/{round}/", REACHING | {"qian", "feng"}),
    "record": ("/diagnosis/records/{record}/", REACHING),
}
POSTS: Table = {
    "round-open": ("/diagnosis/open/", frozenset({"lin"})),
    "round-close": ("/diagnosis/rounds/{round}/close/", frozenset({"lin"})),
    "round-confirm": ("/diagnosis/rounds/{round}/confirm/", CONFIRMING),
    "record-point": ("/diagnosis/records/{record}/point/", WRITING),
    "record-fine": ("/diagnosis/records/{record}/fine/", WRITING),
    "record-renew": ("/diagnosis/records/{record}/renew/", WRITING),
    "record-submit": ("/diagnosis/records/{record}/submit/", WRITING),
    "record-decide": ("/diagnosis/records/{record}/decide/", CONFIRMING),
}


def prepare(school: School) -> dict[str, object]:
    """Opened anew for every person that asks: opening twice is opening once."""
    opened = open_round(
        college=school.college,
        kind="self",
        level="programme",
        period="2026-2027",
        due=date(2026, 12, 31),
        by="lin",
    )
    return {"round": opened.pk, "record": Record.objects.get(round=opened, subject__code="P001").pk}
