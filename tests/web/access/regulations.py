"""制度链: the register, one regulation, a campaign."""

from datetime import date

from tests.web.access.words import SEEING, Table
from tests.web.school import School
from zhengai.regulations.actions import Entry, draft_change, publish_change, register
from zhengai.regulations.campaigns import open_campaign
from zhengai.regulations.models import Campaign, Regulation
from zhengai.regulations.rules.machine import ChangeKind

EDITING = frozenset({"lin", "han", "zhou"})
# those who see what is planned and how a campaign stands
OVERSEEING = EDITING | {"chen", "sun", "qian", "feng"}

PAGES: Table = {
    "regulations": ("/regulations/", SEEING),
    "charter": ("/regulations/charter/", SEEING),
    "regulation-new": ("/regulations/new/", EDITING),
    "regulation": ("/regulations/{regulation}/", SEEING),
    "campaign-new": ("/regulations/campaigns/new/", frozenset({"lin"})),
    "campaign": ("/regulations/campaigns/{campaign}/", OVERSEEING),
}
POSTS: Table = {
    # without a regulation they are told to choose one
    "charter-hang": ("/regulations/charter/hang/", EDITING),
    "regulations-import": ("/regulations/import/", EDITING),
    "regulation-change": ("/regulations/{regulation}/change/", EDITING),
    "regulation-publish": ("/regulations/{regulation}/publish/", frozenset({"chen", "lin"})),
    "regulation-read": ("/regulations/{regulation}/read/", SEEING),
    "campaign-decide": ("/regulations/campaigns/{campaign}/decide/", EDITING),
}


def established(school: School, name: str = "课堂教学管理制度") -> Regulation:
    """One in force, drafted by the teaching office and published by the leader."""
    (made,) = register(
        college=school.college, entries=[Entry(name, topic="课程教学", department="教务处")], by="han"
    )
    change = draft_change(
        regulation=made, kind=ChangeKind.ESTABLISH, text="第一条 上课守时。", reason="新建", by="han"
    )
    publish_change(change=change, number="青职教〔2026〕1号", by="chen")
    made.refresh_from_db()
    return made


def prepare(school: School) -> dict[str, object]:
    regulation = Regulation.objects.filter(college=school.college).first() or established(school)
    campaign = Campaign.objects.first() or open_campaign(
        college=school.college, title="2026 年制度清理", due=date(2026, 12, 31), by="lin"
    )
    return {"regulation": regulation.pk, "campaign": campaign.pk}
