"""Everybody of the college but students sees how it is organised; the quality office keeps it; who sits in a body records
what it did: 韩青 sits in the body of the tests."""

from datetime import date

from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.framework.actions.organisation import record_fulfilment, save_body, seat_member
from zhengai.framework.models import BodyMember, Fulfilment

LOOKING = SEEING - {"li"}
KEEPING = frozenset({"lin"})
BODY = {
    "code": "top",
    "name": "质量保证委员会",
    "tier": 1,
    "heads": ["校长"],
    "duties": ["审定质量报告", "部署诊改任务"],
}

PAGES: Table = {
    "bodies": ("/organisation/", LOOKING),
    "body": ("/organisation/bodies/top/", LOOKING),
    "body-new": ("/organisation/new/", KEEPING),
    "body-edit": ("/organisation/bodies/top/edit/", KEEPING),
}
POSTS: Table = {
    "body-seat": ("/organisation/bodies/top/seat/", KEEPING),
    "member-end": ("/organisation/members/{member}/end/", KEEPING),
    "duty-fulfil": ("/organisation/bodies/top/duties/", KEEPING | {"han"}),
    "fulfilment-drop": ("/organisation/bodies/top/fulfilments/{fulfilment}/drop/", KEEPING | {"han"}),
}


def prepare(school: School) -> dict[str, object]:
    """Anew for every person that asks: what one of them took back is there for the next."""
    college = school.college
    save_body(college=college, item=BODY, by="lin")
    member = BodyMember.objects.first() or seat_member(
        college=college, body="top", seat="委员", person_name="韩青", person_number="G0011",
        term_from=date(2026, 9, 1), by="lin",
    )  # fmt: skip
    fulfilment = Fulfilment.objects.first() or record_fulfilment(
        college=college,
        body="top",
        duty="审定质量报告",
        period="2026-2027",
        title="审定",
        note="审定了年报",
        by="han",
    )
    return {"member": member.pk, "fulfilment": fulfilment.pk}
