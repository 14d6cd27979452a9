"""Tells people of exemptions: those who may decide, and then the one who asked."""

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import now, today
from zhengai.cycles.models import Exemption
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind


def tell_asked(exemption: Exemption) -> None:
    """The asker never decides, and so is not asked to."""
    college = exemption.college
    asker = number_of(exemption.asked_by)
    deciders = holders(Permission.EXEMPTION_DECIDE, college.code, today(college))
    _tell(
        exemption,
        [number for number in deciders if number != asker],
        "asked",
        f"请批准例外：{exemption.title}",
        exemption.reason,
    )


def tell_decided(exemption: Exemption) -> None:
    word = ExemptionState(exemption.state).chinese
    asker = [number_of(exemption.asked_by)]
    _tell(exemption, asker, "decided", f"例外{word}：{exemption.title}", exemption.decision)


def _tell(exemption: Exemption, persons: list[str], move: str, title: str, text: str) -> None:
    notify(
        college=exemption.college.code,
        persons=persons,
        kind=NoticeKind.EXEMPTION,
        key=f"exemption:{exemption.pk}:{move}",
        about=f"exemption:{exemption.pk}",
        title=title,
        text=text,
        at=now(exemption.college),
    )
