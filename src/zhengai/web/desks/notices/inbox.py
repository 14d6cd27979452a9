"""The inbox: what came, the unread first, day by day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.db.models import BooleanField, Case, Count, QuerySet, Value, When
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from zhengai.college.queries import today
from zhengai.notices import actions, queries
from zhengai.notices.models import Notice, NoticeKind
from zhengai.web.components.abouts import address_of
from zhengai.web.components.listings import listing
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

SORTS = {"new": ("read", "-at", "-pk")}


@dataclass(frozen=True)
class Day:
    """Messages of one day that are all unread, or all read."""

    unread: bool
    day: date
    notices: list[Notice]


def _inbox(request: Request) -> QuerySet[Notice]:
    return queries.inbox(request.college.code, request.user.person_number)


@for_everyone
def notices(request: Request) -> HttpResponse:
    inbox = _inbox(request)
    kind = request.GET.get("kind", "")
    seen = inbox.filter(kind=kind) if kind in NoticeKind.values else inbox
    is_read = Case(
        When(read_at__isnull=True, then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    shown = listing(request, seen.annotate(read=is_read), SORTS, "new")
    counted = _counted(inbox)
    context = {
        "listing": shown,
        "days": _days(list(shown)),
        "kinds": [(code, name, counted[code]) for code, name in NoticeKind.choices if counted[code]],
        "kind": kind,
        "total": counted.total(),
        "unread": queries.unread_count(request.college.code, request.user.person_number),
        "today": today(request.college),
    }
    return answer(request, "desks/notices/inbox.html", "desks/notices/_list.html", context)


def _counted(inbox: QuerySet[Notice]) -> Counter[str]:
    return Counter(dict(inbox.order_by().values_list("kind").annotate(number=Count("pk"))))


def _days(found: list[Notice]) -> list[Day]:
    def place(notice: Notice) -> tuple[bool, date]:
        return notice.read_at is None, timezone.localdate(notice.at)

    return [Day(unread, day, list(group)) for (unread, day), group in groupby(found, key=place)]


@require_POST
@for_everyone
def open_notice(request: Request, number: int) -> HttpResponse:
    """Marks it and goes to what it is about; where that has no page, back to the inbox."""
    found = _inbox(request).filter(pk=number)
    notice = found.first()
    if notice is None:
        raise Http404("没有这条消息，或者它不是发给您的")
    actions.mark_read(notices=found, by=request.user.username)
    return HttpResponseRedirect(address_of(notice.about) or reverse("notices"))


@require_POST
@for_everyone
def read_notices(request: Request) -> HttpResponse:
    number = actions.mark_read(notices=_inbox(request), by=request.user.username)
    messages.success(request, f"{number} 条消息已标为已读。" if number else "没有未读的消息。")
    return HttpResponseRedirect(reverse("notices"))
