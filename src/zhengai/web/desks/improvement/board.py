"""The board: from planned to verified, as columns or as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import LIVE_STATES, VERIFIED_STATES
from zhengai.improvement.rules.machine import VERIFIED, ImprovementState
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.improvement.cards import Card, cards_of
from zhengai.web.desks.improvement.seen import in_state, narrowed, newest_verified_first, seen_improvements
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SHOWN = 20  # cards of a column; the table shows them all
SORTS = {
    "subject": ("subject__name", "due"),
    "indicator": ("indicator_name", "due"),
    "owner": ("owner_name", "due"),
    "due": ("due",),
    "state": ("state", "due"),
    "opened": ("-opened_at",),
    "verified": ("-verified_at",),
}
_S = ImprovementState
_COLUMNS: tuple[tuple[str, str, tuple[ImprovementState, ...]], ...] = (
    ("planned", "待开始", (_S.PLANNED,)),
    ("under_way", "进行中", (_S.UNDER_WAY,)),
    ("carried_out", "待验证", (_S.CARRIED_OUT,)),
    ("verified", "已核实", VERIFIED),
)


@dataclass(frozen=True)
class Column:
    code: str
    name: str
    count: int
    cards: Sequence[Card]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@needs(Permission.IMPROVEMENT_VIEW)
def improvements(request: Request) -> HttpResponse:
    seen = seen_improvements(request)
    found = narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(sorted_rows(request, in_state(request, found), SORTS, "due")[0])
    as_table = request.GET.get("view") == "table"
    context = _summary(request, seen) | {
        "as_table": as_table,
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "levels": list(level_names(request).items()),
        "departments": _distinct(seen, "subject__department__code", "subject__department__name"),
        "owners": _distinct(seen, "owner_number", "owner_name"),
        "effects": [(state.value, state.chinese) for state in VERIFIED],
        "states": [
            ("live", "未核实"),
            ("verified", "已核实"),
            *((s.value, s.chinese) for s in ImprovementState),
        ],
        "today": today(request.college),
        "may_open": request.person.may(Permission.IMPROVEMENT_EDIT),
    }
    context |= _table(request, found) if as_table else {"columns": _columns(request, found)}
    return answer(request, "desks/improvement/improvements.html", "desks/improvement/_list.html", context)


def _table(request: Request, found: QuerySet[Improvement]) -> dict[str, Any]:
    shown = listing(request, in_state(request, found), SORTS, "due")
    return {"listing": shown, "rows": cards_of(request, list(shown))}


def _columns(request: Request, found: QuerySet[Improvement]) -> list[Column]:
    counts = _counted(found)
    chosen: list[Improvement] = []
    for code, _, states in _COLUMNS:
        rows = found.filter(state__in=states)
        if sum(counts[state] for state in states):
            chosen += (newest_verified_first(rows) if code == "verified" else rows)[:SHOWN]
    cards = cards_of(request, chosen)
    return [
        Column(
            code,
            name,
            sum(counts[state] for state in states),
            [card for card in cards if card.improvement.state in states],
        )
        for code, name, states in _COLUMNS
    ]


def _counted(found: QuerySet[Improvement]) -> Counter[str]:
    rows = found.order_by().values_list("state").annotate(number=Count("pk"))
    return Counter(dict(rows))


def _summary(request: Request, seen: QuerySet[Improvement]) -> dict[str, Any]:
    """What the state sentence says; the three qualities a review asks for (IMP-06) are counted, never ticked:
    well-aimed = a cause is named, feasible = done by its deadline, effective = so judged by data."""
    counts = _counted(seen)
    day = today(request.college)
    sums = seen.order_by().aggregate(
        overdue=Count("pk", filter=Q(state__in=[_S.PLANNED, _S.UNDER_WAY], due__lt=day)),
        caused=Count("pk", filter=~Q(cause="") & ~Q(state=_S.CANCELLED)),
        done=Count("pk", filter=Q(carried_out_at__isnull=False) & ~Q(state=_S.CANCELLED)),
        in_time=Count("pk", filter=Q(carried_out_at__date__lte=F("due")) & ~Q(state=_S.CANCELLED)),
    )
    verified = sum(counts[state] for state in VERIFIED_STATES)
    return {
        "counts": {state.value: counts[state] for state in ImprovementState},
        "live": sum(counts[state] for state in LIVE_STATES),
        "verified": verified,
        "all": counts.total() - counts[_S.CANCELLED],
        **sums,
    }


def _distinct(seen: QuerySet[Improvement], code: str, name: str) -> list[tuple[str, str]]:
    rows = seen.order_by(name).values_list(code, name).distinct()
    return [(key, word) for key, word in rows if key]


def _export(found: QuerySet[Improvement]) -> HttpResponse:
    headers = [
        "编号", "层面", "代码", "对象", "部门", "来源", "问题", "原因", "措施", "指标", "基线周期", "基线值", "目标值",
        "责任人", "期限", "状态", "成效周期", "成效值", "经验",
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            each.pk, each.subject.level, each.subject.code, each.subject.name,
            each.subject.department.name if each.subject.department else "", each.source, each.problem, each.cause,
            each.measure, each.indicator_name, each.baseline_period, each.baseline_value, each.limit,
            each.owner_name, each.due.isoformat(), ImprovementState(each.state).chinese, each.effect_period,
            each.effect_value, each.lesson,
        ]
        for each in found[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("改进", headers, rows)
