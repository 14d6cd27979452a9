"""The rows of a list of subjects, filled for one page of them: the same number of questions, however many rows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.cycles.queries import current_cycle, turns
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.cycles.rules.turn import Turn
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.queries import current_values
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, figure
from zhengai.web.components.judged import Judgements
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.standings import STATES, Standing
from zhengai.web.components.values import answering, names_beside, value_address
from zhengai.web.levels.subjects.columns import Column
from zhengai.web.levels.subjects.narrowing import counts_of
from zhengai.web.shell.request import Request

RUN = 8
_WRONG = STATES[Standing.SHORT]


@dataclass(frozen=True)
class Cell:
    """One key indicator of one subject; `value` null where it was never computed."""

    column: Column
    value: Figure | None
    number: float | None
    state: str
    series: list[float | None]

    @property
    def wrong(self) -> bool:
        """What is well needs no word: the list shows where to look."""
        return self.state in _WRONG

    @property
    def trend(self) -> str:
        return f"{self.column.name}最近 {len(self.series)} 期的走势"


@dataclass(frozen=True)
class Row:
    subject: Subject
    responsible: list[str]
    state: str
    cells: list[Cell]
    alerts: int
    improvements: int
    turn: Turn | None


def rows_of(
    request: Request,
    level: str,
    subjects: Sequence[Subject],
    columns: Sequence[Column],
    judgements: Judgements,
    *,
    drawn: bool = True,
) -> list[Row]:
    """`drawn` without: for a file, which has neither lines nor spirals."""
    codes = [each.code for each in subjects]
    values = _values(request, level, codes, columns, drawn)
    counts = counts_of(request, level, subjects)
    spirals = _turns(request, level, codes) if drawn else {}
    named = names_beside(subjects)
    return [
        Row(
            each,
            answering(each, named),
            judgements.worst(each.code),
            [_cell(column, values.get((each.code, column.code), []), judgements) for column in columns],
            *counts[each.pk],
            turn=spirals.get(each.code),
        )
        for each in subjects
    ]


def _values(
    request: Request, level: str, codes: Collection[str], columns: Sequence[Column], drawn: bool
) -> dict[tuple[str, str], list[CurrentValue]]:
    """(subject, indicator) → values up to the column's period, oldest first."""
    periods = _periods(request, columns) if drawn else {each.period for each in columns}
    rows = current_values(request.college, level=level).filter(
        subject__in=codes, indicator__in=[each.code for each in columns], period__in=periods
    )
    kinds = {each.code: each.kind for each in columns}
    found: dict[tuple[str, str], list[CurrentValue]] = defaultdict(list)
    for each in disclosed(request.person, rows.order_by("period")):
        if each.period_kind == kinds[each.indicator]:
            found[each.subject, each.indicator].append(each)
    return found


def _periods(request: Request, columns: Sequence[Column]) -> set[str]:
    """The last few of each column's kind, up to its own period."""
    calendar = calendar_of(request.college)
    found: set[str] = set()
    for column in columns:
        if column.period:
            end = calendar.period(column.period)
            before = [p for p in calendar.all() if p.kind is end.kind and p.start <= end.start]
            found |= {p.code for p in sorted(before, key=lambda p: p.start)[-RUN:]}
    return found


def _cell(column: Column, run: Sequence[CurrentValue], judgements: Judgements) -> Cell:
    value = next((each for each in run if each.period == column.period), None)
    if value is None:
        return Cell(column, None, None, "", [])
    judged = judgements.judged(value)
    series = [each.value for each in run]
    return Cell(
        column,
        figure(value.value, column.measure, reason=value.reason, href=value_address(value)),
        value.value,
        judged.state if judged else "",
        series if is_run(series) else [],
    )


def _turns(request: Request, level: str, codes: Sequence[str]) -> dict[str, Turn]:
    try:
        return turns(request.college, level, codes, current_cycle(request.college, level))
    except OutsideCalendar:
        return {}
