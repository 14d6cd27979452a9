"""Tells people of alerts: one message to a person when an alert is raised, and one when it gets worse."""

from collections.abc import Iterator, Sequence

from zhengai.alerts.models import Alert, AlertPerson
from zhengai.alerts.rules.machine import LIVE, Move
from zhengai.college.models import College
from zhengai.notices.models import NoticeKind
from zhengai.notices.rules import Message
from zhengai_engine.scoring import Grade

_OPENING = {Move.RAISE: "", Move.ESCALATE: "等级加重，"}


def messages(college: College, moved: Sequence[tuple[Alert, Move, str]]) -> list[Message]:
    """`moved`: alerts that were raised or got worse, in which period. The gravest come last: they lie on top. What
    ended in the same judging is no news."""
    live = [each for each in moved if each[0].state in LIVE]
    if not live:
        return []
    persons = _persons(college)
    live.sort(key=lambda each: Grade(each[0].grade).rank)
    return [message for each in live for message in _messages(*each, persons.get(each[0].pk, []))]


def _messages(alert: Alert, move: Move, period: str, persons: Sequence[str]) -> Iterator[Message]:
    grade = Grade(alert.grade).chinese
    about = f"alert:{alert.pk}"
    key = f"{about}:{move.value}" if move is Move.RAISE else f"{about}:{move.value}:{alert.grade}:{period}"
    title = f"{grade}：{_OPENING[move]}{alert.subject_name}{alert.indicator_name}"
    for number in persons:
        yield Message(number, NoticeKind.ALERT, key, about, title, alert.sentence, alert.due)


def _persons(college: College) -> dict[int, list[str]]:
    """Of all alerts that are not closed: however many were raised, one question to the database."""
    rows = AlertPerson.objects.filter(alert__college=college, alert__state__in=LIVE).order_by("id")
    found: dict[int, list[str]] = {}
    for alert, number in rows.values_list("alert_id", "person_number"):
        found.setdefault(alert, []).append(number)
    return found
