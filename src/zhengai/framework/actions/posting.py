"""The only writers of 定岗定责: begun for departments, ended with what they wrote. How far they are nobody writes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework.models import PostCampaign
from zhengai.framework.queries.posting import standings
from zhengai.framework.queries.work import posts
from zhengai.framework.rules.posting import PostingRefused, PostingState
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind

# department and post → names of the "regulations" and "workflows" by which it works
Tied = Mapping[tuple[str, str], Mapping[str, Sequence[str]]]


@transaction.atomic
def open_post_campaign(
    *, college: College, title: str, lead: Subject | None, departments: Sequence[Subject], due: date, by: str
) -> PostCampaign:
    """Raises PostingRefused."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)  # two people at once take turns
    if not title.strip():
        raise PostingRefused("请给这次定岗定责起个名称")
    if lead is None:
        raise PostingRefused("请选择牵头部门")
    if not departments:
        raise PostingRefused("请至少选一个参与的部门")
    if due <= today(college):
        raise PostingRefused("期限要在今天以后")
    if PostCampaign.objects.filter(college=college, closed_at__isnull=True).exists():
        raise PostingRefused("上一次定岗定责还没有结束，请先结束它")
    made = PostCampaign.objects.create(
        college=college, title=title.strip()[:120], lead=lead, due=due, opened_by=by, opened_at=now(college)
    )
    made.departments.set(departments)
    _tell(made, departments, "open", f"请完成本部门的{made.title}", due)
    record(
        action="framework.open_posting",
        by=by,
        subject=f"post_campaign:{made.pk}",
        details={"departments": len(departments), "due": due.isoformat()},
    )
    return made


@transaction.atomic
def close_post_campaign(
    *, campaign: PostCampaign, reason: str = "", tied: Tied | None = None, by: str
) -> PostCampaign:
    """Publishes the post descriptions and work lists as they are. Where a department still lacks something, only with
    a reason. Raises PostingRefused."""
    locked = PostCampaign.objects.select_for_update(of=("self",)).select_related("college")
    found = locked.get(pk=campaign.pk)
    if found.closed_at is not None:
        raise PostingRefused("这次定岗定责已经结束")
    held = standings(found)
    lacking = [each.department.name for each in held if each.state is not PostingState.COMPLETE]
    if lacking and not reason.strip():
        names = "、".join(lacking[:3])
        more = f"等 {len(lacking)} 个部门" if len(lacking) > 3 else ""
        raise PostingRefused(f"{names}{more}还有缺项；补齐以后再结束，或写明为什么现在就结束")
    found.published = [_published(each.department, tied or {}) for each in held]
    found.reason = reason.strip() if lacking else ""
    found.closed_by, found.closed_at = by, now(found.college)
    found.save()
    _tell(found, [each.department for each in held], "closed", f"{found.title}已结束，岗位说明已公布", None)
    record(
        action="framework.close_posting",
        by=by,
        subject=f"post_campaign:{found.pk}",
        details={"departments": len(held), "lacking": len(lacking)},
    )
    return found


def _published(department: Subject, tied: Tied) -> dict[str, Any]:
    rows = posts(department.college).filter(department=department).prefetch_related("holders", "works__duty")
    return {
        "code": department.code,
        "name": department.name,
        "posts": [
            {
                "section": post.section,
                "name": post.name,
                "people": [each.person_name for each in post.holders.all()],
                "works": [
                    {"duty": each.duty.text, "text": each.text, "standard": each.standard}
                    for each in post.works.all()
                ],
                **_by_which(department.name, post.name, tied),
            }
            for post in rows
        ],
    }


def _by_which(department: str, post: str, tied: Tied) -> dict[str, list[str]]:
    """The department's own first, then what holds for posts of that name everywhere."""
    own, general = tied.get((department, post), {}), tied.get(("", post), {})
    return {
        kind: list(dict.fromkeys([*own.get(kind, ()), *general.get(kind, ())]))
        for kind in ("regulations", "workflows")
    }


def _tell(
    campaign: PostCampaign, departments: Sequence[Subject], move: str, title: str, due: date | None
) -> None:
    heads = Responsibility.objects.filter(subject__in=[each.pk for each in departments])
    about = f"post_campaign:{campaign.pk}"
    notify(
        college=campaign.college.code,
        persons=[number for number in heads.values_list("person_number", flat=True) if number],
        kind=NoticeKind.FOLLOW_UP,
        key=f"{about}:{move}",
        about=about,
        title=title,
        at=now(campaign.college),
        due=due,
    )
