"""Departments' work tables: everybody of the college looks, a department's head (周岚 of D01) and the office fill in."""

from datetime import date

from tests.web.access.organisation import KEEPING, LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.framework.actions.posting import open_post_campaign
from zhengai.framework.actions.work import save_duty, save_work
from zhengai.framework.models import DepartmentDuty, PostCampaign, Work

FILLING = KEEPING | {"zhou"}

PAGES: Table = {
    "placements": ("/organisation/placements/", LOOKING),
    "placement": ("/organisation/placements/D01/", KEEPING),
    "work-package": ("/organisation/package/generation/", LOOKING),
    "work": ("/work/", LOOKING),
    "post-campaigns": ("/work/campaigns/all/", LOOKING),
    "post-campaign": ("/work/campaigns/{posting}/", LOOKING),
    "work-department": ("/work/D01/", LOOKING),
    "duty-new": ("/work/D01/duties/new/", FILLING),
    "duty-edit": ("/work/D01/duties/{duty}/", FILLING),
    "work-new": ("/work/D01/duties/{duty}/work/", FILLING),
    "work-edit": ("/work/D01/works/{work}/", FILLING),
}
POSTS: Table = {
    # without a day they are told to write one
    "post-campaign-open": ("/work/campaigns/open/", KEEPING),
    "post-campaign-close": ("/work/campaigns/{posting}/close/", KEEPING),
    "work-remove": ("/work/D01/remove/", FILLING),
    "post-people": ("/work/D01/people/", FILLING),
}
DAY = date(2026, 11, 20)


def prepare(school: School) -> dict[str, object]:
    department = Subject.objects.select_related("college").get(college=school.college, code="D01")
    duty = DepartmentDuty.objects.first() or save_duty(
        department=department, text="组织专业诊断", inside=True, smart={}, by="zhou"
    )
    work = Work.objects.first() or save_work(
        duty=duty,
        text="每学年组织专业诊断",
        section="",
        post="质量岗",
        standard="",
        smart={},
        standard_smart={},
        by="zhou",
    )
    posting = PostCampaign.objects.first() or open_post_campaign(
        college=school.college, title="定岗定责", lead=department, departments=[department], due=date(2026, 12, 31),
        by="lin",
    )  # fmt: skip
    return {"duty": duty.pk, "work": work.pk, "posting": posting.pk}
