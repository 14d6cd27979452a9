"""How a college, a level, a subject and a period are named on the command line."""

import unicodedata
from difflib import get_close_matches

from zhengai.cli.output import Refused
from zhengai.college.models import College, Subject
from zhengai.college.queries import NoCollege, calendar_of, only_college
from zhengai.framework.queries import section
from zhengai_engine.model.period import Period, UnknownPeriod


def college() -> College:
    try:
        return only_college()
    except NoCollege as problem:
        raise Refused(str(problem)) from problem


def period(owner: College, code: str) -> Period:
    try:
        return calendar_of(owner).period(_half_width(code))
    except UnknownPeriod as problem:
        raise Refused(str(problem)) from problem


def level(owner: College, asked: str) -> str:
    """A level's code from its code or Chinese name."""
    levels: dict[str, str] = {item["code"]: item["name"] for item in section(owner, "levels")}
    asked = _half_width(asked)
    for code, name in levels.items():
        if asked in (code, name):
            return code
    near = get_close_matches(asked, [*levels, *levels.values()], n=1)
    hint = f"是不是 {near[0]}？" if near else f"可用：{'、'.join(levels)}"
    raise Refused(f"没有“{asked}”这个层面。{hint}")


def subject(owner: College, text: str | None) -> Subject:
    """`LEVEL:CODE`; the college itself when nothing is given."""
    if not text:
        text = f"college:{owner.code}"
    asked, _, code = text.replace("：", ":").partition(":")
    if not code.strip():
        raise Refused(f"“{text}”不是“层面:代码”的样子，例如 course:K001；用 zhengai subjects 查看代码")
    where = level(owner, asked)
    same = Subject.objects.filter(college=owner, level=where)
    found = same.filter(code=code).first() or same.filter(code=_half_width(code)).first()
    if found is None:
        raise Refused(
            f"层面 {where} 中没有代码为“{code}”的对象；用 zhengai subjects --level {where} 查看代码"
        )
    return found


def _half_width(text: str) -> str:
    """Chinese input methods write full-width digits, letters and colons, and leave blanks at the ends."""
    return unicodedata.normalize("NFKC", text).strip()
