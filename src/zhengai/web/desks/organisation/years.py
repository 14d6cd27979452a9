"""The academic year a page speaks of: checklists of duties begin anew each year."""

from zhengai.college.queries import calendar_of, today
from zhengai.web.components.periods import PeriodSwitch, period_switch
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind

BACK = 4  # years before the present one that can be looked at


def chosen_year(request: Request) -> tuple[Period, PeriodSwitch]:
    """The year in the address, or the present one; and the choice of years."""
    calendar = calendar_of(request.college)
    present = calendar.containing(today(request.college), PeriodKind.ACADEMIC_YEAR)
    assert present is not None  # an academic year is found for every day
    first = int(present.code[:4])
    codes = [f"{year}-{year + 1}" for year in range(first, first - BACK, -1)]
    wanted = request.GET.get("period", "")
    code = wanted if wanted in codes else present.code
    return calendar.period(code), period_switch(calendar, codes, code)
