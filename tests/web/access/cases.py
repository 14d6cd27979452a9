"""A case of the quality culture, entered by 周岚: whoever sees the organisation reads it."""

from tests.web.access.following import DAY
from tests.web.access.organisation import LOOKING
from tests.web.access.words import Table
from tests.web.school import School
from zhengai.framework.actions.following import record_activity
from zhengai.framework.models import Activity
from zhengai.framework.rules.following import ActivityKind

PAGES: Table = {
    "activity": ("/organisation/activities/{activity}/", LOOKING),
    "culture": ("/culture/", LOOKING),
    "awareness": ("/culture/awareness/", LOOKING),
}
POSTS: Table = {}


def prepare(school: School) -> dict[str, object]:
    activity = Activity.objects.first() or record_activity(
        college=school.college,
        kind=ActivityKind.CASE,
        topic="一课一改",
        day=DAY,
        material="做法和成效",
        by="zhou",
    )
    return {"activity": activity.pk}
