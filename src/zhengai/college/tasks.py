"""Accounts for all teachers or all students: long work, because thousands of passwords are hashed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from zhengai.accounts.handouts import (
    Newcomer,
    begin_handout,
    finish_handout,
    open_accounts,
    renew_passwords,
    void_handout,
    waiting_users,
)
from zhengai.accounts.models import Handout
from zhengai.accounts.rules import ROLES, Refused
from zhengai.college.models import College
from zhengai.college.people import PEOPLE, newcomers
from zhengai.college.queries import today
from zhengai.core.actions import advance_job, open_job
from zhengai.core.models import Job, JobState
from zhengai.core.queue import Outcome, carry_out, queue

OPEN, RENEW = "accounts.open_many", "accounts.renew_many"
T = TypeVar("T")
_AT_ONCE = 200  # accounts in one transaction: under a second


def start_opening(*, college: College, level: str, by: str) -> Job:
    """For all of the level who have no account yet."""
    if level not in PEOPLE:
        raise Refused("只能为教师或学生成批建立账户")
    number = newcomers(college, level).count()
    if not number:
        raise Refused(f"{ROLES[level].name}都已经有账户，不用再建")
    title = f"为 {number:,} 名{ROLES[level].name}建立账户"
    return _begun(college, OPEN, title, {"level": level}, by)


def start_renewal(*, college: College, handout: Handout, by: str) -> Job:
    """For all on the list who have not chosen a password of their own."""
    number = waiting_users(handout).count()
    if not number:
        raise Refused("这份表上的人都已经登录并改过密码，不用重新发放")
    title = f"为 {number:,} 名{ROLES[handout.role].name}重新发放一次性密码"
    return _begun(college, RENEW, title, {"handout": handout.pk}, by)


def _begun(college: College, kind: str, title: str, arguments: dict[str, object], by: str) -> Job:
    """A second click leads to the work under way."""
    under_way = Job.objects.filter(
        college=college.code, kind=kind, arguments=arguments, state__in=(JobState.QUEUED, JobState.RUNNING)
    )
    if (found := under_way.first()) is not None:
        return found
    job = open_job(college=college.code, kind=kind, title=title, arguments=arguments, by=by)
    (open_many if kind == OPEN else renew_many)(job.pk)
    return job


@queue.task()
def open_many(number: int) -> None:
    carry_out(number, _open_many)


@queue.task()
def renew_many(number: int) -> None:
    carry_out(number, _renew_many)


def _open_many(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    level = job.arguments["level"]
    rows = newcomers(college, level).values_list("code", "name")
    people = [Newcomer(level, code, name) for code, name in rows]
    handout = begin_handout(college=college.code, role=level, by=job.by)
    made = _in_parts(
        job,
        handout,
        people,
        lambda part: open_accounts(handout=handout, people=part, on=today(college), by=job.by),
    )
    return f"已建立 {made:,} 个账户，一次性密码表可以领取一次", _result(handout, made)


def _renew_many(job: Job) -> Outcome:
    earlier = Handout.objects.get(pk=job.arguments["handout"])
    users = list(waiting_users(earlier))
    void_handout(handout=earlier, by=job.by)
    handout = begin_handout(college=earlier.college, role=earlier.role, by=job.by)
    made = _in_parts(
        job, handout, users, lambda part: renew_passwords(handout=handout, users=part, by=job.by)
    )
    return f"已为 {made:,} 个账户换上新的一次性密码，密码表可以领取一次", _result(handout, made)


def _in_parts(job: Job, handout: Handout, people: Sequence[T], work: Callable[[Sequence[T]], int]) -> int:
    """What was done before a failure can be handed out too."""
    made = 0
    try:
        for at in range(0, len(people), _AT_ONCE):
            advance_job(job=job, done=at, total=len(people), message="正在生成一次性密码")
            made += work(people[at : at + _AT_ONCE])
    finally:
        finish_handout(handout=handout)
    return made


def _result(handout: Handout, made: int) -> dict[str, object]:
    return {"accounts": made, "links": [["领取一次性密码表", f"handout:{handout.pk}"]]}
