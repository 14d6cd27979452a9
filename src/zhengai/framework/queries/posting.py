"""How far the departments of a 定岗定责 are: read off their work tables whenever it is asked."""

from dataclasses import dataclass

from zhengai.college.models import College, Subject
from zhengai.framework.models import PostCampaign
from zhengai.framework.queries.work import checked_departments
from zhengai.framework.rules.posting import PostingState, posting_state
from zhengai.framework.rules.work import Checked, GapKind


@dataclass(frozen=True)
class DepartmentStanding:
    department: Subject
    checked: Checked

    @property
    def state(self) -> PostingState:
        return posting_state(self.checked)

    @property
    def percent(self) -> float:
        return 100 * (self.checked.share or 0)

    @property
    def missing(self) -> list[tuple[GapKind, int]]:
        """What kinds of links are missing, and how many."""
        counted = [(kind, self.checked.number(kind)) for kind in GapKind]
        return [(kind, number) for kind, number in counted if number]


def open_campaign(college: College) -> PostCampaign | None:
    return PostCampaign.objects.filter(college=college, closed_at__isnull=True).first()


def standings(campaign: PostCampaign) -> list[DepartmentStanding]:
    """In the order of departments; a fixed number of questions."""
    members = list(campaign.departments.select_related("college").order_by("code"))
    checked = checked_departments(campaign.college, [each.pk for each in members])
    return [DepartmentStanding(each, checked.get(each.pk, Checked([], 0))) for each in members]
