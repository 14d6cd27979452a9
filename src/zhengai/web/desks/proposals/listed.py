"""What departments named, and what became of it."""

from collections import Counter

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.indicators.models import Proposal
from zhengai.indicators.rules.proposal import ProposalState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.proposals.seen import LOOKS, may_decide, seen_proposals
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "name": ("name",), "department": ("department__code", "name"), "day": ("proposed_at",), "state": ("state", "name"),
}  # fmt: skip


@needs(Permission.TASK_ASSIGN)
def proposals(request: Request) -> HttpResponse:
    seen = seen_proposals(request)
    chosen = _narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, chosen, SORTS, "-day")[0])
    shown = listing(request, chosen, SORTS, "-day")
    counted = Counter(dict(seen.order_by().values_list("state").annotate(number=Count("pk"))))
    departments = seen.order_by("department__code").values_list("department__code", "department__name")
    context = {
        "listing": shown,
        "rows": [(each, LOOKS[each.state]) for each in shown],
        "states": [(s.value, s.chinese, counted[s.value]) for s in ProposalState if counted[s.value]],
        "departments": list(departments.distinct()),
        "chosen": {name: request.GET.get(name, "") for name in ("q", "state", "department")},
        "total": counted.total(),
        "waiting": counted[ProposalState.PROPOSED],
        "returned": counted[ProposalState.RETURNED],
        "drafted": counted[ProposalState.DRAFTED],
        "decides": may_decide(request),
    }
    return answer(request, "desks/proposals/proposals.html", "desks/proposals/_list.html", context)


def _narrowed(request: Request, found: QuerySet[Proposal]) -> QuerySet[Proposal]:
    wanted = request.GET
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    if wanted.get("department"):
        found = found.filter(department__code=wanted["department"])
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(name__icontains=text) | Q(meaning__icontains=text) | Q(context__icontains=text)
        )
    return found


def _export(rows: QuerySet[Proposal]) -> HttpResponse:
    headers = ["关键数据名称", "部门", "用在哪项任务", "含义", "单位", "状态", "审核意见", "指标"]
    cells = [
        [
            each.name, each.department.name, each.context, each.meaning, each.unit, each.get_state_display(),
            each.reason, each.indicator,
        ]
        for each in rows[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("部门关键数据", headers, cells)
