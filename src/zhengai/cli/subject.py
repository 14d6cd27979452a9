"""How a subject and a period are named on the command line."""

from zhengai.cli.output import Refused
from zhengai.college.models import College, Subject
from zhengai.college.queries import NoCollege, calendar_of, only_college
from zhengai_engine.model.period import Period, UnknownPeriod


def college() -> College:
    try:
        return only_college()
    except NoCollege as problem:
        raise Refused(str(problem)) from problem


def period(owner: College, code: str) -> Period:
    try:
        return calendar_of(owner).period(code)
    except UnknownPeriod as problem:
        raise Refused(str(problem)) from problem


def level(owner: College, code: str) -> str:
    known = sorted(Subject.objects.filter(college=owner).values_list("level", flat=True).distinct())
    if code not in known:
        raise Refused(f"没有“{code}”这个层面;有 {'、'.join(known)}")
    return code


def subject(owner: College, text: str | None) -> Subject:
    """`LEVEL:CODE`; the college itself when nothing is given."""
    where, _, code = (text or f"college:{owner.code}").partition(":")
    if not code:
        raise Refused(f"“{text}”不是“层面:代码”的样子,例如 course:K001;用 zhengai subjects 查看代码")
    found = Subject.objects.filter(college=owner, level=level(owner, where), code=code).first()
    if found is None:
        raise Refused(f"层面 {where} 中没有代码为“{code}”的对象;用 zhengai subjects --level {where} 查看代码")
    return found
