"""Tells people of standards: those who decide, the proposer, those who are to revise."""

from collections.abc import Iterable
from datetime import date

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import now, today
from zhengai.notices.actions import notify
from zhengai.notices.models import Notice, NoticeKind
from zhengai.standards.models import StandardVersion
from zhengai.standards.rules.library import VersionState


def tell_proposed(version: StandardVersion) -> None:
    standard = version.standard
    title = f"请审定：{standard.name}第 {version.number} 版"
    _tell(
        version,
        _those(version, Permission.STANDARD_DECIDE),
        "proposed",
        version.proposed_by,
        title,
        version.reason,
    )


def tell_decided(version: StandardVersion) -> None:
    word = "已审定" if version.state == VersionState.APPROVED else "没有通过审定"
    title = f"{version.standard.name}第 {version.number} 版{word}"
    persons = [number_of(version.proposed_by)]
    _tell(version, persons, "decided", version.decided_by, title, version.decision)


def tell_due(version: StandardVersion) -> None:
    standard, due = version.standard, version.due
    title = f"{standard.name}到了修订的时候"
    text = (
        f"现行的第 {version.number} 版自 {version.valid_from} 起用，每 {standard.revise_years} 年修订一次。"
    )
    _tell(version, _those(version, Permission.STANDARD_DECIDE), "due", "", title, text, due)


def is_told(version: StandardVersion) -> bool:
    """Whether anybody was told that it is due."""
    college = version.standard.college
    return Notice.objects.filter(college=college.code, key=f"standard_version:{version.pk}:due").exists()


def _those(version: StandardVersion, permission: Permission) -> list[str]:
    college = version.standard.college
    return holders(permission, college.code, today(college))


def _tell(
    version: StandardVersion,
    persons: Iterable[str],
    move: str,
    by: str,
    title: str,
    text: str,
    due: date | None = None,
) -> None:
    """Nobody is told of what they did themselves."""
    college = version.standard.college
    own = number_of(by) if by else ""
    notify(
        college=college.code,
        persons=[number for number in persons if number != own],
        kind=NoticeKind.STANDARD,
        key=f"standard_version:{version.pk}:{move}",
        about=f"standard:{version.standard_id}",
        title=title,
        text=text,
        at=now(college),
        due=due,
    )
