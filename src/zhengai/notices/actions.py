"""The only writers of the notices room."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from zhengai.core import clock
from zhengai.core.actions import SYSTEM, record
from zhengai.notices.models import Notice
from zhengai.notices.rules import Message, titled

_BATCH = 500


@transaction.atomic
def notify(
    *,
    college: str,
    persons: Iterable[str],
    kind: str,
    key: str,
    about: str,
    title: str,
    text: str = "",
    at: datetime,
    due: date | None = None,
) -> None:
    """The same message to several people, once each however often it is sent."""
    send(
        college=college,
        messages=[Message(number, kind, key, about, title, text, due) for number in dict.fromkeys(persons)],
        at=at,
    )


@transaction.atomic
def send(*, college: str, messages: Iterable[Message], at: datetime) -> None:
    """Many messages at once. What stands last lies on top of the inbox. People without a number get none."""
    rows = [
        Notice(
            college=college,
            person_number=each.person_number,
            kind=each.kind,
            key=each.key,
            about=each.about,
            title=titled(each.title),
            text=each.text,
            at=at,
            due=each.due,
        )
        for each in messages
        if each.person_number
    ]
    if not rows:
        return
    Notice.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    record(
        action="notices.send",
        by=SYSTEM,
        subject=college,
        details={"number": len(rows), "kinds": sorted({row.kind for row in rows})},
    )


@transaction.atomic
def mark_read(*, notices: QuerySet[Notice], by: str) -> int:
    """Returns how many had not been read before."""
    number = notices.filter(read_at__isnull=True).update(read_at=clock.now())
    if number:
        record(action="notices.mark_read", by=by, details={"number": number})
    return number
