"""Rights that follow from a post: its holder has its role in its department, from the day on which they take it until the
day on which they leave it (ORG-18). Which role a post has the security administrator decides; departments name holders."""

from django.db import transaction

from zhengai.accounts.granting import end_grant, grant_role, withdraw_grant
from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import ROLES, Refused, Scope
from zhengai.college.queries import today
from zhengai.core.actions import record
from zhengai.framework.models import Post, PostHolder
from zhengai.framework.rules.work import POST_ROLES, WorkRefused


@transaction.atomic
def give_post_role(*, post: Post, role: str, by: str) -> Post:
    """Another role, or none (""): whoever holds the post gets it or loses it today. Raises WorkRefused."""
    if role and role not in POST_ROLES:
        names = "、".join(ROLES[each].name for each in POST_ROLES)
        raise WorkRefused(f"岗位可以带的角色有{names}；其他角色按人授予")
    found = Post.objects.select_for_update(of=("self",)).select_related("department__college").get(pk=post.pk)
    if found.role == role:
        return found
    holders = list(found.holders.select_related("grant").order_by("pk"))
    for each in holders:
        take_rights(holder=each, by=by)
    found.role = role
    found.save()
    for each in holders:
        each.post = found
        give_rights(holder=each, by=by)
    department = found.department
    record(
        action="framework.give_post_role", by=by, subject=f"department:{department.code}",
        details={"name": department.name, "post": str(found), "role": role},
    )  # fmt: skip
    return found


def give_rights(*, holder: PostHolder, by: str) -> Grant | None:
    """Null where the post has no role, its holder no account, or the same role already. Raises WorkRefused."""
    post = holder.post
    user = User.objects.filter(person_number=holder.person_number).first() if holder.person_number else None
    if not post.role or user is None or not user.is_active:
        return None
    college = post.department.college
    of_department = ROLES[post.role].scope is Scope.DEPARTMENT
    level, subject = ("department", post.department.code) if of_department else ("", "")
    held = user.grants.filter(college=college.code, role=post.role, level=level, subject=subject)
    if held.filter(valid_until=None, valid_from__lte=today(college)).exists():
        return None
    try:
        holder.grant = grant_role(
            user=user, role=post.role, college=college.code, level=level, subject=subject,
            valid_from=today(college), by=by,
        )  # fmt: skip
    except Refused as refusal:
        raise WorkRefused(str(refusal)) from None
    holder.save(update_fields=["grant"])
    return holder.grant


def take_rights(*, holder: PostHolder, by: str) -> None:
    """The role that came with the post ends today; one that began today never was. Raises WorkRefused."""
    grant = holder.grant
    if grant is None:
        return
    day = today(holder.post.department.college)
    try:
        if grant.valid_from >= day:
            withdraw_grant(grant=grant, on=day, by=by)
        elif grant.valid_until is None or grant.valid_until > day:
            end_grant(grant=grant, on=day, by=by)
    except Refused as refusal:
        raise WorkRefused(str(refusal)) from None
    PostHolder.objects.filter(pk=holder.pk).update(grant=None)
    holder.grant = None
