"""The ability points of a programme as a page and as a workbook."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.standards.abilities import PointShown, abilities
from zhengai.web.components.disclosure import is_hidden
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import value_address
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.levels.abilities.seen import may_set, programme_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

COLUMNS = ("毕业要求", "指标点", "课程", "权重", "期望达成度")
PREFERRED = ("average_grade", "pass_rate")  # offered first where the college computes them


@dataclass(frozen=True)
class CourseRow:
    name: str
    code: str
    weight: float
    value: Figure | None
    period: str


@dataclass(frozen=True)
class PointRow:
    shown: PointShown
    courses: list[CourseRow]
    attained: str  # 82.4%, empty where nothing is known
    expected: str
    reached: bool | None
    width: float  # of the bar, in percent


@needs(Permission.INDICATOR_VIEW)
def abilities_of(request: Request, code: str) -> HttpResponse:
    programme = programme_or_404(request, code)
    found = abilities(programme)
    if request.GET.get("format") == "xlsx":
        return _export(programme.name, found)
    definitions = {each.code: each for each in indicators.definitions(request.college)}
    rows = [_row(request, each, Measure.of(definitions[each.point.indicator].body)) for each in found
            if each.point.indicator in definitions]  # fmt: skip
    known = [each.shown.attainment.value for each in rows if each.shown.attainment.value is not None]
    context: dict[str, Any] = {
        "programme": programme,
        "rows": rows,
        "lowest": f"{min(known):.1%}" if known else "",
        "short": sum(each.reached is False for each in rows),
        "partial": sum(not each.shown.attainment.whole for each in rows),
        "indicator": definitions[rows[0].shown.point.indicator].name if rows else "",
        "may_set": may_set(request, programme),
        "indicators": _offered(request, definitions),
        "columns": COLUMNS,
    }
    return render(request, "levels/abilities/abilities.html", context)


def _offered(request: Request, definitions: dict[str, Any]) -> list[tuple[str, str]]:
    """Of courses: rates, and points of 100."""
    known = indicators.indicators(request.college)
    found = [
        (code, each.name)
        for code, each in definitions.items()
        if "course" in known[code].levels and (Measure.of(each.body).percent or each.body.get("unit") == "分")
    ]
    return sorted(found, key=lambda pair: (pair[0] not in PREFERRED, pair[1]))


def _row(request: Request, shown: PointShown, measure: Measure) -> PointRow:
    calendar = calendar_of(request.college)
    courses = [
        CourseRow(
            each.support.course.name,
            each.support.course.code,
            each.support.weight,
            _figure(request, each.value, measure),
            short_name(calendar, each.value.period) if each.value else "",
        )
        for each in shown.courses
    ]
    value, expected = shown.attainment.value, shown.point.expected
    return PointRow(
        shown,
        courses,
        "" if value is None else f"{value:.1%}",
        "" if expected is None else f"{expected:.0%}",
        shown.attainment.reached(expected),
        round(100 * (value or 0), 1),
    )


def _figure(request: Request, value: CurrentValue | None, measure: Measure) -> Figure | None:
    if value is None:
        return None
    if is_hidden(request.person, value):
        return figure(None, measure, reason="suppressed")
    return figure(value.value, measure, href=value_address(value))


def _export(name: str, found: list[PointShown]) -> HttpResponse:
    """The table as it comes in, and what is reached."""
    table = [
        [
            each.point.requirement,
            each.point.name,
            course.support.course.code,
            course.support.weight,
            "" if each.point.expected is None else each.point.expected,
        ]
        for each in found
        for course in each.courses
    ]
    reached = [
        [
            each.point.requirement,
            each.point.name,
            "" if each.attainment.value is None else round(each.attainment.value, 4),
            "" if each.point.expected is None else each.point.expected,
            round(each.attainment.covered, 4),
        ]
        for each in found
    ]
    sheets = [
        Sheet("指标点与课程", COLUMNS, table),
        Sheet("达成度", ["毕业要求", "指标点", "达成度", "期望达成度", "有数据的权重"], reached),
    ]
    return workbook_of(f"{name}毕业能力达成", sheets)
