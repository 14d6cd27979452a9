"""An explanation as the indicators room gives it, without a lake behind it."""

from typing import Any

from zhengai.college.models import College
from zhengai.indicators import queries
from zhengai.indicators.queries import Explanation
from zhengai_engine.run.explain import ExplainedRows

COLUMNS = (
    ("semester", "学期"),
    ("week", "周次"),
    ("session", "课次"),
    ("student", "学号"),
    ("status", "状态"),
)


def explain(
    college: College, *, code: str, level: str, subject: str, period: str, part: Any = None, limit: int = 50
) -> Explanation | None:
    found = queries.current_value(college, indicator=code, level=level, subject=subject, period=period)
    if found is None:
        return None
    known = queries.indicators(college)
    total = int((found.numerator if part == "numerator" else found.denominator) or 37)
    shown = "缺勤" if part == "numerator" else "出勤"
    rows = tuple(("2026-2027-1", 12, n % 4 + 1, f"S{n:04d}", shown) for n in range(min(total, limit)))
    return Explanation(
        indicator=known[code],
        formula_zh=known[code].formula,
        formula_en=f"[{code}]",
        value=found.value,
        numerator=found.numerator,
        denominator=found.denominator,
        reason=None,
        run=found.run,
        data_versions={"attendance": 12},
        sources=(ExplainedRows("attendance", "考勤", COLUMNS, rows, total),),
        follow=("absences",) if code == "absence_rate" else (),
    )
