"""Goals beside what was measured: where each started, where it is, where it should come to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhengai.college.queries import calendar_of
from zhengai.goals.models import Goal
from zhengai.goals.queries import standing
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar
from zhengai_engine.scoring import read_limit

RUN = 8  # as many periods as a small line shows
# standing → state whose look it takes, word
STANDINGS = {
    "met": ("target_met", "已达到"),
    "short": ("below_standard", "未达到"),
    "blind": ("no_data", "尚无数据"),
}

Key = tuple[str, str, str]  # indicator, level, subject


@dataclass(frozen=True)
class Measured:
    """`now` is the value of the goal's own period, or the newest one before there is any; `now_period` says which."""

    goal: Goal
    period: str
    baseline: Figure | None
    baseline_period: str
    now: Figure | None
    now_period: str
    standing: str
    run: list[float | None]
    line: float | None

    @property
    def has_run(self) -> bool:
        return is_run(self.run)

    @property
    def badge(self) -> tuple[str, str]:
        return STANDINGS[self.standing]


def measured(request: Request, goals: Sequence[Goal]) -> list[Measured]:
    """However many goals, two questions to the database."""
    if not goals:
        return []
    college, calendar = request.college, calendar_of(request.college)
    codes = {each.indicator for each in goals}
    bodies = {d.code: d.body for d in indicators.definitions(college).filter(code__in=codes)}
    rows = indicators.current_values(college).filter(
        indicator__in=codes,
        level__in={each.subject.level for each in goals},
        subject__in={each.subject.code for each in goals},
    )
    held: dict[Key, list[CurrentValue]] = defaultdict(list)
    for row in disclosed(request.person, rows):
        held[row.indicator, row.level, row.subject].append(row)
    return [
        _measured(each, held[each.indicator, each.subject.level, each.subject.code], bodies, calendar)
        for each in goals
    ]


def _measured(
    goal: Goal, rows: Sequence[CurrentValue], bodies: dict[str, dict[str, object]], calendar: Calendar
) -> Measured:
    body = bodies.get(goal.indicator, {})
    measure = Measure.of(body)
    by_period = {row.period: row for row in rows if row.period_kind == _kind(goal, calendar)}
    own = by_period.get(goal.period)
    known = {code: row for code, row in by_period.items() if row.value is not None and code <= goal.period}
    # codes of one kind sort by time: what came after its period says nothing of a goal
    shown = next((known[p.code] for p in newest_first(calendar, known)), None)
    base = by_period.get(goal.baseline_period)
    order = sorted(code for code in by_period if code <= goal.period)[-RUN:]
    return Measured(
        goal,
        short_name(calendar, goal.period),
        _figure(base, measure),
        short_name(calendar, goal.baseline_period) if base else "",
        _figure(shown, measure),
        short_name(calendar, shown.period) if shown else "",
        standing(goal.limit, own.value if own else None, body),
        [by_period[code].value for code in order],
        read_limit(goal.limit).ends()[0],
    )


def _kind(goal: Goal, calendar: Calendar) -> str:
    period = calendar.find(goal.period)
    return period.kind.value if period else ""


def _figure(row: CurrentValue | None, measure: Measure) -> Figure | None:
    if row is None:
        return None
    return figure(row.value, measure, reason=row.reason, href=value_address(row))
