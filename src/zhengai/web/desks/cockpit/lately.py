"""What changed in the last seven days, in sentences with a number that opens its list."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from zhengai.alerts.models import AlertEvent
from zhengai.alerts.rules.machine import Move
from zhengai.diagnosis.models import RecordEvent
from zhengai.diagnosis.rules.machine import Move as DiagnosisMove
from zhengai.improvement.models import ImprovementEvent
from zhengai.improvement.rules.machine import VERIFIED
from zhengai.web.components.columns import SEEN, since
from zhengai.web.components.scoped import within, within_key
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Told:
    """`number` opens `address`; `parts` say what it is made of."""

    before: str
    number: int
    after: str
    address: str
    parts: str


@dataclass(frozen=True)
class Day:
    day: date
    sentences: list[Told]


# kind of event → words before and after its number, route, what its list is narrowed to
_WORDS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    Move.RAISE: ("发出", "条预警", "alerts", {}),
    Move.ESCALATE: ("升级", "条预警", "alerts", {}),
    Move.CLOSE: ("因数据恢复关闭", "条预警", "alerts", {"state": "closed"}),
    DiagnosisMove.SUBMIT: ("提交", "份诊断", "diagnosis", {}),
    **{
        state: (f"核实为{state.chinese}", "项改进", "improvements", {"view": "table", "state": state})
        for state in VERIFIED
    },
}
_ORDER = list(_WORDS)


def lately(request: Request) -> list[Day]:
    """Newest day first."""
    counted: dict[date, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for day, kind, level, number in [*_alerts(request), *_diagnoses(request), *_improvements(request)]:
        counted[day][kind][level] += number
    names = level_names(request)
    return [
        Day(day, [_told(kind, counted[day][kind], names) for kind in _ORDER if kind in counted[day]])
        for day in sorted(counted, reverse=True)
    ]


Row = tuple[date, str, str, int]


def _alerts(request: Request) -> list[Row]:
    told = AlertEvent.objects.filter(
        alert__college=request.college,
        at__gte=since(request),
        move__in=(Move.RAISE, Move.ESCALATE, Move.CLOSE),
    )
    seen = within(request.person, SEEN, told, level="alert__level", subject="alert__subject")
    return _counted(seen, "move", "alert__level")


def _diagnoses(request: Request) -> list[Row]:
    told = RecordEvent.objects.filter(
        record__round__college=request.college, at__gte=since(request), move=DiagnosisMove.SUBMIT
    )
    seen = within_key(request.person, SEEN, told, subject="record__subject")
    return _counted(seen, "move", "record__subject__level")


def _improvements(request: Request) -> list[Row]:
    verified = [state.value for state in VERIFIED]
    told = ImprovementEvent.objects.filter(
        improvement__college=request.college, at__gte=since(request), to_state__in=verified
    ).exclude(from_state__in=verified)
    seen = within_key(request.person, SEEN, told, subject="improvement__subject")
    return _counted(seen, "to_state", "improvement__subject__level")


def _counted(rows: QuerySet[Any], kind: str, level: str) -> list[Row]:
    days = rows.order_by().annotate(day=TruncDate("at"))
    return list(days.values_list("day", kind, level).annotate(number=Count("pk")))


def _told(kind: str, levels: Counter[str], names: dict[str, str]) -> Told:
    before, after, route, narrowed = _WORDS[kind]
    parts = [f"{names.get(level, level)} {number:,}" for level, number in levels.most_common()]
    return Told(before, levels.total(), after, _address(route, narrowed), "、".join(parts))


def _address(route: str, narrowed: dict[str, str]) -> str:
    return reverse(route) + (f"?{urlencode(narrowed)}" if narrowed else "")
