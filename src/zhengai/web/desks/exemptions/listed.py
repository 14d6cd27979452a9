"""The list of exemptions, those that wait first."""

from collections import Counter

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.utils import timezone

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.cycles.models import Exemption, ExemptionKind
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.exemptions.seen import seen_exemptions
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"waiting": ("rank", "-asked_at"), "title": ("title",), "asked": ("-asked_at",), "state": ("state",)}
_RANK = Case(When(state=ExemptionState.ASKED, then=Value(0)), default=Value(1), output_field=IntegerField())


@needs(Permission.ALERT_VIEW)
def exemptions(request: Request) -> HttpResponse:
    seen = seen_exemptions(request).annotate(rank=_RANK)
    chosen = _narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, chosen, SORTS, "waiting")[0])
    shown = listing(request, chosen, SORTS, "waiting")
    names = names_of({each.asked_by for each in shown} | {each.decided_by for each in shown})
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    context = {
        "listing": shown,
        "rows": [
            (each, names.get(each.asked_by, each.asked_by), names.get(each.decided_by, each.decided_by))
            for each in shown
        ],
        "states": [(state.value, state.chinese, counted[state.value]) for state in ExemptionState],
        "kinds": ExemptionKind.choices,
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "waiting": counted[ExemptionState.ASKED.value],
        "total": counted.total(),
    }
    return answer(request, "desks/exemptions/exemptions.html", "desks/exemptions/_list.html", context)


def _narrowed(request: Request, seen: QuerySet[Exemption]) -> QuerySet[Exemption]:
    for name in ("state", "kind"):
        if request.GET.get(name):
            seen = seen.filter(**{name: request.GET[name]})
    if text := request.GET.get("q", "").strip():
        seen = seen.filter(Q(title__icontains=text) | Q(reason__icontains=text) | Q(subject__icontains=text))
    return seen


def _export(rows: QuerySet[Exemption]) -> HttpResponse:
    headers = ["编号", "种类", "事项", "理由", "申请人", "申请时间", "状态", "批准人", "批准时间", "意见"]
    return workbook(
        "例外",
        headers,
        [
            [
                each.pk,
                each.get_kind_display(),
                each.title,
                each.reason,
                each.asked_by,
                f"{timezone.localtime(each.asked_at):%Y-%m-%d %H:%M}",
                each.get_state_display(),
                each.decided_by,
                f"{timezone.localtime(each.decided_at):%Y-%m-%d %H:%M}" if each.decided_at else "",
                each.decision,
            ]
            for each in rows[:MOST_ROWS]
        ],
    )
