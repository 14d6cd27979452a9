"""One indicator: its definition in words and formula, and its values at a level and period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, Q, QuerySet
from django.http import Http404, HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators import checking, queries
from zhengai.indicators.held import periods_held
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.web.components.disclosure import disclosed, with_shown
from zhengai.web.components.figures import Figure, Measure, figure, plain
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.outside import Outside, outside_of
from zhengai.web.components.periods import full_name, newest_first, period_switch
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import WIDEST_FIRST, value_address
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.indicators.lineage import lineage
from zhengai.web.desks.indicators.words import words_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, PeriodKind

_SORTS = {
    "subject": ("subject",),
    "value": ("shown",),
    "numerator": ("numerator",),
    "denominator": ("denominator",),
}
# what a reader most often wants first
_PREFERRED = [
    PeriodKind.SEMESTER,
    PeriodKind.WEEK,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.MONTH,
    PeriodKind.DAY,
]


# so many subjects are named in a statement
FEW = 50


@dataclass(frozen=True)
class Row:
    subject: str
    name: str
    value: Figure
    numerator: str
    denominator: str
    series: list[float | None]

    @property
    def trend(self) -> str:
        return f"{self.name}最近 {len(self.series)} 期的走势"


def definition_or_404(request: Request, code: str) -> Definition:
    found = queries.definitions(request.college).filter(code=code).first()
    if found is None:
        raise _unknown(code)
    return found


def _unknown(code: str) -> Http404:
    return Http404(f"没有代码为“{code}”的指标")


@needs(Permission.INDICATOR_VIEW)
def indicator(request: Request, code: str) -> HttpResponse:
    versions = list(queries.versions_of(request.college, code))
    definition = next((each for each in versions if each.current), None)
    if definition is None:
        raise _unknown(code)
    calendar = calendar_of(request.college)
    words, known = queries.scheme(request.college)
    names = level_names(request)
    levels = _levels(request, definition)
    level = _level(request.GET.get("level"), levels)
    seen = _seen(request, code, level)
    periods = _periods(request, calendar, definition, level)
    period = _chosen(request.GET.get("period"), periods)
    values = _searched(request, seen.filter(period=period)).select_related("run")
    measure = Measure.of(definition.body)
    if request.GET.get("format") == "xlsx":
        return _export(request, definition, values, measure)
    formula = checking.checked_formula(words, definition.body["formula"])
    shown = listing(request, values, _SORTS, "-value")
    rows = _rows(request, disclosed(request.person, shown), measure)
    context = {
        "definition": definition,
        "listing": shown,
        "rows": rows,
        "has_trend": any(row.series for row in rows),
        "levels": [(each, names.get(each, each), number) for each, number in levels.items()],
        "level": level,
        "level_name": names.get(level, level),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "period_name": full_name(calendar, period) if period else "",
        "switch": period_switch(calendar, periods, period),
        "summary": _summary(request, seen.filter(period=period), measure),
        "outside": _outside(request, code, level, period, measure),
        "overall": _overall(request, code, level, period, measure),
        "words": words_of(definition.body, names),
        "formula": formula,
        "lineage": lineage(request, code, formula, known),
        "run": _run(request, shown),
        "may_edit": request.person.may(Permission.INDICATOR_EDIT),
        "versions": versions,
    }
    return answer(request, "desks/indicators/indicator.html", "desks/indicators/_values.html", context)


def _run(request: Request, shown: Iterable[CurrentValue]) -> Run | None:
    """The run of the values shown; without any the newest there is."""
    runs = [each.run for each in shown]
    return max(runs, key=lambda each: each.pk) if runs else queries.newest_run(request.college)


def _seen(request: Request, code: str, level: str) -> QuerySet[CurrentValue]:
    """The values of a level that this reader may see."""
    rows = with_shown(request.person, queries.current_values(request.college, indicator=code, level=level))
    if request.person.sees_everything(Permission.INDICATOR_VIEW):
        return rows
    codes = request.person.subjects(Permission.INDICATOR_VIEW).filter(level=level).values("code")
    few = [each["code"] for each in codes[: FEW + 1]]
    # named one by one they are found by the index of subjects, many are looked up while a period is read
    return rows.filter(subject__in=few if len(few) <= FEW else codes)


def _levels(request: Request, definition: Definition) -> dict[str, int]:
    """Level → number of subjects the reader may see there, widest level first."""
    values = queries.current_values(request.college, indicator=definition.code)
    held = _which(
        request.college, {each: values.filter(level=each) for each in definition.body.get("levels", [])}
    )
    subjects = request.person.subjects(Permission.INDICATOR_VIEW).filter(level__in=held).order_by()
    numbers = dict(subjects.values_list("level").annotate(Count("pk")))
    order = [*(each for each in WIDEST_FIRST if each in numbers), *sorted(set(numbers) - set(WIDEST_FIRST))]
    return {each: numbers[each] for each in order}


def _which(college: College, asked: Mapping[str, QuerySet[CurrentValue]]) -> set[str]:
    """Which of these have rows. Asked one by one inside one statement, each stops at its first row: grouping all
    values of an indicator would read hundreds of thousands."""
    if not asked:
        return set()
    answers = College.objects.filter(pk=college.pk).values_list(*(Exists(rows) for rows in asked.values()))
    return {name for name, found in zip(asked, answers.get(), strict=True) if found}


def _level(wanted: str | None, levels: dict[str, int]) -> str:
    """Without a choice the widest level that compares several subjects."""
    if wanted and wanted in levels:
        return wanted
    return next((each for each, number in levels.items() if number > 1), next(iter(levels), ""))


def _periods(request: Request, calendar: Calendar, definition: Definition, level: str) -> list[str]:
    """The best first page first: the newest period of the preferred kind in which anything has a value."""
    kinds = definition.body.get("periods", [])
    known = periods_held(request.college, level, {definition.code: [PeriodKind(each) for each in kinds]})
    filled = known[definition.code].values
    held = [p.code for p in calendar.all() if p.code in known[definition.code].rows]
    order = newest_first(calendar, held)
    order.sort(key=lambda p: _PREFERRED.index(p.kind))
    order.sort(key=lambda p: p.code not in filled)
    return [p.code for p in order]


def _chosen(wanted: str | None, offered: list[str]) -> str:
    return wanted if wanted in offered and wanted else next(iter(offered), "")


def _searched(request: Request, values: QuerySet[CurrentValue]) -> QuerySet[CurrentValue]:
    text = request.GET.get("q", "").strip()
    if text:
        named = Subject.objects.filter(college=request.college, name__icontains=text)
        values = values.filter(subject__in=named.values("code")) | values.filter(subject__icontains=text)
    if request.GET.get("state") == "blind":
        values = values.filter(Q(shown__isnull=True))
    return values


def subject_names(request: Request, values: list[CurrentValue]) -> dict[tuple[str, str], str]:
    found = Subject.objects.filter(
        college=request.college,
        level__in={each.level for each in values},
        code__in={each.subject for each in values},
    )
    return {(each.level, each.code): each.name for each in found}


def _rows(request: Request, values: list[CurrentValue], measure: Measure) -> list[Row]:
    names = subject_names(request, values)
    series = _series(request, values)
    return [
        Row(
            subject=each.subject,
            name=names.get((each.level, each.subject), each.subject),
            value=figure(each.value, measure, reason=each.reason, href=value_address(each)),
            numerator=plain(each.numerator),
            denominator=plain(each.denominator),
            series=series.get(each.subject, []),
        )
        for each in values
    ]


def _series(request: Request, values: list[CurrentValue]) -> dict[str, list[float | None]]:
    """The runs of all rows shown, in one query."""
    found: dict[str, list[float | None]] = {}
    if not values:
        return found
    one = values[0]
    earlier = queries.current_values(request.college, indicator=one.indicator, level=one.level).filter(
        subject__in=[each.subject for each in values], period_kind=one.period_kind
    )
    for each in disclosed(request.person, earlier.order_by("period")):
        found.setdefault(each.subject, []).append(each.value)
    return {subject: run for subject, run in found.items() if is_run(run)}


def _summary(request: Request, values: QuerySet[CurrentValue], measure: Measure) -> dict[str, Any]:
    """The state in one sentence; least and greatest only where several subjects are compared."""
    found = values.aggregate(count=Count("pk"), filled=Count("shown"), least=Min("shown"), most=Max("shown"))
    only = disclosed(request.person, values[:1])[0] if found["count"] == 1 else None
    return {
        "count": found["count"],
        "blind": found["count"] - found["filled"],
        "least": figure(found["least"], measure),
        "most": figure(found["most"], measure),
        "only": figure(only.value, measure, reason=only.reason, href=value_address(only)) if only else None,
    }


def _outside(request: Request, code: str, level: str, period: str, measure: Measure) -> list[Outside]:
    """What others reach at this level; where nobody published that, what whole colleges reach."""
    return outside_of(request.college, (level, COLLEGE), {code: period}, {code: measure}).get(code, [])


def _overall(request: Request, code: str, level: str, period: str, measure: Measure) -> Figure | None:
    """The college's own value of the same period, to compare with."""
    if level == COLLEGE or not request.person.sees_everything(Permission.INDICATOR_VIEW):
        return None
    found = queries.current_values(request.college, indicator=code, level=COLLEGE, period=period).first()
    return figure(found.value, measure, reason=found.reason, href=value_address(found)) if found else None


def _export(
    request: Request, definition: Definition, values: QuerySet[CurrentValue], measure: Measure
) -> HttpResponse:
    ordered = disclosed(request.person, sorted_rows(request, values, _SORTS, "-value")[0][:MOST_ROWS])
    names = dict(Subject.objects.filter(college=request.college).values_list("code", "name"))
    headers = [
        "代码",
        "名称",
        "周期",
        f"{definition.name}({measure.unit or measure.kind.chinese})",
        "分子",
        "分母",
        "说明",
    ]
    rows = [
        [v.subject, names.get(v.subject, ""), v.period, v.value, v.numerator, v.denominator,
         figure(v.value, measure, reason=v.reason).why]
        for v in ordered
    ]  # fmt: skip
    return workbook(definition.name, headers, rows)
