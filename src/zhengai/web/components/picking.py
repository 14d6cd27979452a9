"""Choosing one subject by what people type: its code, its name, or level:code, among those a person reaches."""

from django.db.models import QuerySet

from zhengai.college.models import Subject

OFFERED = 200  # as many as a browser's list of suggestions carries comfortably


class NotPicked(ValueError):
    """What was typed names no subject, or several; the message is a Chinese sentence."""


def offered(subjects: QuerySet[Subject]) -> list[Subject]:
    return list(subjects.select_related("department").order_by("level", "code")[:OFFERED])


def pick(subjects: QuerySet[Subject], typed: str, where: str = "在您负责的范围内") -> Subject:
    """Raises NotPicked; `where` says of which subjects it speaks."""
    text = typed.strip()
    if not text:
        raise NotPicked("请写对象的名称或代码")
    level, _, code = text.partition(":")
    exact = subjects.filter(level=level, code=code) if code else subjects.filter(code=text)
    found = list(exact.select_related("department")[:2]) or list(
        subjects.filter(name=text).select_related("department")[:2]
    )
    if not found:
        raise NotPicked(f"{where}没有“{text}”，请核对名称或代码")
    if len(found) > 1:
        raise NotPicked(f"“{text}”不止一个，请写成“层面:代码”，例如“{found[0].level}:{found[0].code}”")
    return found[0]
