"""The dictionary of indicators: search, filter, the newest value of what the reader answers for."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators import proposals, queries
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address, widest
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, PeriodKind

# one series for the sparkline: the kind that tells most
_TELLING = [PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR]


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    href: str
    meaning: str
    kind: str
    owner: str
    levels: str
    value: Figure | None
    period: str
    series: list[float | None]

    @property
    def trend(self) -> str:
        return f"{self.name}最近 {len(self.series)} 期的走势"


@needs(Permission.INDICATOR_VIEW)
def dictionary(request: Request) -> HttpResponse:
    names = level_names(request)
    found = list(queries.definitions(request.college))
    chosen = [each for each in found if _fits(each, request)]
    subject = _own_subject(request)
    rows = _rows(request, chosen, names, subject)
    if request.GET.get("format") == "xlsx":
        return _export(rows)
    context = {
        "listing": listing_of(request, rows, {"name": lambda r: r.name, "owner": lambda r: r.owner}, "name"),
        "levels": names,
        "owners": sorted({str(d.body.get("owner", "")) for d in found} - {""}),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "subject": subject,
        "total": len(found),
        "drafts": list(proposals.drafts(request.college)),
        "may_propose": request.person.may(Permission.TASK_ASSIGN),
        "may_edit": request.person.may(Permission.INDICATOR_EDIT),
        "run": queries.newest_run(request.college),
    }
    return answer(request, "desks/indicators/dictionary.html", "desks/indicators/_dictionary.html", context)


def _fits(definition: Definition, request: Request) -> bool:
    body, wanted = definition.body, request.GET
    text = wanted.get("q", "").strip().casefold()
    words = " ".join(str(body.get(key, "")) for key in ("code", "name", "english", "meaning")).casefold()
    return (
        text in words
        and wanted.get("level", "") in ("", *body.get("levels", []))
        and wanted.get("owner", "") in ("", body.get("owner", ""))
    )


def _own_subject(request: Request) -> Subject | None:
    """What the values beside the names speak about: the widest subject the reader may see."""
    return widest(request.person.subjects(Permission.INDICATOR_VIEW))


def _rows(
    request: Request, chosen: list[Definition], names: dict[str, str], subject: Subject | None
) -> list[Row]:
    calendar = calendar_of(request.college)
    values: dict[str, list[CurrentValue]] = defaultdict(list)
    if subject is not None:
        known = queries.current_values(request.college, level=subject.level).filter(subject=subject.code)
        for each in known.order_by("period"):
            values[each.indicator].append(each)
    return [_row(each, names, values[each.code], calendar) for each in chosen]


def _row(
    definition: Definition, names: dict[str, str], values: list[CurrentValue], calendar: Calendar
) -> Row:
    body = definition.body
    newest = _newest(values, calendar)
    return Row(
        code=definition.code,
        name=definition.name,
        href=reverse("indicator", args=[definition.code]),
        meaning=str(body.get("meaning", "")),
        kind=Measure.of(body).kind.chinese,
        owner=str(body.get("owner", "")),
        levels="、".join(names.get(code, code) for code in body.get("levels", [])),
        value=_figure(newest, Measure.of(body)) if newest else None,
        period=short_name(calendar, newest.period) if newest else "",
        series=_series(values),
    )


def _newest(values: list[CurrentValue], calendar: Calendar) -> CurrentValue | None:
    """The latest period that has a value; without any the latest period."""
    by_period = {each.period: each for each in values}
    order = [by_period[p.code] for p in newest_first(calendar, by_period)]
    return next((each for each in order if each.value is not None), order[0] if order else None)


def _figure(value: CurrentValue, measure: Measure) -> Figure:
    return figure(value.value, measure, reason=value.reason, href=value_address(value))


def _series(values: list[CurrentValue]) -> list[float | None]:
    for kind in _TELLING:
        found = [each.value for each in values if each.period_kind == kind]
        if is_run(found):
            return found
    return []


def _export(rows: list[Row]) -> HttpResponse:
    headers = ["代码", "指标", "含义", "类型", "层面", "责任部门", "最新值", "周期"]
    cells: list[list[Any]] = [
        [r.code, r.name, r.meaning, r.kind, r.levels, r.owner, r.value.text if r.value else "", r.period]
        for r in rows
    ]
    return workbook("指标字典", headers, cells)
