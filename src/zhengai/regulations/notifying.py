"""Tells people of regulations: those who put a draft in force, and its author."""

from collections.abc import Iterable

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import now, today
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai.regulations.models import RegulationChange


def tell_drafted(change: RegulationChange) -> None:
    college = change.regulation.college
    persons = holders(Permission.REGULATION_DECIDE, college.code, today(college))
    title = f"请发布：{change.get_kind_display()}{change.regulation.name}"
    _tell(change, persons, "drafted", change.drafted_by, title, change.reason)


def tell_published(change: RegulationChange) -> None:
    title = f"{change.regulation.name}：{change.get_kind_display()}已发布"
    text = f"自 {change.effective_from} 起。"
    _tell(change, [number_of(change.drafted_by)], "published", change.published_by, title, text)


def _tell(
    change: RegulationChange, persons: Iterable[str], move: str, by: str, title: str, text: str
) -> None:
    """Nobody is told of what they did themselves."""
    college = change.regulation.college
    own = number_of(by)
    notify(
        college=college.code,
        persons=[number for number in persons if number != own],
        kind=NoticeKind.REGULATION,
        key=f"regulation_change:{change.pk}:{move}",
        about=f"regulation:{change.regulation_id}",
        title=title,
        text=text,
        at=now(college),
    )
