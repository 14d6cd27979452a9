"""What was received and what was sent: search, narrow down, Excel."""

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.queries import matrix
from zhengai.improvement.models import Dependence
from zhengai.improvement.rules.dependence import WITH_RECEIVER, DependenceState
from zhengai.web.components.dependences import receives, seen_dependences, shown
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "subject": ("subject__name", "due"),
    "target": ("target__name", "due"),
    "due": ("due",),
    "state": ("state", "due"),
    "sent": ("-sent_at",),
}
_FILTERS = ("q", "side", "state", "target", "system", "level")
_SIDES = (("received", "转给我们的"), ("sent", "我提出的"))


@needs(Permission.IMPROVEMENT_VIEW)
def dependences(request: Request) -> HttpResponse:
    seen = seen_dependences(request)
    wanted = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    rows = _narrowed(request, seen, wanted)
    if request.GET.get("format") == "xlsx":
        return _export(request, list(sorted_rows(request, rows, SORTS, "due")[0][:MOST_ROWS]))
    counted = Counter(seen.order_by().values_list("state", flat=True))
    found = listing(request, rows, SORTS, "due")
    targets = seen.order_by("target__level", "target__code")
    context: dict[str, Any] = {
        "listing": found,
        "lines": shown(found),
        "total": counted.total(),
        "waiting": sum(counted[state] for state in WITH_RECEIVER),
        "declined": counted[DependenceState.DECLINED],
        "states": [(state.value, state.chinese, counted[state.value]) for state in DependenceState],
        "sides": _SIDES,
        "targets": list(targets.values_list("target__code", "target__name").distinct()),
        "wanted": wanted,
        "today": today(request.college),
        "open_states": [each.value for each in WITH_RECEIVER],
    }
    return answer(request, "desks/dependences/dependences.html", "desks/dependences/_list.html", context)


def _narrowed(request: Request, rows: QuerySet[Dependence], wanted: dict[str, str]) -> QuerySet[Dependence]:
    for name, column in (
        ("state", "state"),
        ("target", "target__code"),
        ("system", "system"),
        ("level", "level"),
    ):
        if wanted[name]:
            rows = rows.filter(**{column: wanted[name]})
    if wanted["side"] == "received":
        rows = rows.filter(receives(request))
    elif wanted["side"] == "sent":
        rows = rows.filter(sent_by=request.user.username)
    if text := wanted["q"]:
        columns = ("subject__name", "target__name", "problem", "need", "answer")
        about = Q(pk__in=[])
        for column in columns:
            about |= Q(**{f"{column}__icontains": text})
        rows = rows.filter(about)
    return rows


def _export(request: Request, rows: list[Dependence]) -> HttpResponse:
    systems = matrix(request.college).systems
    headers = [
        "编号", "问题所在", "依存于", "系统", "问题", "需要对方做什么", "希望答复的日期", "状态", "答复", "来源",
    ]  # fmt: skip
    lines = [
        [
            each.pk, each.subject.name, each.target.name, systems.get(each.system, ""), each.problem, each.need,
            each.due.isoformat(), each.get_state_display(), each.answer, each.source,
        ]
        for each in rows
    ]  # fmt: skip
    return workbook("质量依存", headers, lines)
