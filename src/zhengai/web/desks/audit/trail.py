"""审计: who did what and when, and whether the chain of records is whole."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.core.models import AuditEvent
from zhengai.core.queries import broken_link
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.audit.sentences import room_of, sentence, title_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"at": ("id",), "by": ("by", "-id"), "action": ("action", "-id")}


@dataclass(frozen=True)
class Line:
    event: AuditEvent
    who: str
    room: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """`broken` is null when the chain is whole; `before` says how many records fit before it."""

    number: int
    broken: AuditEvent | None
    before: int


@needs(Permission.AUDIT_VIEW)
def trail(request: Request) -> HttpResponse:
    events = _narrowed(request, AuditEvent.objects.all())
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, events, SORTS, "-at")[0])
    shown = listing(request, events, SORTS, "-at")
    context = {
        "listing": shown,
        "lines": _lines(list(shown)),
        "number": AuditEvent.objects.count(),
        "checked": _checked() if request.GET.get("check") == "1" else None,
        "chosen": {name: request.GET.get(name, "") for name in ("q", "by", "action", "from", "until")},
        "actions": _actions(),
        "persons": _persons(),
    }
    return answer(request, "desks/audit/trail.html", "desks/audit/_trail.html", context)


def _narrowed(request: Request, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    wanted = request.GET
    for name in ("by", "action"):
        if wanted.get(name):
            events = events.filter(**{name: wanted[name]})
    if first := _day(wanted.get("from", "")):
        events = events.filter(at__gte=_start(first))
    if last := _day(wanted.get("until", "")):
        events = events.filter(at__lte=timezone.make_aware(datetime.combine(last, time.max)))
    if text := wanted.get("q", "").strip():
        events = events.filter(Q(subject__icontains=text) | Q(by__icontains=text) | Q(action__icontains=text))
    return events


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _lines(events: list[AuditEvent]) -> list[Line]:
    names = names_of({each.by for each in events})
    return [Line(each, names.get(each.by, each.by), room_of(each.action), sentence(each)) for each in events]


def _actions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Those that occur, by room."""
    held = AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()
    return [
        (room, [(action, title_of(action)) for action in actions]) for room, actions in groupby(held, room_of)
    ]


def _persons() -> list[tuple[str, str]]:
    held = set(AuditEvent.objects.order_by().values_list("by", flat=True).distinct())
    names = names_of(held)
    return sorted((each, names.get(each, each)) for each in held)


def _checked() -> Checked:
    """Computes every link of the chain anew."""
    broken = broken_link()
    before = AuditEvent.objects.filter(pk__lt=broken.pk).count() if broken else 0
    return Checked(AuditEvent.objects.count(), broken, before)


def _export(events: QuerySet[AuditEvent]) -> HttpResponse:
    headers = ["编号", "时间", "操作人", "用户名", "类别", "动作", "对象", "内容", "指纹"]
    rows = [
        [
            each.event.pk, f"{timezone.localtime(each.event.at):%Y-%m-%d %H:%M:%S}", each.who, each.event.by,
            each.room, each.event.action, each.event.subject, each.sentence, each.event.digest,
        ]
        for each in _lines(list(events[:MOST_ROWS]))
    ]  # fmt: skip
    return workbook("审计记录", headers, rows)
