"""The construction schedule: 王静 owns the item of the tests, nobody answers for its departments."""

from datetime import date

from tests.web.access.organisation import KEEPING, LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.framework.actions.schedule import HEADERS, assign_item, begin_construction, take_schedule
from zhengai.framework.models import ScheduleItem
from zhengai.framework.rules.sheets import sheet_rows

ROWS = (
    ("目标体系", "专业建设规划", "教务处", "2026.03", ""),
    ("目标体系", "年度工作计划", "教务处、人事处", "每年初", ""),
    ("平台建设", "校本数据平台", "信息中心", "2027.06", "分两期"),
)

PAGES: Table = {
    "schedule": ("/schedule/", LOOKING),
    "schedule-item": ("/schedule/{item}/", LOOKING),
    "organisation-form": ("/organisation/forms/schedule/", KEEPING),
}
POSTS: Table = {
    "schedule-begin": ("/schedule/begin/", KEEPING),
    "schedule-move": ("/schedule/{item}/move/", KEEPING | {"wang"}),
    "schedule-assign": ("/schedule/{item}/assign/", KEEPING),
    "organisation-form-take": ("/organisation/forms/schedule/take/", KEEPING),
}


def prepare(school: School) -> dict[str, object]:
    college = school.college
    begin_construction(college=college, start=date(2025, 9, 1), by="lin")
    take_schedule(college=college, rows=sheet_rows([HEADERS, *ROWS], HEADERS), dry_run=False, by="lin")
    item = ScheduleItem.objects.get(content="专业建设规划")
    assign_item(item=item, owner_number="T0004", owner_name="王静", department="教务处", note="", by="lin")
    return {"item": item.pk}
