"""Meetings, tasks, inspections, quality staff: 韩青 sits in the body of the tests, 周岚 answers for the inspected department."""

from datetime import date

from tests.web.access import organisation
from tests.web.access.organisation import KEEPING, LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.framework.actions.following import enter_staff, follow_up, open_inspection, record_meeting
from zhengai.framework.models import FollowUp, Inspection, Meeting, QualityStaff

SITTING = KEEPING | {"han"}

PAGES: Table = {
    "meetings": ("/organisation/meetings/", LOOKING),
    "meeting": ("/organisation/meetings/{meeting}/", LOOKING),
    "meeting-new": ("/organisation/bodies/top/meetings/new/", SITTING),
    "meeting-edit": ("/organisation/meetings/{meeting}/edit/", SITTING),
    "follow-ups": ("/organisation/follow-ups/", LOOKING),
    "follow-up": ("/organisation/follow-ups/{follow_up}/", LOOKING),
    "inspections": ("/organisation/inspections/", LOOKING),
    "inspection": ("/organisation/inspections/{inspection}/", LOOKING),
    "inspection-new": ("/organisation/inspections/new/", SITTING),
    "staff": ("/organisation/staff/", LOOKING),
    "staff-new": ("/organisation/staff/new/", KEEPING),
    "staff-edit": ("/organisation/staff/{staff}/", KEEPING),
    "charge": ("/organisation/charge/", LOOKING),
    "activities": ("/organisation/activities/", LOOKING),
    "activity-new": ("/organisation/activities/new/", frozenset({"lin", "han", "zhou"})),
}
# without what it is about, a task comes from nowhere
POSTS: Table = {
    "follow-up-new": ("/organisation/follow-ups/new/", frozenset()),
    "follow-up-finish": ("/organisation/follow-ups/{follow_up}/finish/", SITTING | {"wang"}),
    "inspection-move": ("/organisation/inspections/{inspection}/move/", KEEPING | {"zhou"}),
    "staff-assess": ("/organisation/staff/{staff}/assess/", KEEPING),
}
DAY = date(2026, 11, 20)


def prepare(school: School) -> dict[str, object]:
    organisation.prepare(school)
    college = school.college
    meeting = Meeting.objects.first() or record_meeting(
        college=college, body="top", title="第一次会议", day=DAY, agenda="审议报告", by="lin"
    )
    item = FollowUp.objects.first() or follow_up(
        college=college, about=f"meeting:{meeting.pk}", text="提交清单", owner_number="T0004", owner_name="王静",
        due=date(2026, 11, 30), by="lin",
    )  # fmt: skip
    inspection = Inspection.objects.first() or open_inspection(
        college=college, body="top", title="期初检查", department=Subject.objects.get(college=college, code="D01"),
        day=DAY, finding="没有记录", demand="补齐", due=date(2026, 12, 1), by="lin",
    )  # fmt: skip
    staff = QualityStaff.objects.first() or enter_staff(
        college=college, person_name="程运", post="质量员", since=DAY, by="lin"
    )
    return {"meeting": meeting.pk, "follow_up": item.pk, "inspection": inspection.pk, "staff": staff.pk}
