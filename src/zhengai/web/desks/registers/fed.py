"""The indicators that are computed from a register, with what they are now for the whole college."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengai.college.queries import calendar_of
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import value_address
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

if TYPE_CHECKING:
    from zhengai_engine.model.period import Calendar
    from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class Fed:
    code: str
    name: str
    figure: Figure | None  # null where nothing was computed for the college
    period: str


def fed(request: Request, dataset: "Dataset") -> list[Fed]:
    """By name. The newest period that has a value counts, else the newest."""
    known = queries.indicators(request.college)
    codes = [code for code, each in known.items() if dataset.code in queries.datasets_behind(each, known)]
    calendar = calendar_of(request.college)
    rows = queries.current_values(request.college, level=COLLEGE).filter(
        subject=request.college.code, indicator__in=codes
    )
    newest: dict[str, CurrentValue] = {}
    for row in sorted(disclosed(request.person, rows), key=lambda each: _rank(calendar, each)):
        newest[row.indicator] = row
    bodies = dict(queries.definitions(request.college).filter(code__in=codes).values_list("code", "body"))
    found = [_fed(calendar, code, known[code].name, newest.get(code), bodies.get(code)) for code in codes]
    return sorted(found, key=lambda each: each.name)


def _rank(calendar: "Calendar", row: CurrentValue) -> tuple[bool, str]:
    period = calendar.find(row.period)
    return row.value is not None, period.end.isoformat() if period else ""


def _fed(
    calendar: "Calendar", code: str, name: str, row: CurrentValue | None, body: dict[str, object] | None
) -> Fed:
    if row is None or body is None:
        return Fed(code, name, None, "")
    shown = figure(row.value, Measure.of(body), reason=row.reason, href=value_address(row))
    return Fed(code, name, shown, short_name(calendar, row.period))
