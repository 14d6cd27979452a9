"""The only writers of departments' duties, work, posts and standards, and of their place in the five systems."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from zhengai.college.models import Subject
from zhengai.core.actions import record
from zhengai.framework.actions.post_rights import give_rights, take_rights
from zhengai.framework.models import DepartmentDuty, Placement, Post, PostHolder, Work
from zhengai.framework.rules.work import WorkRefused, kept_parts


@transaction.atomic
def save_duty(
    *,
    department: Subject,
    text: str,
    inside: bool,
    smart: Mapping[str, str],
    duty: DepartmentDuty | None = None,
    by: str,
) -> DepartmentDuty:
    """A new duty, or another text for an old one. Raises WorkRefused."""
    told = _text(text, "职责")
    same = DepartmentDuty.objects.filter(department=department, text=told)
    if (same.exclude(pk=duty.pk) if duty else same).exists():
        raise WorkRefused("本部门已经有这条职责")
    found = duty or DepartmentDuty(department=department)
    found.text, found.inside, found.smart = told, inside, kept_parts(smart)
    found.save()
    _record("framework.save_duty", department, by, duty=found.pk)
    return found


@transaction.atomic
def save_work(
    *,
    duty: DepartmentDuty,
    text: str,
    section: str,
    post: str,
    standard: str,
    smart: Mapping[str, str],
    standard_smart: Mapping[str, str],
    work: Work | None = None,
    by: str,
) -> Work:
    """Work for a duty, its post (made where there is none of that name yet) and its standard. Raises WorkRefused."""
    told = _text(text, "工作")
    same = Work.objects.filter(duty=duty, text=told)
    if (same.exclude(pk=work.pk) if work else same).exists():
        raise WorkRefused("这条职责下已经有这项工作")
    found = work or Work(duty=duty)
    found.text, found.smart = told, kept_parts(smart)
    found.post = post_of(duty.department, section, post)
    found.standard, found.standard_smart = standard.strip(), kept_parts(standard_smart)
    found.save()
    _drop_empty_posts(duty.department)
    _record("framework.save_work", duty.department, by, work=found.pk)
    return found


def post_of(department: Subject, section: str, name: str) -> Post | None:
    """Null without a name; a section alone is no post. Raises WorkRefused."""
    if not name.strip():
        if section.strip():
            raise WorkRefused("写了科室，也请写岗位")
        return None
    return Post.objects.get_or_create(department=department, section=section.strip(), name=name.strip())[0]


@transaction.atomic
def remove_duty(*, duty: DepartmentDuty, by: str) -> None:
    """Raises WorkRefused while work hangs on it."""
    if duty.works.exists():
        raise WorkRefused("这条职责下还有工作，请先删去工作，或者把工作改到别的职责下")
    _record("framework.remove_duty", duty.department, by, duty=duty.pk)
    duty.delete()


@transaction.atomic
def remove_work(*, work: Work, by: str) -> None:
    department = work.duty.department
    _record("framework.remove_work", department, by, work=work.pk)
    work.delete()
    _drop_empty_posts(department)


def _drop_empty_posts(department: Subject) -> None:
    """A post that nobody holds and no work asks for is a slip of the pen."""
    Post.objects.filter(department=department, works__isnull=True, holders__isnull=True).delete()


@transaction.atomic
def hold_post(*, post: Post, person_number: str, person_name: str, by: str) -> PostHolder:
    """Raises WorkRefused."""
    if not person_name.strip():
        raise WorkRefused("请写任岗人的姓名")
    holder, fresh = PostHolder.objects.get_or_create(
        post=post, person_number=person_number.strip(), person_name=person_name.strip()
    )
    if not fresh:
        raise WorkRefused(f"{holder.person_name}已经在这个岗位上")
    give_rights(holder=holder, by=by)
    _record("framework.hold_post", post.department, by, post=str(post))
    return holder


@transaction.atomic
def leave_post(*, holder: PostHolder, by: str) -> None:
    """The role that came with the post ends. Raises WorkRefused."""
    take_rights(holder=holder, by=by)
    _record("framework.leave_post", holder.post.department, by, post=str(holder.post))
    holder.delete()


@transaction.atomic
def place_department(
    *,
    department: Subject,
    systems: Collection[str],
    known: Collection[str],
    valid_from: date,
    task: str = "",
    reason: str = "",
    by: str,
) -> Placement:
    """The systems it stands in from a day on, or for one task only; rows before it stay as its history. `known` are the
    codes of the systems of the scheme. Raises WorkRefused."""
    wanted = [code for code in known if code in systems]
    if not wanted:
        raise WorkRefused("请至少选一个系统")
    if task.strip() and not reason.strip():
        raise WorkRefused("只对一项工作调整归属，要写明理由")
    made = Placement.objects.create(
        college=department.college, department=department, systems=wanted, task=task.strip(), valid_from=valid_from,
        reason=reason.strip(), by=by,
    )  # fmt: skip
    _record("framework.place_department", department, by, systems=wanted, valid_from=valid_from.isoformat())
    return made


def _text(text: str, what: str) -> str:
    told = " ".join(text.split())
    if not told:
        raise WorkRefused(f"请写{what}的内容")
    if len(told) > 400:
        raise WorkRefused(f"{what}最多写 400 字，请拆成几条")
    return told


def _record(action: str, department: Subject, by: str, **details: object) -> None:
    record(
        action=action,
        by=by,
        subject=f"department:{department.code}",
        details={"name": department.name, **details},
    )
